import type { AttributesEvent, ExposureEvent, GoalEvent } from '../../../ports/sink.js';
import { detailsOf } from '../decide/answer.js';
import { unitUid } from '../subject/unit-uid.js';
import type { PublishedEvent, VisitorEvents } from './visitor-events.js';

/** One entry of the attributes that are published. */
interface PublishedAttribute {
  readonly name: string;
  readonly value: unknown;
  readonly setAt: number;
}

/**
 * What is published for one visitor, in the order of members that the vendor's SDK has. Lists that would be empty are left
 * out, except for the units.
 *
 * @param publishedAt - epoch milliseconds
 */
export function publishBody({ units, events }: VisitorEvents, publishedAt: number): Record<string, unknown> {
  const goals = events.filter((event): event is GoalEvent => event.kind === 'goal').map(publishedGoal);
  const exposures = events
    .filter((event): event is ExposureEvent => event.kind === 'exposure')
    .map(publishedExposure);
  const attributes = publishedAttributes(events);
  return {
    units: [...units].flatMap(([type, value]) => {
      const uid = unitUid(value);
      return uid === null ? [] : [{ type, uid }];
    }),
    hashed: true,
    publishedAt,
    ...(goals.length !== 0 && { goals }),
    ...(exposures.length !== 0 && { exposures }),
    ...(attributes.length !== 0 && { attributes }),
  };
}

function publishedExposure({ exposure, at }: ExposureEvent): Record<string, unknown> {
  const details = detailsOf(exposure);
  return {
    id: details.id,
    name: exposure.experiment.key,
    unit: details.unit,
    exposedAt: at,
    variant: details.variant,
    assigned: details.assigned,
    eligible: details.eligible,
    overridden: details.overridden,
    fullOn: details.fullOn,
    custom: details.custom,
    audienceMismatch: details.audienceMismatch,
  };
}

/** A goal without properties has null for them, as the vendor's SDK sends it. */
function publishedGoal(event: GoalEvent): Record<string, unknown> {
  return { name: event.goal, achievedAt: event.at, properties: goalProperties(event) };
}

/**
 * Revenue is a property like any other; one that the application gives by that name itself wins. Properties are taken over
 * unread: one that throws when it is read costs itself only, at the time of writing.
 */
function goalProperties({ revenue, properties }: GoalEvent): Readonly<Record<string, unknown>> | null {
  if (revenue === undefined) return Object.keys(properties).length === 0 ? null : properties;
  const given = Object.getOwnPropertyDescriptors(properties);
  return Object.create(null, { revenue: { value: revenue, enumerable: true }, ...given }) as Record<
    string,
    unknown
  >;
}

/**
 * Attributes in the order in which they were set, each setting an entry of its own. Those that were known before the first
 * of the events, or were set without an event, are dated by the first event that shows them.
 */
function publishedAttributes(events: readonly PublishedEvent[]): PublishedAttribute[] {
  const published: PublishedAttribute[] = [];
  const known = new Map<string, unknown>();
  const add = (name: string, value: unknown, setAt: number): void => {
    known.set(name, value);
    published.push({ name, value, setAt });
  };
  for (const event of events) {
    const changed = event.kind === 'attributes' ? event.changed : NOTHING_CHANGED;
    for (const [name, value] of event.visitor.attributes) {
      if (changed.has(name) || (known.has(name) && Object.is(known.get(name), value))) continue;
      add(name, value, event.at);
    }
    for (const [name, value] of changed) add(name, value, event.at);
  }
  return published;
}

const NOTHING_CHANGED: AttributesEvent['changed'] = new Map<string, unknown>();
