import { compileInTurns } from '../../platform-kit/compile-in-turns.js';
import { configuredSource } from '../../platform-kit/configured-source.js';
import type { Platform } from '../../ports/platform.js';
import type { Sink } from '../../ports/sink.js';
import { staticSource } from '../../sources/static.source.js';
import type { AbsmartlyOptions } from './setup/absmartly.options.js';
import { compileSteps } from './compile/compile.js';
import { ContextAssignments } from './visitor/context-assignments.js';
import type { ConnectedOptions } from './setup/check-options.js';
import { connectedOptions } from './setup/check-options.js';
import { absmartlySink } from './wire/absmartly.sink.js';
import { absmartlySource } from './wire/absmartly.source.js';
import { unitsByType } from './subject/unit-types.js';

/** Makes the whole platform. Throws as `absmartly()` does. */
export function absmartlyPlatform(options: AbsmartlyOptions): Platform {
  const connected = connectedOptions(options);
  const unitsOf = unitsByType(options);
  const sinks = sinksOf(connected);
  return {
    name: 'absmartly',
    ...configuredSource({
      of: 'absmartly',
      remote: connected,
      payload: options.payload,
      expected: 'endpoint: the address of a collector, or payload: context data',
      download: absmartlySource,
      given: (payload) => staticSource(payload, { name: 'A/B Smartly (given payload)' }),
    }),
    compile: (received) => compileInTurns(compileSteps(received)),
    subject: (visitor) => ({
      units: unitsOf(visitor.units),
      attributes: visitor.attributes,
      url: visitor.url,
    }),
    remember: () => new ContextAssignments(),
    // What is not running is not in the payload.
    ordinarilyMissing: () => true,
    sinks: () => sinks,
  };
}

function sinksOf(connected: ConnectedOptions | null): readonly Sink[] {
  if (connected === null || connected.events === false) return [];
  const { endpoint, apiKey, application, environment, agent, unitType, units, events } = connected;
  return [absmartlySink({ ...events, endpoint, apiKey, application, environment, agent, unitType, units })];
}
