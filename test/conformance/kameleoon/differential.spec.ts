import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Coverage } from './coverage.js';
import { focusOf, makeFocusedPayload, makePayload } from './payload-generator.js';
import { POOL } from './pool.js';
import { Random } from './random.js';
import { Scenario } from './scenario.js';
import { EXPECTED, RARE } from './expected-coverage.js';
import { makeAction, STRANGE_CODES, VISITORS } from './visitor-generator.js';

const SEED = Number(process.env['CONFORMANCE_SEED'] ?? 20_261_121);
const RUNS = Number(process.env['CONFORMANCE_RUNS'] ?? 1);
const PAYLOADS = 900 * RUNS;
const START = Date.UTC(2026, 10, 21, 9);

/** Plays one payload; everything in it follows from the seed. */
async function play(seed: number, coverage: Coverage): Promise<void> {
  const random = new Random(seed);
  const focused = random.chance(0.4);
  const payload = JSON.parse(JSON.stringify(focused ? makeFocusedPayload(random) : makePayload(random)));
  let now = START + random.int(0, 86_400_000);
  vi.setSystemTime(now);
  const scenario = await Scenario.start(payload, () => now, coverage, random.chance(0.1));
  if (focused) scenario.focus(focusOf(payload));
  try {
    for (let round = 0; round < 6; round++) {
      const visitorCode = random.pick(VISITORS);
      for (let i = random.int(0, 3); i > 0; i--)
        await scenario.act(visitorCode, makeAction(random, visitorCode, now));
      now += random.pick([0, 0, 1, 1000, 60_000]);
      vi.setSystemTime(now);
      const others = round === 0 ? ['unheard'] : [];
      for (const key of [...scenario.program.flags.keys(), ...others])
        scenario.decide(visitorCode, key, random);
      if (random.chance(0.3)) scenario.trigger(visitorCode, random.pick([...POOL.experiments, 999]));
      if (random.chance(0.2)) scenario.compareLists(visitorCode, random);
    }
    for (const code of [
      random.pick(STRANGE_CODES),
      random.next().toString(36).slice(2),
      `user-${random.int(1, 1e9)}`,
    ]) {
      for (const key of scenario.program.flags.keys()) scenario.decide(code, key, random);
    }
  } catch (error) {
    const told = error instanceof Error ? error.stack : String(error);
    throw new Error(
      `CONFORMANCE_PAYLOAD=${seed}: ${told}\nlast steps: ${JSON.stringify(scenario.log.slice(-12))}\npayload: ${JSON.stringify(payload)}`,
      { cause: error },
    );
  } finally {
    vi.clearAllTimers();
  }
}

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
    60_000 * (RUNS + 1),
  );
});
