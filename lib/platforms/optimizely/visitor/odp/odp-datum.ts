import type { Entries } from '../../../../engine/subject.js';
import { describeValue } from '../../../../platform-kit/describe-value.js';
import { isObject, own } from '../../../../platform-kit/foreign-json.js';
import type { VisitorFacts } from '../../../../ports/platform.js';
import type { OptimizelyOdpEvent, OdpWireEvent } from './odp-event.js';
import { identifierOf } from '../../setup/odp.options.js';

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

/** Names of the units that are ODP identifiers. */
export interface OdpUnits {
  readonly visitorUnit: string;
  readonly vuidUnit: string;
}

/**
 * Reads what `addData` was given: all of it or nothing.
 *
 * @param wire - puts an event in ODP's words; throws a TypeError for one that ODP would not take
 * @throws TypeError for anything but events that ODP would take
 */
export function readOdpData(
  data: readonly object[],
  visitor: VisitorFacts,
  units: OdpUnits,
  wire: (event: OptimizelyOdpEvent) => OdpWireEvent,
): readonly OdpWireEvent[] {
  return data.map((datum: unknown) => {
    const event = isObject(datum) && own(datum, 'kind') === 'odpEvent' ? own(datum, 'event') : undefined;
    if (!isObject(event)) {
      throw new TypeError(
        `addData() on Optimizely expects what optimizelyOdpEvent({ action, ... }) makes, got ${describeValue(datum)} that it did not make.`,
      );
    }
    const given = event as unknown as OdpVisitorEvent;
    return wire({ ...given, identifiers: given.identifiers ?? identifiersOf(visitor, units) });
  });
}

function identifiersOf(
  visitor: VisitorFacts,
  { visitorUnit, vuidUnit }: OdpUnits,
): ReadonlyMap<string, string> {
  const identifiers = new Map<string, string>();
  const vuid = visitor.units.get(vuidUnit);
  if (vuid !== undefined && vuid !== '') identifiers.set('vuid', String(vuid));
  const userId = visitor.units.get(visitorUnit);
  if (userId !== undefined && userId !== '') identifiers.set(identifierOf(userId), String(userId));
  return identifiers;
}

/** An event as `addData` has let it through; null for anything else. */
export function odpEventOf(data: object): OdpWireEvent | null {
  if (!isObject(data) || typeof own(data, 'action') !== 'string') return null;
  return isObject(own(data, 'identifiers')) ? (data as unknown as OdpWireEvent) : null;
}
