import type { ExperimentationEvent, Sink } from '../../../ports/sink.js';
import { callbackSink } from '../../../sinks/callback.sink.js';
import { integrationProperties } from './integration-properties.js';
import { VWO_PROGRAM_FACTS } from '../compile/settings-facts.js';
import { VISITOR_UNIT } from '../subject/subject-keys.js';

/** What VWO's SDK calls integrations: a bridge to an analytics library. */
export interface VwoIntegrations {
  /**
   * Is told of decisions (`api: 'getFlag'`, with the feature, the user, their variables, and the campaigns and variations that
   * they are in) and of goals (`api: 'trackEvent'`, with `eventName`). What it returns is awaited.
   */
  readonly callback: (properties: Readonly<Record<string, unknown>>) => unknown;
}

/** How {@link vwoIntegrationsSink} is set up. */
export interface VwoIntegrationsOptions {
  /** Name of the unit that VWO knows visitors by. @defaultValue `'visitor'` */
  readonly visitorUnit?: string | undefined;
}

/** Soon: VWO's SDK calls while it decides. */
const BATCHING = { maxBatchSize: 100, flushIntervalMs: 100 } as const;

/**
 * Calls an application's function with the properties that the integrations callback of VWO's SDK gets. It is called behind the
 * request, once a visitor, feature and value, not with every decision; what it throws is counted and logged.
 */
export function vwoIntegrationsSink(
  { callback }: VwoIntegrations,
  { visitorUnit = VISITOR_UNIT }: VwoIntegrationsOptions = {},
): Sink {
  return callbackSink({
    name: 'vwo-integrations',
    kinds: ['usage', 'goal'],
    ...BATCHING,
    onEvent: (event) => {
      const properties = propertiesOf(event, visitorUnit);
      return properties === null ? undefined : callback(properties);
    },
  });
}

/** Null where VWO does not call: unknown and malformed features, stored experiments, failures, unknown goals. */
function propertiesOf(
  event: ExperimentationEvent,
  visitorUnit: string,
): Readonly<Record<string, unknown>> | null {
  const { units, attributes } = event.visitor;
  if (event.kind === 'usage') {
    const visitor = units.get(visitorUnit);
    const named = visitor === undefined ? units : new Map([[VISITOR_UNIT, visitor]]);
    return integrationProperties(event.decision, { units: named, attributes });
  }
  if (event.kind !== 'goal') return null;
  const goals = event.facts.get(VWO_PROGRAM_FACTS.goals);
  const isKnown = goals instanceof Map && goals.has(event.goal);
  return isKnown ? { eventName: event.goal, api: 'trackEvent' } : null;
}
