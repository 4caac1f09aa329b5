import { setImmediate } from 'node:timers/promises';
import { finishInTurns } from '../../engine/stepwise.js';
import type { Platform } from '../../ports/platform.js';
import type { Sink } from '../../ports/sink.js';
import type { Source } from '../../ports/source.js';
import { staticSource } from '../../sources/static.source.js';
import type { AbsmartlyOptions } from './setup/absmartly.options.js';
import { compileSteps } from './compile/compile.js';
import { ContextAssignments } from './visitor/context-assignments.js';
import type { ConnectedOptions } from './setup/check-options.js';
import { connectedOptions } from './setup/check-options.js';
import { absmartlySink } from './wire/absmartly.sink.js';
import { absmartlySource } from './wire/absmartly.source.js';
import { unitsByType } from './subject/unit-types.js';

/** How many experiments are compiled before other work gets its turn: a few milliseconds' worth. */
const EXPERIMENTS_PER_TURN = 100;

/** Makes the whole platform. Throws as `absmartly()` does. */
export function absmartlyPlatform(options: AbsmartlyOptions): Platform {
  const { payload } = options;
  const connected = connectedOptions(options);
  const unitsOf = unitsByType(options);
  const source = connected === null ? givenSource(payload) : absmartlySource(connected);
  const sinks = sinksOf(connected);
  return {
    name: 'absmartly',
    source,
    ...(connected !== null && payload !== undefined && { bootstrap: payload }),
    compile: (received) => finishInTurns(compileSteps(received), () => setImmediate(), EXPERIMENTS_PER_TURN),
    subject: (visitor) => ({
      units: unitsOf(visitor.units),
      attributes: visitor.attributes,
      url: visitor.url,
    }),
    remember: () => new ContextAssignments(),
    sinks: () => sinks,
  };
}

function givenSource(payload: unknown): Source {
  return staticSource(payload, { name: 'A/B Smartly (given payload)' });
}

function sinksOf(connected: ConnectedOptions | null): readonly Sink[] {
  if (connected === null || connected.events === false) return [];
  const { endpoint, apiKey, application, environment, agent, unitType, units, events } = connected;
  return [absmartlySink({ ...events, endpoint, apiKey, application, environment, agent, unitType, units })];
}
