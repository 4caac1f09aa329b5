import { compileInTurns } from '../../platform-kit/compile-in-turns.js';
import { configuredSource } from '../../platform-kit/configured-source.js';
import type { Platform } from '../../ports/platform.js';
import type { Sink } from '../../ports/sink.js';
import { staticSource } from '../../sources/static.source.js';
import type { AbsmartlyApplication, AbsmartlyOptions } from './setup/absmartly.options.js';
import { compileSteps } from './compile/compile.js';
import { ContextAssignments } from './visitor/context-assignments.js';
import { checkConnection } from './setup/connection.js';
import { absmartlySink } from './wire/absmartly.sink.js';
import { absmartlySource } from './wire/absmartly.source.js';
import { unitsByType } from './subject/unit-types.js';

/**
 * A/B Smartly: context data from the collector or given, decisions as the vendor's JavaScript SDK makes them, events to the
 * collector.
 *
 * The visitor code is the unit `session_id`, unless `unitType` says otherwise. `variation(experiment)` is the variant as a
 * text and `isOn(experiment)` says that it is not variant 0; `value(variable)` reads a variable, which any running experiment may set.
 *
 * @throws TypeError when neither `endpoint` nor `payload` is given, or an option that goes with the endpoint is missing
 * @example
 * ```ts
 * ExperimentationModule.forRoot({
 *   platform: absmartly({
 *     endpoint: 'https://your-company.absmartly.io/v1',
 *     apiKey: process.env.ABSMARTLY_API_KEY,
 *     application: 'website',
 *     environment: 'production',
 *   }),
 * })
 * ```
 */
export function absmartly(options: AbsmartlyOptions): Platform {
  const connected = connectionOf(options);
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
    sinks: () => sinks,
  };
}

/** Options that are complete. */
interface Connected extends AbsmartlyOptions {
  readonly endpoint: string;
  readonly apiKey: string;
  readonly application: string | AbsmartlyApplication;
  readonly environment: string;
}

/** Null: there is no collector. */
function connectionOf(options: AbsmartlyOptions): Connected | null {
  if (options.endpoint === undefined && options.payload !== undefined) return null;
  checkConnection('absmartly', options);
  return options as Connected;
}

function sinksOf(connected: Connected | null): readonly Sink[] {
  if (connected === null || connected.events === false) return [];
  const { endpoint, apiKey, application, environment, agent, unitType, units, events } = connected;
  return [absmartlySink({ ...events, endpoint, apiKey, application, environment, agent, unitType, units })];
}
