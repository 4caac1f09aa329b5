import type { UnitValue } from '../../../engine/subject.js';
import type { ExperimentationEvent, UsageEvent } from '../../../ports/sink.js';
import type { UnitsByType } from '../subject/unit-types.js';

/** The events that the collector takes. */
export type PublishedEvent = Exclude<ExperimentationEvent, UsageEvent>;

/** Events of one visitor: what is published together. */
export interface VisitorEvents {
  /** By unit type; all that are known by the last of the events. */
  units: ReadonlyMap<string, UnitValue>;
  readonly events: PublishedEvent[];
}

/**
 * Sorts events by visitor, in order. Events of one visitor code belong together as long as no unit has two values: somebody
 * who logs in is the same visitor, but two users at one device are two.
 */
export function groupByVisitor(events: readonly PublishedEvent[], unitsOf: UnitsByType): VisitorEvents[] {
  const groups: VisitorEvents[] = [];
  const byCode = new Map<string, VisitorEvents[]>();
  for (const event of events) {
    const { visitorCode } = event.visitor;
    const units = unitsOf(event.visitor.units);
    let own = byCode.get(visitorCode);
    if (own === undefined) byCode.set(visitorCode, (own = []));
    const found = own.find((group) => agree(group.units, units));
    if (found === undefined) {
      const group: VisitorEvents = { units, events: [event] };
      own.push(group);
      groups.push(group);
    } else {
      found.units = united(found.units, units);
      found.events.push(event);
    }
  }
  return groups;
}

type Units = ReadonlyMap<string, UnitValue>;

function agree(a: Units, b: Units): boolean {
  for (const [type, value] of b) {
    if (a.has(type) && a.get(type) !== value) return false;
  }
  return true;
}

function united(a: Units, b: Units): Units {
  for (const type of b.keys()) {
    if (!a.has(type)) return new Map([...a, ...b]);
  }
  return a;
}
