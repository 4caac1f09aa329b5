import type {
  AttributesEvent,
  EventVisitor,
  ExperimentationEvent,
  ExposureEvent,
  GoalEvent,
  UsageEvent,
} from '../ports/sink.js';

/** Which attributes of the visitor a record shows: all, none, or those named. */
export type ShownAttributes = boolean | readonly string[];

/** An event as flat, plain data in a fixed order. Members that an event has no value for are left out. */
export type EventRecord = ReadonlyMap<string, unknown>;

/** The unit that is the visitor code, which every record has anyway. */
const VISITOR_UNIT = 'visitor';

/**
 * Makes the record of an event. The first members are the same for every kind: `ts` (ISO 8601, UTC), `kind`, `visitor`; then
 * what the kind has to say; then `revision`, `url`, `units` (besides the visitor) and `attributes`.
 */
export function recordOf(event: ExperimentationEvent, shown: ShownAttributes): EventRecord {
  const { visitor } = event;
  const members: [string, unknown][] = [
    ['ts', timeOf(event.at)],
    ['kind', event.kind],
    ['visitor', visitor.visitorCode],
    ...membersOf(event),
    ['revision', event.revision],
    ['url', visitor.url === '' ? undefined : visitor.url],
    ['units', otherUnits(visitor)],
    ['attributes', attributesOf(visitor, shown)],
  ];
  return new Map(members.filter(([, value]) => value !== undefined));
}

function membersOf(event: ExperimentationEvent): [string, unknown][] {
  switch (event.kind) {
    case 'exposure':
      return exposureMembers(event);
    case 'usage':
      return usageMembers(event);
    case 'goal':
      return goalMembers(event);
    case 'attributes':
      return attributesMembers(event);
    case 'data':
      return [['data', event.data]];
  }
}

function exposureMembers({ exposure }: ExposureEvent): [string, unknown][] {
  return [
    ['experiment', exposure.experiment.key],
    ['variation', exposure.variation.key],
    ['variationIndex', exposure.variation.index],
    ['variationName', exposure.variation.name ?? undefined],
    ['experimentName', exposure.experiment.name ?? undefined],
    ['flag', exposure.flagKey ?? undefined],
    ['hashAttribute', exposure.hashAttribute],
    ['hashValue', exposure.hashValue],
    ['sticky', exposure.sticky],
  ];
}

function usageMembers({ decision }: UsageEvent): [string, unknown][] {
  return [
    ['experiment', decision.assignment?.experiment.key],
    ['variation', decision.assignment?.variation.key],
    ['flag', decision.key],
    ['value', decision.value],
    ['on', decision.on],
    ['reason', decision.reason],
    ['cause', decision.cause],
    ['rule', decision.ruleId === '' ? undefined : decision.ruleId],
  ];
}

function goalMembers(event: GoalEvent): [string, unknown][] {
  return [
    ['goal', event.goal],
    ['revenue', event.revenue],
    ['properties', event.properties],
  ];
}

function attributesMembers(event: AttributesEvent): [string, unknown][] {
  return [['changed', event.changed]];
}

function timeOf(at: number): string | null {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

function otherUnits({ units }: EventVisitor): ReadonlyMap<string, unknown> | undefined {
  const others = new Map([...units].filter(([name]) => name !== VISITOR_UNIT));
  return others.size === 0 ? undefined : others;
}

function attributesOf(
  { attributes }: EventVisitor,
  shown: ShownAttributes,
): ReadonlyMap<string, unknown> | undefined {
  if (shown === false || attributes.size === 0) return undefined;
  if (shown === true) return attributes;
  const some = new Map([...attributes].filter(([name]) => shown.includes(name)));
  return some.size === 0 ? undefined : some;
}
