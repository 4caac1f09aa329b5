import { expect } from 'vitest';
import type { Observation, VwoContext, World } from './oracle.js';

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
  expect(actual, `CONFORMANCE_CASE=${replay.seed}: ${JSON.stringify({ ...replay, world })}`).toEqual(
    expected,
  );
}

/** Members in one order, so that texts can be compared. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
}
