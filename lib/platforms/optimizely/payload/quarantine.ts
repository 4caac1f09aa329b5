import { plainDecision } from '../../../engine/decision.js';
import type { Flag } from '../../../engine/program.js';
import type { Fault } from './payload.js';

/** Thrown while a flag is compiled: it cannot be served. Never leaves the compiler. */
export class Quarantine extends Error {
  constructor(readonly fault: Fault) {
    super(fault.message);
  }
}

/** Runs a compilation step; returns what keeps it from being served, or null. */
export function faultIn(compile: () => unknown): Fault | null {
  try {
    compile();
    return null;
  } catch (error) {
    if (error instanceof Quarantine) return error.fault;
    throw error;
  }
}

/** A flag out of service: it answers callers' fallbacks and says why. */
export function quarantinedFlag(key: string, source: string, fault: Fault): Flag {
  const decision = plainDecision({
    key,
    value: null,
    reason: 'ERROR',
    cause: 'quarantined',
    source,
    errorCode: 'PARSE_ERROR',
    errorMessage: `"${key}" is out of service because of ${fault.path}: ${fault.message}`,
  });
  return { key, rules: [], otherwise: (walk) => walk.share(decision) };
}
