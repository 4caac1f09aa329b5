import type { Entries } from '../../../../engine/subject.js';
import type { OptimizelyOdpEvent } from './odp-event.js';

/** Something that the visitor of a request did, for Optimizely's data platform. */
export interface OdpVisitorEvent extends Omit<OptimizelyOdpEvent, 'identifiers'> {
  /**
   * Who did it, by identifier: these and no others.
   *
   * @defaultValue the visitor's own: the user id (`fs_user_id`, or `vuid` if it begins like one) and the unit of `odp.vuidUnit`
   */
  readonly identifiers?: Entries<string> | undefined;
}

/** What {@link optimizelyOdpEvent} makes. */
export interface OptimizelyOdpDatum {
  /** Tells these events from other data. */
  readonly kind: 'odpEvent';
  /** The event as it was given. */
  readonly event: OdpVisitorEvent;
}

/**
 * Makes an event for Optimizely's data platform (ODP) out of what a visitor did: for `experiments.addData(...)`. It goes the way
 * of the module's other events, ledger, retries and `flush()` included.
 *
 * @example
 * ```ts
 * experiments.addData(optimizelyOdpEvent({ action: 'purchased', data: { euros: 64 } }));
 * ```
 */
export function optimizelyOdpEvent(event: OdpVisitorEvent): OptimizelyOdpDatum {
  return Object.freeze({ kind: 'odpEvent', event });
}
