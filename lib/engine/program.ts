import type { StoredName } from './decision.js';
import { namedByKey, NONE as NO_KEYS } from './decision.js';
import type { Subject } from './subject.js';
import { NO_FLAGS } from './unknown-flag.js';
import type { Flag, FlagIndex } from './walk.js';

export type { Flag, Rule } from './walk.js';

/** Something in a payload that could not be used; the rest of the payload works. */
export interface ProgramWarning {
  /** The flag concerned; null for the payload as a whole. */
  readonly flagKey: string | null;
  /** Where in the payload, as a path such as `features.checkout.rules[2].condition`. */
  readonly path: string;
  /** What was expected, what came, what happens now. */
  readonly message: string;
  /** True: the flag is out of service and answers callers' fallbacks. False: only the part named is ignored. */
  readonly quarantined: boolean;
}

/** A goal that the payload declares. */
export interface Goal {
  /** What the application gives to `track()`. */
  readonly key: string;
  /** The platform's identifier, if it has one besides the key. */
  readonly id: string | number | null;
  /** The goal in the platform's own shape (read-only). */
  readonly definition: unknown;
}

/** What of an experiment and its variation a configuration does not know. */
export type ForcedUnknown = 'key' | 'variation';

/** A payload, compiled once: immutable, free of vendor types, shared by every request until the next revision. */
export interface Program extends FlagIndex {
  /** Flags addressed by the key of a variable, on platforms that have such; {@link Program.flags} is asked when a key is not here. */
  readonly variables: ReadonlyMap<string, Flag>;
  /** Experiments that run on their own rather than behind a flag, by key, in payload order. */
  readonly experiments: ReadonlyMap<string, Flag>;
  /** The keys that are meant by "all decisions"; null: every flag, and every experiment of its own. */
  readonly listed: readonly string[] | null;
  /** Goals by key; null when the platform accepts any. */
  readonly goals: ReadonlyMap<string, Goal> | null;
  /** What in the payload could not be used; empty when all of it could. */
  readonly warnings: readonly ProgramWarning[];
  /**
   * Makes the answer for a value whose key is not in {@link Program.variables}, where variables are all that has a value;
   * null: the flag of that key is asked.
   */
  readonly unknownVariable: ((key: string) => Flag) | null;
  /** Compiles an experiment given by the application in the platform's format; null when the platform has no such thing. Throws `TypeError` on a malformed one. */
  readonly inline: ((definition: unknown) => Flag) | null;
  /**
   * Says what the configuration does not know of a variation that is to be forced (see `Subject.forcedVariations`): null when
   * it can be. Null for all: keys of flags and experiments are known, with any variation.
   */
  readonly unknownForced: ((key: string, variation: string | number) => ForcedUnknown | null) | null;
  /** Keys of the stored documents that decisions about this subject may read. */
  readonly storedKeys: (subject: Subject) => readonly string[];
  /** The same documents, in parts. */
  readonly storedNames: (subject: Subject) => readonly StoredName[];
  /**
   * Whether an entry of a stored document (the member of one of its objects) is about an experiment that the configuration has;
   * null where documents have no entries.
   */
  readonly hasStoredEntry: ((entry: string) => boolean) | null;
  /** What the platform's event sink must know of the payload (account, project, revision ...). */
  readonly facts: ReadonlyMap<string, unknown>;
}

const NONE: ReadonlyMap<string, never> = new Map<string, never>();

/** Completes a program: members that are left out say "nothing of that kind". */
export function createProgram(given: Pick<Program, 'revision' | 'flags'> & Partial<Program>): Program {
  return Object.freeze({
    revision: given.revision,
    flags: given.flags,
    variables: given.variables ?? NONE,
    experiments: given.experiments ?? NONE,
    listed: given.listed ?? null,
    goals: given.goals ?? null,
    warnings: given.warnings ?? [],
    unknown: given.unknown ?? null,
    unknownVariable: given.unknownVariable ?? null,
    inline: given.inline ?? null,
    unknownForced: given.unknownForced ?? null,
    ...storedOf(given),
    facts: given.facts ?? NONE,
  });
}

function storedOf({
  storedKeys,
  storedNames,
  hasStoredEntry = null,
}: Partial<Program>): Pick<Program, 'storedKeys' | 'storedNames' | 'hasStoredEntry'> {
  if (storedNames !== undefined) {
    const keys = (subject: Subject): readonly string[] => storedNames(subject).map(({ key }) => key);
    return { storedKeys: storedKeys ?? keys, storedNames, hasStoredEntry };
  }
  if (storedKeys === undefined)
    return { storedKeys: () => NO_KEYS, storedNames: () => NO_KEYS, hasStoredEntry };
  return { storedKeys, storedNames: (subject) => storedKeys(subject).map(namedByKey), hasStoredEntry };
}

/** What answers before any configuration has arrived: it knows no flag. */
export const EMPTY_PROGRAM: Program = createProgram({ revision: '', flags: NO_FLAGS });
