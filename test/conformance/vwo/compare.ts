import { expect } from 'vitest';
import type { Observation, VwoContext, World } from './oracle.js';

/** Counts what a run has reached, so that it cannot pass without having tested anything. */
export class Coverage {
  private readonly counts = new Map<string, number>();

  count(name: string): void {
    this.counts.set(name, this.of(name) + 1);
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** Names that were not counted often enough; smaller runs need less. Empty, if all is well. */
  missing(floors: Readonly<Record<string, number>>, runs: number): readonly string[] {
    const scale = Math.min(1, runs);
    return Object.entries(floors)
      .filter(([name, floor]) => this.of(name) < floor * scale)
      .map(([name, floor]) => `${name}: ${this.of(name)} of ${floor}`);
  }

  toString(): string {
    return JSON.stringify([...this.counts]);
  }
}

/** What a comparison was about: enough to do it again. */
export interface Replay {
  readonly seed: number;
  readonly key: string;
  readonly context: VwoContext;
  readonly world: World;
  readonly settings: unknown;
}

/** Fails, with everything needed to replay it, unless both have seen the same. */
export function sameOrReplay(ours: Observation, theirs: Observation, replay: Replay): void {
  const [actual, expected] = [sorted(ours), sorted(theirs)];
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  const world = { ...replay.world, stored: replay.world.stored && [...replay.world.stored] };
  expect(actual, JSON.stringify({ ...replay, world })).toEqual(expected);
}

/** Members in one order, so that texts can be compared. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
}
