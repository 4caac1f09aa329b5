import { expect } from 'vitest';
import type { SeededRun } from './seeded-run.js';

/** What a run must come across, and how often at least. */
export type Floors = Readonly<Record<string, number>>;

/** Counts what a run comes across, so that a feature which the generators stop reaching is a failure. */
export class Coverage {
  private readonly counts = new Map<string, number>();

  saw(what: string, happened = true): void {
    if (happened) this.counts.set(what, this.of(what) + 1);
  }

  /** How often it was seen. */
  of(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  /** What was seen less often than this part of a run must. */
  missing(floors: Floors, run: Pick<SeededRun, 'floor'>): readonly string[] {
    return Object.entries(floors)
      .map(([what, usual]) => ({ what, floor: run.floor(usual) }))
      .filter(({ what, floor }) => this.of(what) < floor)
      .map(({ what, floor }) => `${what}: ${this.of(what)} of ${floor}`);
  }

  toString(): string {
    const sorted = [...this.counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([what, count]) => `${what}: ${count}`).join('\n');
  }
}

/** The same floor for each of several. */
export function floorOf(floor: number, names: Iterable<string>): Floors {
  return Object.fromEntries([...names].map((name) => [name, floor]));
}

/** Demands that a run has come across enough. `CONFORMANCE_SHOW` prints what it has. */
export function expectReached(coverage: Coverage, floors: Floors, run: SeededRun): void {
  if (process.env['CONFORMANCE_SHOW'] !== undefined) console.log(String(coverage));
  expect(coverage.missing(floors, run), String(coverage)).toEqual([]);
}
