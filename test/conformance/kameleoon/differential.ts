import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import { Coverage, expectReached } from '../../support/coverage.js';
import type { Part } from '../../support/seeded-run.js';
import { seededRun } from '../../support/seeded-run.js';
import { FLOORS } from './expected-coverage.js';
import { play } from './play.js';

/** One part of the payloads that are compared. */
export function differential(part: Part): void {
  const run = seededRun(20_261_121, 1_800, part);

  describe('Kameleoon, beside the official SDK', () => {
    beforeEach(() => {
      vi.useFakeTimers();
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    it(
      `decides the same, and reports the same exposures (${run.title})`,
      async () => {
        const coverage = new Coverage();
        for (const seed of run.seeds) await play(seed, coverage);
        expectReached(coverage, FLOORS, run);
      },
      run.timeout,
    );
  });
}
