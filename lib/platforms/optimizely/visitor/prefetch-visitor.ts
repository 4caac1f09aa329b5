import { evaluate } from '../../../engine/evaluate.js';
import type { Program } from '../../../engine/program.js';
import type { SubjectInit } from '../../../engine/subject.js';
import { createSubject } from '../../../engine/subject.js';
import { untilAborted } from '../../../http/until-aborted.js';
import type { VisitorFacts } from '../../../ports/platform.js';
import type { OptimizelyCmabCacheUse, OptimizelyCmabOptions } from '../setup/cmab.options.js';
import { CmabPredictions } from './cmab/cmab-predictions.js';
import type { OdpEvents } from './odp/odp-events.js';
import type { OptimizelyOdpOptions } from '../setup/odp.options.js';
import { ODP_DEFAULTS } from '../setup/odp.options.js';
import { OdpSegments } from './odp/odp-segments.js';
import type { CmabRule, OdpFacts } from '../compile/project-facts.js';
import type { CmabPrediction } from '../subject/visitor.js';

type Facts = Map<string, unknown>;

/** What a {@link VisitorPrefetch} asks, and how. */
export interface VisitorPrefetchOptions {
  readonly visitorUnit: string;
  readonly subject: (visitor: VisitorFacts) => SubjectInit;
  /** Null: Optimizely's data platform is left alone. */
  readonly odp: OptimizelyOdpOptions | null;
  readonly odpEvents: OdpEvents;
  /** Null: no predictions, so that their rules are passed over. */
  readonly cmab: OptimizelyCmabOptions | null;
}

/** Fetches what decisions about a visitor depend on and this process does not know: real-time segments and predictions. */
export class VisitorPrefetch {
  readonly #segments: OdpSegments | null;
  readonly #predictions: CmabPredictions | null;

  constructor(private readonly options: VisitorPrefetchOptions) {
    this.#segments = options.odp === null ? null : new OdpSegments(options.odp);
    this.#predictions = options.cmab === null ? null : new CmabPredictions(options.cmab);
  }

  /** Undefined when there is nothing to fetch. Rejects when segments were asked for and nothing at all is known. */
  fetch(visitor: VisitorFacts, program: Program, signal: AbortSignal): Promise<Facts> | undefined {
    const unit = visitor.units.get(this.options.visitorUnit);
    if (unit === undefined || unit === 'undefined') return undefined;
    const userId = String(unit);
    const odp = program.facts.get('odp') as OdpFacts | undefined;
    const segments = this.#segments;
    if (segments !== null && odp !== undefined) this.#identify(odp, userId, visitor);
    if (segments === null || odp === undefined || odp.segments.length === 0) {
      const asked = this.#asked(visitor, program, undefined);
      return asked.length === 0 ? undefined : this.#predict(asked, userId, visitor, signal);
    }
    return this.#fetchBoth(segments.qualified(odp, userId, this.#segmentsUse(visitor)), {
      userId,
      visitor,
      program,
      signal,
    });
  }

  async #fetchBoth(
    fetching: Promise<readonly string[]>,
    asking: { userId: string; visitor: VisitorFacts; program: Program; signal: AbortSignal },
  ): Promise<Facts> {
    const { userId, visitor, program, signal } = asking;
    let segments: readonly string[] | undefined;
    let failure: unknown;
    try {
      segments = await untilAborted(fetching, signal);
    } catch (error) {
      failure = error;
    }
    const asked = this.#asked(visitor, program, segments);
    // What was not known is worth a warning, but not the predictions that are.
    if (segments === undefined && asked.length === 0) throw failure;
    const facts = asked.length === 0 ? new Map() : await this.#predict(asked, userId, visitor, signal);
    if (segments !== undefined) facts.set('qualifiedSegments', segments);
    return facts;
  }

  /** Rules that decisions about this visitor come to: in none of them before, in the audience, in the traffic. */
  #asked(
    visitor: VisitorFacts,
    program: Program,
    segments: readonly string[] | undefined,
  ): readonly CmabRule[] {
    const rules = program.facts.get('cmabRules') as readonly CmabRule[] | undefined;
    if (this.#predictions === null || rules === undefined || rules.length === 0) return [];
    const reached = new ReachedRules();
    const facts = new Map<string, unknown>([
      ['qualifiedSegments', segments],
      ['cmab', reached],
    ]);
    const subject = createSubject({ ...this.options.subject(visitor), facts });
    for (const flagKey of new Set(rules.flatMap((rule) => rule.flagKeys)))
      evaluate(program, flagKey, subject);
    return rules.filter((rule) => reached.ids.has(rule.id) && rule.concerns(subject));
  }

  /** A prediction that does not come in time counts as failed; its fetch goes on for the next request. */
  async #predict(
    rules: readonly CmabRule[],
    userId: string,
    visitor: VisitorFacts,
    signal: AbortSignal,
  ): Promise<Facts> {
    const predictions = this.#predictions as CmabPredictions;
    const use = this.options.cmab?.cacheUse?.(visitor) ?? 'use';
    if (use === 'reset') await predictions.reset();
    const each: OptimizelyCmabCacheUse = use === 'reset' ? 'use' : use;
    const predicted = await Promise.all(
      rules.map(async (rule): Promise<[string, CmabPrediction]> => {
        const asking = predictions.predict(rule, userId, visitor.attributes, each);
        return [rule.id, await untilAborted(asking, signal).catch(() => null)];
      }),
    );
    return new Map([['cmab', new Map(predicted)]]);
  }

  #segmentsUse(visitor: VisitorFacts): 'use' | 'ignore' | 'reset' {
    return this.options.odp?.segmentsCacheUse?.(visitor) ?? 'use';
  }

  #identify(odp: OdpFacts, userId: string, visitor: VisitorFacts): void {
    const vuid = visitor.units.get(this.options.odp?.vuidUnit ?? ODP_DEFAULTS.vuidUnit);
    this.options.odpEvents.identify(odp, userId, vuid === undefined ? undefined : String(vuid));
  }
}

/** Stands for predictions while it is found out which ones are asked for. Each counts as failed, which ends the flag as an answer would. */
class ReachedRules extends Map<string, CmabPrediction> {
  readonly ids = new Set<string>();

  override get(ruleId: string): null {
    this.ids.add(ruleId);
    return null;
  }
}
