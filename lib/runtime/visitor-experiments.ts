import type { Decision } from '../engine/decision.js';
import type { Explanation } from '../engine/evaluate.js';
import { EMPTY_PROGRAM } from '../engine/program.js';
import type { Entries, UnitValue } from '../engine/subject.js';
import { unknownFlag } from '../engine/walk.js';
import { jsonTypeOf } from './json-type.js';
import type { Widened } from './json-type.js';
import { requireDecision } from './required-decision.js';
import { decisionOf, valueOf, variationOf } from './visitor-answers.js';
import type { VisitorScope } from './visitor-scope.js';

/** How a decision is asked for. */
export interface DecideOptions<T = unknown> {
  /**
   * Whether the decision counts: its exposures are reported. False only looks.
   *
   * @defaultValue true
   */
  readonly expose?: boolean | undefined;
  /**
   * Served when there is no value, or one of another JSON type (reason `ERROR`, error code `TYPE_MISMATCH`).
   *
   * @defaultValue null
   */
  readonly fallback?: T | undefined;
}

/** How all decisions are asked for. */
export interface DecideAllOptions {
  /** Only these keys. @defaultValue every flag and every experiment of its own that the configuration has */
  readonly keys?: readonly string[] | undefined;
  /** Leaves out what is off. @defaultValue false */
  readonly enabledOnly?: boolean | undefined;
  /** Whether the decisions count: looking at everything enrols nobody unless it is said. @defaultValue false */
  readonly expose?: boolean | undefined;
}

/** What a goal carries. */
export interface TrackOptions {
  /** A finite amount in the currency that the platform is set up for. */
  readonly revenue?: number | undefined;
  /** Whatever else is known, as JSON data. */
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Everything that can be asked and said about one visitor. All answers are synchronous and never throw, whatever state the
 * configuration is in: a `TypeError` means that the call itself is wrong (an empty key).
 *
 * A key names a flag, or an experiment that runs on its own. Deciding the same key again gives the same answer, and counts
 * once, as long as nothing new is said about the visitor.
 */
export abstract class VisitorExperiments {
  /** The scope that is asked. Throws where there is none. */
  protected abstract scope(): VisitorScope;

  /** The visitor code. */
  get visitorCode(): string {
    return this.scope().profile.visitorCode;
  }

  /**
   * The key of the variation that the visitor gets, and an exposure for it.
   *
   * @param key - of a flag or experiment
   * @param fallback - the answer when the visitor takes part in no experiment under this key; null if left out
   */
  variation(key: string): string | null;
  variation(key: string, fallback: string): string;
  variation(key: string, fallback: string | null = null): string | null {
    return variationOf(this.scope().decide(checked(key), true)) ?? fallback;
  }

  /** Whether the flag is on for the visitor. An unknown flag is off. */
  isOn(key: string): boolean {
    return this.scope().decide(checked(key), true).on;
  }

  /** Whether the flag is off for the visitor. An unknown flag is off. */
  isOff(key: string): boolean {
    return !this.isOn(key);
  }

  /**
   * The value of a flag or variable.
   *
   * @param key - of a variable where the platform has such, else of a flag
   * @param fallback - the answer when there is no value, or one of another JSON type than the fallback (which is then logged
   * once, and counts no exposure); null if left out, which takes every type
   */
  value(key: string): unknown;
  value<T>(key: string, fallback: T): Widened<T>;
  value(key: string, fallback: unknown = null): unknown {
    return valueOf(this.scope(), checked(key), fallback, true);
  }

  /** The variables of a flag by key, on platforms whose flags carry several; else empty. */
  variables(key: string): ReadonlyMap<string, unknown> {
    return this.scope().decide(checked(key), true).variables;
  }

  /** The whole decision: value, variation, reason, cause, bucket, exposures. */
  decide<T = unknown>(key: string, options: DecideOptions<T> = {}): Decision<Widened<T>> {
    const { expose, fallback = null } = options;
    return decisionOf(this.scope(), checked(key), fallback, expose !== false) as Decision<Widened<T>>;
  }

  /** Many decisions by key. Only looks, unless `expose` says otherwise. */
  decideAll(options: DecideAllOptions = {}): ReadonlyMap<string, Decision> {
    const scope = this.scope();
    const { flags, experiments } = scope.program;
    const decisions = new Map<string, Decision>();
    for (const key of options.keys ?? new Set([...flags.keys(), ...experiments.keys()])) {
      const decision = scope.decide(checked(key), false);
      if (options.enabledOnly === true && !decision.on) continue;
      decisions.set(key, options.expose === true ? scope.decide(key, true) : decision);
    }
    return decisions;
  }

  /** As {@link variation}, without an exposure. */
  peekVariation(key: string): string | null;
  peekVariation(key: string, fallback: string): string;
  peekVariation(key: string, fallback: string | null = null): string | null {
    return variationOf(this.scope().decide(checked(key), false)) ?? fallback;
  }

  /** As {@link isOn}, without an exposure. */
  peekIsOn(key: string): boolean {
    return this.scope().decide(checked(key), false).on;
  }

  /** As {@link isOff}, without an exposure. */
  peekIsOff(key: string): boolean {
    return !this.peekIsOn(key);
  }

  /** As {@link value}, without an exposure. */
  peekValue(key: string): unknown;
  peekValue<T>(key: string, fallback: T): Widened<T>;
  peekValue(key: string, fallback: unknown = null): unknown {
    return valueOf(this.scope(), checked(key), fallback, false);
  }

  /** As {@link variables}, without an exposure. */
  peekVariables(key: string): ReadonlyMap<string, unknown> {
    return this.scope().decide(checked(key), false).variables;
  }

  /** As {@link decide}, without an exposure. */
  peek<T = unknown>(key: string, options: Pick<DecideOptions<T>, 'fallback'> = {}): Decision<Widened<T>> {
    return this.decide(key, { ...options, expose: false });
  }

  /**
   * Decides, or says by an error why there is no variation of the visitor's own.
   *
   * @throws `NotTargetedError` when the visitor is none of those that are meant; `NotActivatedError` when they are kept out by
   * traffic allocation, a holdout or an exclusive group, or nothing runs; `ConfigurationNotFoundError` when there is nothing
   * usable under the key
   */
  require(key: string): Decision {
    return requireDecision(key, this.scope().decide(checked(key), true));
  }

  /**
   * Runs an experiment that is defined in code, in the platform's format. It is compiled once: do not change it afterwards.
   *
   * @throws `TypeError` when the platform has no such thing, or the definition is malformed
   */
  run<T = unknown>(experiment: object, options: Pick<DecideOptions, 'expose'> = {}): Decision<T> {
    const scope = this.scope();
    if (typeof experiment !== 'object' || experiment === null) {
      throw new TypeError(
        `run() expects an experiment as the platform writes it, received ${jsonTypeOf(experiment)}.`,
      );
    }
    if (scope.program === EMPTY_PROGRAM) return unknownFlag(keyOf(experiment), scope.program) as Decision<T>;
    const decision = scope.decideInline(experiment, options.expose !== false);
    if (decision !== null) return decision as Decision<T>;
    throw new TypeError(
      `Platform ${scope.host.platform.name} has no experiments that are defined in code. Define the experiment there, and use decide(key).`,
    );
  }

  /** The decision, and what every rule on the way to it did. Counts nothing. Not for the hot path. */
  explain(key: string): Explanation {
    return this.scope().explain(checked(key));
  }

  /**
   * Reports that the visitor has reached a goal.
   *
   * @param goal - its key
   * @throws `TypeError` when the revenue is not a finite number
   */
  track(goal: string, options: TrackOptions = {}): void {
    const { revenue, properties } = options;
    if (revenue !== undefined && !Number.isFinite(revenue)) {
      throw new TypeError(
        `track("${goal}") expects revenue to be a finite number, received ${String(revenue)}.`,
      );
    }
    this.scope().track(checked(goal), revenue, { ...properties });
  }

  /** Adds attributes, and replaces those of the same name. What depends on them is decided anew. */
  setAttributes(attributes: Entries<unknown>): void {
    this.scope().setAttributes(attributes);
  }

  /**
   * Says who the visitor is as another unit: `user`, `account` ... What depends on it is decided anew.
   *
   * @param value - a text that is not blank, or a finite number
   * @throws `UnitConflictError` when the unit has another value; `TypeError` for what is no unit
   */
  setUnit(unit: string, value: UnitValue): void {
    this.scope().setUnit(checked(unit), value);
  }

  /**
   * Forces a variation upon the visitor, past targeting and traffic, and counts nothing: for development and QA.
   *
   * @param key - of the experiment
   * @param variation - its index or key; null lifts an override
   */
  override(key: string, variation: string | number | null): void {
    this.scope().force('forcedVariations', checked(key), variation ?? undefined);
  }

  /**
   * Forces the value of a flag upon the visitor.
   *
   * @param value - JSON data; undefined lifts an override
   */
  overrideValue(key: string, value: unknown): void {
    this.scope().force('forcedValues', checked(key), value);
  }

  /**
   * Assigns a variation to the visitor that the application has chosen; targeting and traffic still apply, and it counts, on
   * platforms that know such assignments.
   *
   * @param variation - its index or key; null lifts an assignment
   */
  assign(key: string, variation: string | number | null): void {
    this.scope().force('customAssignments', checked(key), variation ?? undefined);
  }

  /**
   * Goes on with the configuration that is in service now. Until then, whatever goes into service, a visitor is decided by
   * what was in service when their request, message or job began; long jobs may want to follow.
   */
  renew(): void {
    this.scope().renew();
  }

  /**
   * Waits for what the application and the stores have to say about the visitor. In a request this has been done before the
   * handler; where an assignment store is used, it is needed for visitors who are named by the application, and after
   * `setAttributes` or `setUnit` if the configuration hashes by them.
   */
  async prefetch(): Promise<void> {
    await this.scope().prepare();
  }
}

function checked(key: string): string {
  if (typeof key !== 'string' || key === '') {
    throw new TypeError(
      `Expected a key: a text that is not empty, received ${key === '' ? "''" : jsonTypeOf(key)}.`,
    );
  }
  return key;
}

function keyOf(experiment: object): string {
  return Object.hasOwn(experiment, 'key') ? String((experiment as { key: unknown }).key) : '';
}
