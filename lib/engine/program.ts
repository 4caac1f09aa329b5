import type { Decision, StoredName } from './decision.js';
import { namedByKey, NONE } from './decision.js';
import type { Subject } from './subject.js';
import type { Walk } from './walk.js';

/** One step of a flag: answers, or passes on to the next. */
export interface Rule {
  /** The platform's identifier, `''` if it has none. */
  readonly id: string;
  /** The platform's own word for the kind: `force`, `experiment`, `rollout`, `holdout`, `override` ... Shown by `explain`. */
  readonly kind: string;
  /**
   * Decides for one subject, or returns undefined to pass on (saying why with `walk.miss`). Synchronous and pure: reads the
   * walk and its subject, touches nothing else.
   */
  readonly decide: (walk: Walk) => Decision | undefined;
}

/** A compiled flag (or experiment, or variable): rules in order, and what is served when none answers. */
export interface Flag {
  /** What it is asked for by. */
  readonly key: string;
  /** Asked in order until one answers. */
  readonly rules: readonly Rule[];
  /** The answer when no rule gave one. */
  readonly otherwise: (walk: Walk) => Decision;
}

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

/** A payload, compiled once: immutable, free of vendor types, shared by every request until the next revision. */
export interface Program {
  /** Identifies the content: equal revisions decide alike. */
  readonly revision: string;
  /** Flags by key. */
  readonly flags: ReadonlyMap<string, Flag>;
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
  /** Makes a flag of a key that is in none of the maps, where the platform wants more than "unknown flag"; else null. */
  readonly unknown: ((key: string) => Flag) | null;
  /**
   * Makes the answer for a value whose key is not in {@link Program.variables}, where variables are all that has a value;
   * null: the flag of that key is asked.
   */
  readonly unknownVariable: ((key: string) => Flag) | null;
  /** Compiles an experiment given by the application in the platform's format; null when the platform has no such thing. Throws `TypeError` on a malformed one. */
  readonly inline: ((definition: unknown) => Flag) | null;
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

const NO_FLAGS: ReadonlyMap<string, never> = new Map<string, never>();

/** Completes a program: members that are left out say "nothing of that kind". */
export function createProgram(given: Pick<Program, 'revision' | 'flags'> & Partial<Program>): Program {
  return Object.freeze({
    revision: given.revision,
    flags: given.flags,
    variables: given.variables ?? NO_FLAGS,
    experiments: given.experiments ?? NO_FLAGS,
    listed: given.listed ?? null,
    goals: given.goals ?? null,
    warnings: given.warnings ?? [],
    unknown: given.unknown ?? null,
    unknownVariable: given.unknownVariable ?? null,
    inline: given.inline ?? null,
    ...storedOf(given),
    facts: given.facts ?? NO_FLAGS,
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
  if (storedKeys === undefined) return { storedKeys: () => NONE, storedNames: () => NONE, hasStoredEntry };
  return { storedKeys, storedNames: (subject) => storedKeys(subject).map(namedByKey), hasStoredEntry };
}

/** What answers before any configuration has arrived: it knows no flag. */
export const EMPTY_PROGRAM: Program = createProgram({ revision: '', flags: NO_FLAGS });
