import type { Decision, Exposure, StoredDocument, StoredName, StoredWrite } from './decision.js';
import { NONE, plainDecision } from './decision.js';
import type { Subject } from './subject.js';
import type { TraceStep } from './trace-step.js';
import { unknownFlag } from './unknown-flag.js';
import type { Cause } from './vocabulary.js';
import { closer } from './vocabulary.js';

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

/** What a walk looks flags up in: of a program, the part that decisions need. */
export interface FlagIndex {
  /** Identifies the content: equal revisions decide alike. */
  readonly revision: string;
  /** Flags by key. */
  readonly flags: ReadonlyMap<string, Flag>;
  /** Makes a flag of a key that is in none of the maps, where the platform wants more than "unknown flag"; else null. */
  readonly unknown: ((key: string) => Flag) | null;
}

/**
 * One evaluation under way: the subject, the path of flags being decided, and what has happened so far. Rules get it and
 * must not keep it.
 */
export class Walk {
  /** Exposures that the flag at hand has caused so far, its prerequisites included, in order. */
  exposures: readonly Exposure[] = NONE;
  /** Decisions of prerequisites that the flag at hand has asked for so far, innermost first. */
  prerequisites: readonly Decision[] = NONE;
  /** Stored documents to be replaced because of the flag at hand so far, in order. */
  writes: readonly StoredWrite[] = NONE;
  /** Why the flag at hand has not been answered so far. */
  cause: Cause = 'default';
  /** Who is decided for, once a rule has found out: for the rules after it. */
  visitorId = '';
  /** Keys of the flags around the one at hand, outermost first. */
  private path: readonly string[] = NONE;
  private current: string | null = null;
  private written: Map<string, StoredDocument> | null = null;
  private scratch: Map<unknown, unknown> | null = null;
  private notes: string[] | null = null;
  private passedOver = 0;

  constructor(
    /** The program that flags and prerequisites are looked up in. */
    readonly program: FlagIndex,
    /** All that the decision may depend on besides the program. */
    readonly subject: Subject,
    /** Collects what `explain` shows; null on the hot path. */
    readonly trace: TraceStep[] | null = null,
  ) {}

  /** Decides a flag by key, as a whole. */
  decide(key: string): Decision {
    if (key === this.current || this.path.includes(key)) return cyclic(key);
    const forced = this.subject.forcedValues;
    if (forced.size !== 0 && forced.has(key)) return overridden(key, forced.get(key));
    const flag = this.program.flags.get(key) ?? this.program.unknown?.(key);
    if (flag === undefined) return unknownFlag(key, this.program);
    this.current = key;
    return this.run(flag);
  }

  /** Decides a compiled flag: first rule that answers, else its default. Does not count as being on the path. */
  run(flag: Flag): Decision {
    this.cause = 'default';
    const rules = flag.rules;
    for (let i = 0; i < rules.length; i++) {
      const decision = (rules[i] as Rule).decide(this);
      if (this.trace !== null) this.record(flag, i, rules[i] as Rule, decision);
      if (decision !== undefined) return decision;
      i += this.passedOver;
      this.passedOver = 0;
    }
    const decision = flag.otherwise(this);
    if (this.trace !== null) this.record(flag, -1, DEFAULT_RULE, decision);
    return decision;
  }

  /**
   * Decides another flag on behalf of the one at hand. Its exposures, writes and own prerequisites become part of this
   * walk, before anything that follows.
   */
  prerequisite(key: string): Decision {
    const { exposures, prerequisites, writes, cause, notes, path, current } = this;
    if (current !== null) this.path = [...path, current];
    this.current = null;
    this.exposures = NONE;
    this.prerequisites = NONE;
    this.writes = NONE;
    this.notes = null;
    const decision = this.decide(key);
    this.exposures = join(exposures, decision.exposures);
    this.prerequisites = [...prerequisites, ...decision.prerequisites, decision];
    this.writes = join(writes, decision.writes);
    this.cause = cause;
    this.notes = notes;
    this.path = path;
    this.current = current;
    return decision;
  }

  /** Says why a rule does not apply; the closest miss becomes the cause of the default. */
  miss(cause: Cause): undefined {
    this.cause = closer(this.cause, cause);
    if (this.trace !== null) this.note(cause);
    return undefined;
  }

  /** Passes over rules that follow the one at hand; beyond the last one comes the default. A rule that skips must not answer. */
  skip(count: number): undefined {
    this.passedOver = count;
    return undefined;
  }

  /** Adds a fact for `explain`. Guard calls with `walk.trace !== null` so that no text is built on the hot path. */
  note(text: string): void {
    (this.notes ??= []).push(text);
  }

  /** Counts an exposure. */
  expose(exposure: Exposure): void {
    this.exposures = this.exposures.length === 0 ? [exposure] : [...this.exposures, exposure];
  }

  /** A stored document, with what this walk has already changed. */
  stored(key: string): StoredDocument | undefined {
    return this.written?.get(key) ?? this.subject.stored?.get(key);
  }

  /** Asks for a stored document to be replaced; later steps of this walk see the new one. */
  write(name: StoredName | string, document: StoredDocument): void {
    const write = typeof name === 'string' ? { key: name, document } : { key: name.key, name, document };
    (this.written ??= new Map()).set(write.key, document);
    this.writes = [...this.writes, write];
  }

  /** A place for what a compiler must remember between steps of one walk. Made on first use. */
  memory<T>(owner: unknown, create: () => T): T {
    const scratch = (this.scratch ??= new Map());
    if (!scratch.has(owner)) scratch.set(owner, create());
    return scratch.get(owner) as T;
  }

  /** What {@link memory} has made for this owner, if it has. */
  recall<T>(owner: unknown): T | undefined {
    return this.scratch?.get(owner) as T | undefined;
  }

  /** Answers with a decision that depends on no visitor: shared as it is unless this walk has side effects to report. */
  share(decision: Decision): Decision {
    if (this.exposures === NONE && this.prerequisites === NONE && this.writes === NONE) return decision;
    return {
      ...decision,
      exposures: this.exposures,
      prerequisites: this.prerequisites,
      writes: this.writes,
    };
  }

  private record(flag: Flag, index: number, rule: Rule, decision: Decision | undefined): void {
    this.trace?.push({
      flagKey: flag.key,
      index,
      ruleId: rule.id,
      kind: rule.kind,
      outcome: decision === undefined ? 'passed' : 'answered',
      cause: decision === undefined ? this.cause : decision.cause,
      notes: this.notes ?? NONE,
    });
    this.notes = null;
  }
}

const DEFAULT_RULE: Rule = { id: '', kind: 'default', decide: () => undefined };

function join<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (b.length === 0) return a;
  return a.length === 0 ? b : [...a, ...b];
}

function cyclic(key: string): Decision {
  return plainDecision({
    key,
    value: null,
    reason: 'ERROR',
    cause: 'prerequisite-cycle',
    source: 'cyclicPrerequisite',
    errorCode: 'GENERAL',
    errorMessage: `Flag "${key}" is a prerequisite of itself. Break the cycle in the configuration.`,
  });
}

function overridden(key: string, value: unknown): Decision {
  return plainDecision({
    key,
    value: value === undefined ? null : value,
    reason: 'STATIC',
    cause: 'override',
    source: 'override',
  });
}
