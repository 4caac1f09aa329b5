import type { AttributesEvent, ExperimentationEvent, ExposureEvent, GoalEvent } from '../../../ports/sink.js';
import { textOf } from '../payload/foreign-value.js';
import type { VwoExposureDetails } from '../decide/placement.js';
import { VWO_PROGRAM_FACTS } from '../compile/settings-facts.js';
import { hasLoneSurrogate, VisitorIds } from '../subject/visitor-id.js';

/** The SDK whose wire format this is: VWO's reports know events by it. */
export const SDK = Object.freeze({ name: 'vwo-fme-node-sdk', version: '1.35.0' });

/** Names of the events that are VWO's own. Goals have the application's. */
const VARIATION_SHOWN = 'vwo_variationShown';
const SYNC_VISITOR = 'vwo_syncVisitorProp';

/** Whose events are sent. */
export interface VwoSender {
  readonly accountId: string;
  readonly sdkKey: string;
  /** Name of the unit that VWO knows visitors by. */
  readonly visitorUnit: string;
}

/** An event in VWO's words. */
export interface VwoMessage {
  /** Name of the event, which single requests name in their address. */
  readonly name: string;
  readonly userAgent: string | undefined;
  readonly ip: string | undefined;
  /** To be written as JSON; members in the order of VWO's SDK. */
  readonly body: object;
}

/** Why an event is not sent. */
export type Refusal = 'unsupported' | 'missing-unit' | 'unknown-goal' | 'invalid-unit';

type Dictionary = ReadonlyMap<string, unknown>;

/** What an event says besides whose it is. */
interface Said {
  readonly name: string;
  /** Joins the properties that all events have. */
  readonly props: Readonly<Record<string, unknown>>;
  /** Properties of the visitor. */
  readonly visitor: Dictionary;
}

/** Puts events into VWO's words. */
export class VwoMessages {
  private readonly ids: VisitorIds;

  constructor(private readonly sender: VwoSender) {
    this.ids = new VisitorIds(sender.accountId);
  }

  /** @returns why not, where VWO has no form for the event */
  of(event: ExperimentationEvent): VwoMessage | Refusal {
    const unit = event.visitor.units.get(this.sender.visitorUnit);
    const user = unit ? textOf(unit) : undefined;
    if (user === undefined || user === '') return 'missing-unit';
    if (hasLoneSurrogate(user)) return 'invalid-unit';
    const said = sayingOf(event);
    return typeof said === 'string' ? said : this.message(event, said, this.ids.of(user));
  }

  private message({ at, visitor }: ExperimentationEvent, said: Said, visId: string | undefined): VwoMessage {
    const { sdkKey } = this.sender;
    const userAgent = visitor.userAgent ?? undefined;
    const ip = visitor.ip ?? undefined;
    const props = { vwo_sdkName: SDK.name, vwo_sdkVersion: SDK.version, vwo_envKey: sdkKey };
    const d = {
      msgId: `${visId}-${at}`,
      visId,
      sessionId: Math.ceil(at / 1000),
      visitor_ua: userAgent ?? '',
      visitor_ip: ip ?? '',
      event: { props: laidOver(props, said.props), name: said.name, time: at },
      visitor: { props: laidOver({ vwo_fs_environment: sdkKey }, Object.fromEntries(said.visitor)) },
    };
    return { name: said.name, userAgent, ip, body: { d } };
  }
}

function sayingOf(event: ExperimentationEvent): Said | Refusal {
  switch (event.kind) {
    case 'exposure':
      return exposureOf(event);
    case 'goal':
      return goalOf(event);
    case 'attributes':
      return attributesOf(event);
    default:
      return 'unsupported';
  }
}

function exposureOf({ exposure, visitor: { ip } }: ExposureEvent): Said {
  const { experiment, variation } = exposure;
  const details = exposure.details as Partial<VwoExposureDetails> | null | undefined;
  const visitor = new Map(details?.visitorProperties);
  if (ip) visitor.set('ip', ip);
  return {
    name: VARIATION_SHOWN,
    props: { id: experiment.id, variation: variation.id, isFirst: 1 },
    visitor,
  };
}

const NOTHING: Dictionary = new Map();

/** VWO takes the goals that are metrics of some feature. */
function goalOf({ goal, revenue, properties, facts }: GoalEvent): Said | Refusal {
  const goals = facts.get(VWO_PROGRAM_FACTS.goals);
  const revenueNames = goals instanceof Map ? (goals.get(goal) as readonly string[] | undefined) : undefined;
  if (revenueNames === undefined) return 'unknown-goal';
  const props: Record<string, unknown> = { isCustomEvent: true, variation: 1, id: 1 };
  const revenues =
    revenue === undefined ? {} : Object.fromEntries(revenueNames.map((name) => [name, revenue]));
  return { name: goal, props: laidOver(laidOver(props, revenues), properties), visitor: NOTHING };
}

/** VWO takes texts, numbers, true and false. */
function attributesOf({ changed, facts }: AttributesEvent): Said | Refusal {
  const visitor = new Map<string, unknown>();
  for (const [name, value] of changed) {
    if (['string', 'number', 'boolean'].includes(typeof value)) visitor.set(name, value);
  }
  if (visitor.size === 0) return 'unsupported';
  const environment = facts.get(VWO_PROGRAM_FACTS.sdkKey);
  return { name: SYNC_VISITOR, props: { isCustomEvent: true, vwo_fs_environment: environment }, visitor };
}

/**
 * The members of both, those of `over` winning. They are taken over unread: one that throws when it is read costs itself
 * only, at the time of writing. `__proto__` is a name like any other.
 */
function laidOver(under: object, over: object): Readonly<Record<string, unknown>> {
  const both: Record<string, unknown> = {};
  for (const members of [under, over]) {
    for (const name of Object.keys(members)) {
      const descriptor = Object.getOwnPropertyDescriptor(members, name);
      Object.defineProperty(both, name, { ...descriptor, configurable: true });
    }
  }
  return both;
}
