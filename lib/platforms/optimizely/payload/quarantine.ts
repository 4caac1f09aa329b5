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
