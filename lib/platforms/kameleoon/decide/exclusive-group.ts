import type { Rule } from '../../../engine/program.js';
import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { isJsonObject, own } from '../../../platform-kit/foreign-json.js';
import type { Bucketer, CodeReader } from './bucketing.js';
import { unencodable } from '../payload/failure.js';
import type { FlagDecisions } from './answer.js';
import { numberOf, textOf } from '../payload/raw.js';

/** Flags of which a visitor gets one: the entries of the file, sorted by id. */
export interface ExclusiveGroup {
  readonly name: string;
  readonly members: readonly JsonObject[];
}

/**
 * Gathers the groups. Disabled flags, flags shadowed by a later one of the same key and flags out of service are members
 * like any other: leaving one out would move everybody.
 */
export function compileGroups(entries: readonly unknown[]): ReadonlyMap<unknown, ExclusiveGroup> {
  const groups = new Map<unknown, JsonObject[]>();
  for (const entry of entries) {
    const name = isJsonObject(entry) ? own(entry, 'mutuallyExclusiveGroup') : undefined;
    if (!name) continue;
    const members = groups.get(name) ?? [];
    members.push(entry as JsonObject);
    groups.set(name, members);
  }
  const compiled = new Map<unknown, ExclusiveGroup>();
  for (const [name, members] of groups) {
    members.sort((a, b) => numberOf(own(a, 'id')) - numberOf(own(b, 'id')));
    compiled.set(name, { name: textOf(name), members });
  }
  return compiled;
}

/** Keeps visitors from a flag whose group has given them to another. */
export function groupStep(
  group: ExclusiveGroup,
  flag: JsonObject,
  answers: FlagDecisions,
  codes: CodeReader,
  bucketer: Bucketer,
): Rule {
  return slotStep(group.name, group.members.indexOf(flag), group.members.length, answers, codes, bucketer);
}

/** Apart, so that no step holds on to the file. */
function slotStep(
  name: string,
  own: number,
  count: number,
  answers: FlagDecisions,
  codes: CodeReader,
  bucketer: Bucketer,
): Rule {
  return {
    id: name,
    kind: 'exclusive-group',
    decide: (walk) => {
      const { subject } = walk;
      if (!subject.enabled || subject.qaMode) return undefined;
      const place = bucketer.place(codes.read(subject), name);
      if (Number.isNaN(place)) return answers.failed(walk, unencodable(), 'error', 'INVALID_CONTEXT');
      const slot = Math.min(Math.floor(place * count), count - 1);
      if (walk.trace !== null) walk.note(`group ${name}: ${place} gives member ${slot + 1} of ${count}`);
      return slot === own ? undefined : answers.fallback(walk, 'group-excluded', 'MUTUALLY_EXCLUSIVE_GROUP');
    },
  };
}
