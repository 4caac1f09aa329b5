import { jsonMap } from '../../engine/json-map.js';
import type { Decision } from '../../engine/decision.js';
import type { Explanation } from '../../engine/evaluate.js';
import type { Program } from '../../engine/program.js';
import { EMPTY_PROGRAM } from '../../engine/program.js';
import { unknownFlag } from '../../engine/unknown-flag.js';
import { jsonTypeOf } from '../shared/json-type.js';
import type { Widened } from '../shared/json-type.js';
import { cacheKeyOf } from './cache-key.js';
import { checked, keyOf } from './given-key.js';
import { requireDecision } from './required-decision.js';
import { decisionOf, valueOf, variationOf } from './visitor-answers.js';
import type { DecideAllOptions, DecideOptions } from './decide-options.js';
import { decideModeOf } from '../scope/decide-mode.js';
import { markActed } from '../scope/mark-acted.js';
import type { VisitorScope } from '../scope/visitor-scope.js';

const LEFT_OUT = Object.freeze({});

/** Everything that can be asked about one visitor. */
export abstract class VisitorDecisions {
  /** The scope that is asked. Throws where there is none. */
  protected abstract scope(): VisitorScope;

  /** The visitor code. */
  get visitorCode(): string {
    return this.scope().profile.visitorCode;
  }

  /** The configuration that decides for the visitor: what the platforms' reading functions take. */
  get program(): Program {
    return this.scope().program;
  }

  /**
   * The key of the variation that the visitor gets, and an exposure for it.
   *
   * @param key - of a flag or experiment
   * @param fallback - the answer when the visitor takes part in no experiment under this key; null if left out
   */
  variation(key: string): string | null;
  /** The same with a fallback instead of null. */
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
  /** The same with a fallback, of whose type the value then is. */
  value<T>(key: string, fallback: T): Widened<T>;
  value(key: string, fallback: unknown = null): unknown {
    return valueOf(this.scope(), checked(key), fallback, true);
  }

  /** The variables of a flag by key, on platforms whose flags carry several; else empty. */
  variables(key: string): ReadonlyMap<string, unknown> {
    return this.scope().decide(checked(key), true).variables;
  }

  /** The whole decision: value, variation, reason, cause, bucket, exposures. */
  decide<T = unknown>(key: string, options: DecideOptions<T> = LEFT_OUT): Decision<Widened<T>> {
    const { expose, store, fallback = null } = options;
    const scope = this.scope();
    const mode = options === LEFT_OUT ? undefined : decideModeOf(options, scope.host.platform.decideDefaults);
    return decisionOf(scope, checked(key), fallback, expose !== false || store === true, mode) as Decision<
      Widened<T>
    >;
  }

  /** Many decisions by key. Only looks, unless `expose` says otherwise. */
  decideAll(options: DecideAllOptions = {}): ReadonlyMap<string, Decision> {
    const scope = this.scope();
    const { decideDefaults } = scope.host.platform;
    const use = options.expose === true || options.store === true;
    const mode = decideModeOf(
      { ...options, expose: options.expose ?? (use ? false : undefined) },
      decideDefaults,
    );
    const enabledOnly = options.enabledOnly ?? decideDefaults?.enabledOnly ?? false;
    const decisions = jsonMap<string, Decision>();
    // Only keys that the caller gives can be wrong: a configuration may have a flag without a name.
    for (const key of options.keys?.map(checked) ?? listedKeys(scope.program)) {
      const decision = scope.decide(key, use, mode);
      if (decision.on || !enabledOnly) decisions.set(key, decision);
      // What is handed out is this visitor's, whether it counts or not: caches are told so.
      if (scope.acted === null) markActed(scope, key);
    }
    return decisions;
  }

  /** As {@link variation}, without an exposure. */
  peekVariation(key: string): string | null;
  /** The same with a fallback instead of null. */
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
  /** The same with a fallback, of whose type the value then is. */
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
   * What the visitor is served for these keys, as one text of URL-safe characters: key, variation and a digest of what is served
   * for each. It is the same for all who are served the same and says nothing about the visitor: a key for caches of pages.
   *
   * @param keys - of all flags that the page depends on. They count, since who gets the cached page sees them; left out: every
   * flag there is, and nothing counts
   * @param options - `expose: false` counts nothing
   */
  cacheKey(keys?: readonly string[], options: Pick<DecideOptions, 'expose'> = {}): string {
    const expose = keys !== undefined && options.expose !== false;
    return cacheKeyOf(this.decideAll({ ...(keys !== undefined && { keys }), expose, enabledOnly: false }));
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
    const scope = this.scope();
    markActed(scope, checked(key));
    return scope.explain(key);
  }
}

function listedKeys({ listed, flags, experiments }: Program): Iterable<string> {
  return listed ?? new Set([...flags.keys(), ...experiments.keys()]);
}
