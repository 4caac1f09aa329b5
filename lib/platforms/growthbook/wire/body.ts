import type { ExposureEvent, GoalEvent, UsageEvent } from '../../../ports/sink.js';
import { wireVisitor } from './attributes.js';
import type { WireVisitor } from './attributes.js';

/** What GrowthBook's own SDK calls the events it reports by itself. */
export const EXPERIMENT_VIEWED = 'Experiment Viewed';
export const FEATURE_EVALUATED = 'Feature Evaluated';

/** The SDK whose wire format this is: the ingestion tells formats apart by it. */
const SDK_LANGUAGE = 'js';
const SDK_VERSION = '1.8.0';

/** Events that GrowthBook's ingestion takes. */
export type TrackedEvent = ExposureEvent | UsageEvent | GoalEvent;

/** An event in GrowthBook's words, before it is put on the wire. */
export interface NamedEvent {
  readonly eventName: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** One element of the list that is posted. */
export interface WireEvent extends WireVisitor {
  readonly event_name: string;
  readonly properties_json: Readonly<Record<string, unknown>>;
  readonly sdk_language: string;
  readonly sdk_version: string;
  readonly url: string;
}

/** Names an event and its properties as GrowthBook's SDK does. */
export function nameEvent(event: TrackedEvent): NamedEvent {
  switch (event.kind) {
    case 'exposure':
      return { eventName: EXPERIMENT_VIEWED, properties: exposureProperties(event) };
    case 'usage':
      return { eventName: FEATURE_EVALUATED, properties: usageProperties(event) };
    case 'goal':
      return { eventName: event.goal, properties: goalProperties(event) };
  }
}

/** Puts an event on the wire. */
export function wireEvent(
  { eventName, properties }: NamedEvent,
  attributes: ReadonlyMap<string, unknown>,
  url: string,
): WireEvent {
  return {
    event_name: eventName,
    properties_json: properties,
    ...wireVisitor(attributes),
    sdk_language: SDK_LANGUAGE,
    sdk_version: SDK_VERSION,
    url,
  };
}

function exposureProperties({ exposure }: ExposureEvent): Record<string, unknown> {
  return {
    experimentId: exposure.experiment.key,
    variationId: exposure.variation.key,
    hashAttribute: exposure.hashAttribute,
    hashValue: exposure.hashValue,
  };
}

function usageProperties({ decision }: UsageEvent): Record<string, unknown> {
  return {
    feature: decision.key,
    source: decision.source,
    value: decision.value,
    ruleId: decision.source === 'defaultValue' ? '$default' : decision.ruleId,
    variationId: decision.assignment === null ? '' : decision.assignment.variation.key,
  };
}

/**
 * Revenue is a property like any other; one that the application gives by that name itself wins. Properties are taken over
 * unread: one that throws when it is read costs itself only, at the time of writing.
 */
function goalProperties({ revenue, properties }: GoalEvent): Readonly<Record<string, unknown>> {
  if (revenue === undefined) return properties;
  const given = Object.getOwnPropertyDescriptors(properties);
  return Object.create(null, { revenue: { value: revenue, enumerable: true }, ...given }) as Record<
    string,
    unknown
  >;
}
