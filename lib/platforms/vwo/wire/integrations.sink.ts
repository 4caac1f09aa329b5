import type { ExperimentationEvent, Sink } from '../../../ports/sink.js';
import { callbackSink } from '../../../sinks/callback.sink.js';
import { integrationProperties } from './integration-properties.js';
import type { VwoIntegrations, VwoIntegrationsOptions } from '../setup/event.options.js';
import { INTEGRATIONS } from '../setup/event-settings.js';
import { VWO_PROGRAM_FACTS } from '../compile/settings-facts.js';
import { VISITOR_UNIT } from '../subject/subject-keys.js';

/**
 * Calls an application's function with the properties that the integrations callback of VWO's SDK gets. It is called behind the
 * request, once a visitor, feature and value, not with every decision; what it throws is counted and logged.
 */
export function vwoIntegrationsSink(
  { callback }: VwoIntegrations,
  { visitorUnit = VISITOR_UNIT }: VwoIntegrationsOptions = {},
): Sink {
  return callbackSink({
    name: INTEGRATIONS.name,
    kinds: INTEGRATIONS.kinds,
    ...INTEGRATIONS.batching,
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
