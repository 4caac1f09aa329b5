import { inspect } from 'node:util';
import type { StoredDocument } from '../../../engine/decision.js';
import { textOf } from '../payload/foreign-value.js';
import type { AssignmentStore, DocumentParts, ReadDocument } from '../../../ports/assignment-store.js';

/** A storage connector as VWO's SDKs take it (`storage` of `init`): it keeps one record for each feature and user. */
export interface VwoConnector {
  /** Gets the record of a feature and user, or a promise of it; what is no object, or an empty one, says that there is none. */
  get(featureKey: string, userId: string): unknown;
  /** Keeps a record: `featureKey` and `userId` in it say whose it is. What it returns is awaited. */
  set(data: Record<string, unknown>): unknown;
}

/**
 * Makes an assignment store of a storage connector for VWO's SDKs, so that decisions are shared with services that run one.
 *
 * The connector is asked once for the record of every feature of the settings, all at the same time, when a visitor arrives. A
 * record that says it is another user's or another feature's counts as none. One that cannot be read costs this feature its stored
 * decision, and is not replaced.
 *
 * @throws TypeError when the connector has no `get` and `set`
 * @example
 * ```ts
 * ExperimentationModule.forRoot({ platform: vwo({ ... }), stickyStore: vwoConnectorStore(connector) })
 * ```
 */
export function vwoConnectorStore(connector: VwoConnector): AssignmentStore {
  if (typeof connector?.get !== 'function' || typeof connector.set !== 'function') {
    throw new TypeError(
      `vwoConnectorStore() expects a storage connector: an object with get(featureKey, userId) and set(data). Got ${inspect(connector, { depth: 0 })}.`,
    );
  }
  return new ConnectorStore(connector);
}

/** What records are known to hold. Entities of an ORM have them as accessors, so that they are asked for by name. */
const MEMBERS = [
  'featureKey',
  'featureId',
  'userId',
  'rolloutId',
  'rolloutKey',
  'rolloutVariationId',
  'experimentId',
  'experimentKey',
  'experimentVariationId',
] as const;

class ConnectorStore implements AssignmentStore {
  constructor(private readonly connector: VwoConnector) {}

  async read(parts: readonly DocumentParts[]): Promise<readonly ReadDocument[]> {
    return Promise.all(parts.map((one) => this.#readOne(one)));
  }

  async write(_parts: DocumentParts, document: StoredDocument): Promise<void> {
    await this.connector.set({ ...document });
  }

  async #readOne({ feature, value }: DocumentParts): Promise<ReadDocument> {
    if (feature === null) return undefined;
    try {
      const document = recordOf(await this.connector.get(feature, value));
      return document !== undefined && isOf(document, feature, value) ? document : undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

/** The record as plain data; undefined if there is none. */
function recordOf(record: unknown): StoredDocument | undefined {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(record);
  if (prototype === Object.prototype || prototype === null) {
    return Object.keys(record).length === 0 ? undefined : { ...record };
  }
  const members = new Map<string, unknown>();
  for (const name of MEMBERS) {
    const value: unknown = Reflect.get(record, name);
    if (value !== undefined && value !== null) members.set(name, value);
  }
  return members.size === 0 ? undefined : Object.fromEntries(members);
}

/** Whether a record is about this feature and user, as far as it says. */
function isOf({ featureKey, userId }: StoredDocument, feature: string, user: string): boolean {
  return (
    (featureKey === undefined || featureKey === feature) && (userId === undefined || textOf(userId) === user)
  );
}
