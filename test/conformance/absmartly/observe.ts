import type { Decision, Exposure } from '../../../lib/engine/decision.js';
import { detailsOf } from '../../../lib/platforms/absmartly/decide/answer.js';
import type { SdkExposure } from './oracle.js';

/** Exposures of a decision in the shape of the vendor's event. */
export function asEvents(exposures: readonly Exposure[]): SdkExposure[] {
  return exposures.map((exposure) => ({ name: exposure.experiment.key, ...detailsOf(exposure) }));
}

/** The vendor's events; names of other types than text (the payload's mistake) as text. */
export function asNamed(exposures: readonly SdkExposure[]): SdkExposure[] {
  return exposures.map((exposure) => ({ ...exposure, name: String(exposure['name']) }));
}

/** What `treatment()` returns. */
export function variantOf(decision: Decision): unknown {
  return decision.assignment === null ? undefined : detailsOf(decision.assignment).variant;
}

/** What `variableValue()` returns. */
export function variableOf(decision: Decision, fallback: unknown): unknown {
  return decision.cause === 'default' ? fallback : decision.value;
}
