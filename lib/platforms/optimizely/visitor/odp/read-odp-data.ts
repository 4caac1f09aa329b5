import type { VisitorFacts } from '../../../../ports/platform.js';
import { describeValue } from '../../../../platform-kit/describe-value.js';
import { isObject, own } from '../../../../platform-kit/foreign-json.js';
import { identifierOf } from '../../setup/odp.options.js';
import type { OdpVisitorEvent } from './odp-datum.js';
import type { OdpWireEvent, OptimizelyOdpEvent } from './odp-event.js';

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
