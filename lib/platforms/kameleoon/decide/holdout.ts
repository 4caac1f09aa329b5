import type { Experiment, Variation } from '../../../engine/decision.js';
import type { Rule } from '../../../engine/program.js';
import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { own, ownList } from '../../../platform-kit/foreign-json.js';
import { compileArms } from './arms.js';
import type { Bucketer, CodeReader } from './bucketing.js';
import { boundsOf, pickArm } from './bucketing.js';
import type { ConsentPolicy } from './consent-policy.js';
import { isRefused } from './consent-policy.js';
import { unencodable } from '../payload/failure.js';
import type { FlagDecisions } from './answer.js';
import { assign, isKept } from './answer.js';
import { textOf } from '../payload/raw.js';

const IN_HOLDOUT = 'in-holdout';

/** The site's holdout: an experiment on being experimented with. */
export interface Holdout {
  readonly experiment: Experiment;
  readonly arms: readonly Variation[];
  readonly bounds: readonly number[];
  readonly salt: string;
}

/** Reads the holdout, whose shape has been checked. */
export function compileHoldout(holdout: JsonObject): Holdout {
  const arms = (ownList(holdout, 'variationByExposition') ?? []) as readonly JsonObject[];
  const id = own(holdout, 'experimentId');
  const key = textOf(id);
  const definition = { experimentId: id, ruleId: null, flagId: null, targetedDelivery: false };
  return {
    experiment: { key, id: typeof id === 'number' ? id : key, name: null, kind: 'HOLDOUT', definition },
    arms: compileArms(arms, new Map()),
    bounds: boundsOf(arms),
    salt: key,
  };
}

/**
 * Keeps the held-out from a flag. Everybody whom the holdout covers, in or out of it, is exposed to it.
 */
export function holdoutStep(
  holdout: Holdout,
  answers: FlagDecisions,
  codes: CodeReader,
  bucketer: Bucketer,
  consent: ConsentPolicy,
): Rule {
  const { experiment } = holdout;
  return {
    id: experiment.key,
    kind: 'holdout',
    decide: (walk) => {
      const { subject } = walk;
      if (consent.blocksFully && isRefused(consent, subject)) return answers.closed(walk, 'consent-refused');
      if (!subject.enabled || subject.qaMode) return undefined;
      const code = codes.read(subject);
      const place = bucketer.place(code, holdout.salt);
      if (Number.isNaN(place)) return answers.failed(walk, unencodable(), 'error', 'INVALID_CONTEXT');
      const variation = holdout.arms[pickArm(holdout.bounds, place)];
      if (variation === undefined) return undefined;
      if (walk.trace !== null) walk.note(`holdout ${experiment.key}: ${place} gives ${variation.key}`);
      if (isKept(walk)) {
        const hashed = { attribute: codes.source(subject), code, bucket: place };
        walk.expose(assign(answers.key, { experiment, variation, hashed }));
      }
      return variation.key === IN_HOLDOUT ? answers.fallback(walk, 'holdout', 'HOLDOUT') : undefined;
    },
  };
}
