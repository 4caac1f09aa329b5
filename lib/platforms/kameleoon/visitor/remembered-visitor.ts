import type { KameleoonDatum } from './remembered-data.js';
import type { SimulationFact } from '../subject/visitor-facts.js';
import { MAX_ENTRIES, VisitorRecord } from './visitor-record.js';

/** What is remembered under one visitor code. */
export interface RememberedVisitor {
  record: VisitorRecord;
  /** The visitor whose record this code stands for; null if it has its own. */
  alias: string | null;
  /** The code this one was linked to, and when. */
  mapping: { code: string; at: number } | null;
  consent: boolean | undefined;
  simulations: ReadonlyMap<string, SimulationFact>;
  readonly assignments: Map<string, number | string | null>;
  readonly forced: Map<string, string>;
  readonly chosen: Map<string, string>;
}

/** What remote data does not replace. */
export const FIRST_WINS: ReadonlySet<KameleoonDatum['type']> = new Set([
  'browser',
  'device',
  'operatingSystem',
  'geolocation',
]);

/** A visitor of whom nothing is known yet. */
export function newVisitor(): RememberedVisitor {
  return {
    record: new VisitorRecord(),
    alias: null,
    mapping: null,
    consent: undefined,
    simulations: new Map(),
    assignments: new Map(),
    forced: new Map(),
    chosen: new Map(),
  };
}

/** Adds to what is remembered; beyond the bound the oldest goes. */
export function remember<V>(known: Map<string, V>, key: string, value: V): void {
  known.set(key, value);
  if (known.size <= MAX_ENTRIES) return;
  for (const oldest of known.keys()) {
    known.delete(oldest);
    return;
  }
}
