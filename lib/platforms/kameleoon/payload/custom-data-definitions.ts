import { isJsonObject, own } from '../../../platform-kit/foreign-json.js';
import { textOf } from './raw.js';

/** What the data file says about custom data. */
export interface CustomDataDefinitions {
  /** Index by name; of equal names the last. */
  readonly indexByName: ReadonlyMap<string, number>;
  /** Name by index, for targeting attributes that stand in for custom data. */
  readonly nameByIndex: ReadonlyMap<number, string>;
  /** The index whose values link visitors; null if there is none (index 0 counts as none, as in the vendor's SDK). */
  readonly mappingIndex: number | null;
  /** Indexes that are never sent. */
  readonly localOnly: ReadonlySet<number>;
  /** Indexes that are sent again in each visit. */
  readonly persistent: ReadonlySet<number>;
}

/** A payload without definitions. */
export const NO_DEFINITIONS: CustomDataDefinitions = Object.freeze({
  indexByName: new Map<string, number>(),
  nameByIndex: new Map<number, string>(),
  mappingIndex: null,
  localOnly: new Set<number>(),
  persistent: new Set<number>(),
});

/** Reads the definitions; entries without a numeric index are left out. */
export function compileDefinitions(list: readonly unknown[]): CustomDataDefinitions {
  const indexByName = new Map<string, number>();
  const nameByIndex = new Map<number, string>();
  const localOnly = new Set<number>();
  const persistent = new Set<number>();
  let mappingIndex: number | null | undefined;
  for (const entry of list) {
    if (!isJsonObject(entry)) continue;
    const index = own(entry, 'index');
    if (typeof index !== 'number') continue;
    const name = own(entry, 'name');
    if (own(entry, 'localOnly')) localOnly.add(index);
    if (own(entry, 'scope') === 'VISITOR') persistent.add(index);
    if (name) {
      indexByName.set(textOf(name), index);
      nameByIndex.set(index, textOf(name));
    }
    if (own(entry, 'isMappingIdentifier')) mappingIndex ??= index;
  }
  return { indexByName, nameByIndex, mappingIndex: mappingIndex || null, localOnly, persistent };
}

/**
 * Where flags find the custom data they bucket by: index by definition id. Null when any definition has no id, for then the
 * vendor's SDK resolves none of them.
 */
export function indexByDefinitionId(list: readonly unknown[]): ReadonlyMap<unknown, unknown> | null {
  if (list.length === 0) return null;
  const indexes = new Map<unknown, unknown>();
  for (const entry of list) {
    const id = isJsonObject(entry) ? own(entry, 'id') : undefined;
    if (id === undefined) return null;
    indexes.set(id, own(entry, 'index'));
  }
  return indexes;
}
