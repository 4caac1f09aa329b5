import type { Assignment } from '../../../engine/decision.js';
import type { Goal } from '../../../engine/program.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import type { ExposureEvent, GoalEvent } from '../../../ports/sink.js';
import { wireAttributes } from './attributes.js';
import { wireTags } from './tags.js';

/** The SDK whose wire format this is: Optimizely's results are read by it. */
const CLIENT = { client_name: 'node-sdk', client_version: '6.6.1' } as const;
const IMPRESSION = 'campaign_activated';

/** Events that Optimizely takes. */
export type TrackedEvent = ExposureEvent | GoalEvent;

/** What is told of the project once a request, from {@link Program.facts}. */
export function wireEnvelope(facts: ReadonlyMap<string, unknown>): Readonly<Record<string, unknown>> {
  return {
    ...CLIENT,
    account_id: facts.get('accountId'),
    project_id: facts.get('projectId'),
    revision: facts.get('revision'),
    anonymize_ip: facts.get('anonymizeIP'),
    enrich_decisions: true,
  };
}

/**
 * An event as an entry of `visitors`: every event has one of its own, as in Optimizely's SDK.
 *
 * @returns undefined for a goal that the datafile does not have
 */
export function wireVisitor(event: TrackedEvent, visitorId: string, uuid: string): unknown {
  const snapshot = event.kind === 'exposure' ? impression(event, uuid) : conversion(event, uuid);
  if (snapshot === undefined) return undefined;
  return {
    visitor_id: visitorId,
    attributes: wireAttributes(event.visitor.attributes, event.facts),
    snapshots: [snapshot],
  };
}

function impression({ exposure, at }: ExposureEvent, uuid: string): unknown {
  const decision = wireDecision(exposure);
  const event = { entity_id: decision['campaign_id'], key: IMPRESSION, timestamp: at, uuid };
  return { decisions: [decision], events: [event] };
}

/** A decision as impressions show it. */
export function wireDecision(exposure: Assignment): Readonly<Record<string, unknown>> {
  const { experiment, variation, details, flagKey } = exposure;
  const { definition } = experiment;
  // As it came: the official SDK takes ids of any type.
  const id = isObject(definition) ? (own(definition, 'id') ?? null) : experiment.id;
  const layerId =
    experiment.kind !== 'holdout' && id !== null && isObject(definition) && own(definition, 'layerId');
  const uuid = details?.['cmabUuid'];
  return {
    campaign_id: layerId || id || null,
    experiment_id: id ?? '',
    variation_id: variation.id && /^\d+$/.test(String(variation.id)) ? variation.id : null,
    metadata: {
      flag_key: flagKey ?? '',
      rule_key: definition === null ? '' : experiment.key,
      rule_type: experiment.kind,
      variation_key: variation.key,
      enabled: details?.['enabled'],
      ...(uuid !== undefined && { cmab_uuid: uuid }),
    },
  };
}

function conversion(event: GoalEvent, uuid: string): unknown {
  const goals = event.facts.get('goals');
  const goal = goals instanceof Map ? (goals.get(event.goal) as Goal | undefined) : undefined;
  if (goal === undefined) return undefined;
  return { events: [{ entity_id: goal.id, key: goal.key, timestamp: event.at, uuid, ...wireTags(event) }] };
}
