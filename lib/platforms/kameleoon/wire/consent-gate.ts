import type { ExperimentationEvent } from '../../../ports/sink.js';

/** A visitor's answer on consent; undefined while unknown. */
export type ConsentReader = (visitorCode: string) => boolean | undefined;

/** Whether the visitor has given consent, or none is needed. */
export function hasConsent({ facts, visitor }: ExperimentationEvent, consentOf: ConsentReader): boolean {
  return facts.get('consentRequired') !== true || consentOf(visitor.visitorCode) === true;
}

/**
 * Whether an event may be sent without consent: the exposures of targeted deliveries, and conversions as long as the site has
 * any targeted delivery.
 */
export function needsNoConsent(event: ExperimentationEvent): boolean {
  switch (event.kind) {
    case 'exposure':
      return isDelivery(event.exposure.experiment.definition);
    case 'goal':
      return event.facts.get('targetedDelivery') === true;
    case 'data': {
      const type = typeOf(event.data);
      // The answer itself is not sent, it only lets go of what was held.
      return type === 'consent' || (type === 'conversion' && event.facts.get('targetedDelivery') === true);
    }
    default:
      return false;
  }
}

function isDelivery(definition: unknown): boolean {
  return (definition as { readonly targetedDelivery?: boolean } | null)?.targetedDelivery === true;
}

function typeOf(data: object): unknown {
  return Object.hasOwn(data, 'type') ? (data as { readonly type: unknown }).type : undefined;
}
