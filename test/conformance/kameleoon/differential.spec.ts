import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Coverage } from './coverage.js';
import { EXPECTED, RARE } from './expected-coverage.js';
import { play } from './play.js';

const SEED = Number(process.env['CONFORMANCE_SEED'] ?? 20_261_121);
const RUNS = Number(process.env['CONFORMANCE_RUNS'] ?? 1);
const PAYLOADS = 900 * RUNS;

describe('Kameleoon, beside the official SDK', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it(
    'decides the same, and reports the same exposures',
    async () => {
      const coverage = new Coverage();
      const replay = process.env['CONFORMANCE_PAYLOAD'];
      if (replay !== undefined) return play(Number(replay), coverage);
      for (let i = 0; i < PAYLOADS; i++) await play(SEED * 1_000_003 + i, coverage);
      if (process.env['CONFORMANCE_SHOW']) console.log(String(coverage));
      expect(coverage.count('decision')).toBeGreaterThan(20_000 * RUNS);
      expect(coverage.missing(EXPECTED, 10 * RUNS)).toEqual([]);
      expect(coverage.missing(RARE, 3 * RUNS)).toEqual([]);
    },
    120_000 * (RUNS + 1),
  );
});
