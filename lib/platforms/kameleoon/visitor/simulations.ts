import { isJsonObject, own } from '../../../platform-kit/foreign-json.js';
import type { SimulationFact } from '../subject/visitor-facts.js';

/** The cookie by which testers choose variations. */
export const SIMULATION_COOKIE = 'kameleoonSimulationFFData';

const NONE: ReadonlyMap<string, SimulationFact> = new Map<string, SimulationFact>();

/**
 * Reads the value of the simulation cookie (URI-encoded JSON: flag key to `{ expId, varId }`), for the fact `simulations`.
 * Whether there is such an experiment and variation is seen when the flag is decided; what cannot be read is left out.
 */
export function parseSimulations(cookieValue: string | undefined): ReadonlyMap<string, SimulationFact> {
  if (!cookieValue) return NONE;
  const parsed = decode(cookieValue);
  if (typeof parsed !== 'object' || parsed === null) return NONE;
  const simulations = new Map<string, SimulationFact>();
  for (const [flagKey, choice] of Object.entries(parsed)) {
    if (!isJsonObject(choice)) continue;
    const experimentId = own(choice, 'expId');
    if (typeof experimentId !== 'number' && experimentId !== null) continue;
    if (experimentId === 0) {
      simulations.set(flagKey, { experimentId, variationId: null });
      continue;
    }
    const variationId = own(choice, 'varId');
    if (typeof variationId === 'number' || variationId === null) {
      simulations.set(flagKey, { experimentId, variationId });
    }
  }
  return simulations;
}

function decode(text: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(text));
  } catch {
    return null;
  }
}
