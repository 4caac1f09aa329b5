import { isDeepStrictEqual } from 'node:util';
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

/** Throws with everything that is needed to repeat the case. */
export function same(ours: unknown, theirs: unknown, where: () => Record<string, unknown>): void {
  if (isDeepStrictEqual(ours, theirs)) return;
  const details = Object.entries(where()).map(([name, value]) => `${name}: ${show(value)}`);
  throw new Error(`Differs from the SDK.\nours: ${show(ours)}\nSDK: ${show(theirs)}\n${details.join('\n')}`);
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    ['string', 'object', 'boolean'].includes(typeof inner) ? inner : `${String(inner)} (${typeof inner})`,
  );
}

/** Counts what has occurred, to prove that a run reached it. */
export class Coverage {
  private readonly counts = new Map<string, number>();

  saw(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** Those of `expected` that occurred less than `floor` times. */
  missing(expected: readonly string[], floor: number): string[] {
    return expected.filter((what) => (this.counts.get(what) ?? 0) < floor);
  }

  get(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  toString(): string {
    return [...this.counts].map(([what, count]) => `${what} ${count}`).join(', ');
  }
}
