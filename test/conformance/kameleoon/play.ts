import { vi } from 'vitest';
import type { Coverage } from '../../support/coverage.js';
import { namesOfObjects, oddNames, renamed, spoil, spoilConditions } from './mutate.js';
import { focusOf, makeFocusedPayload, makePayload } from './generate-payload.js';
import { POOL } from './pool.js';
import { Random } from '../../support/random.js';
import { Scenario } from './scenario.js';
import type { Action } from './generate-visitor.js';
import { makeAction, STRANGE_CODES, suitingDatum, VISITORS } from './generate-visitor.js';

const START = Date.UTC(2026, 10, 21, 9);

/** Plays one payload; everything in it follows from the seed. */
export async function play(seed: number, coverage: Coverage): Promise<void> {
  const random = new Random(seed);
  const focused = random.chance(0.6);
  const names = random.chance(0.15) ? oddNames(random) : new Map<string, string>();
  const made: Record<string, unknown> = focused ? makeFocusedPayload(random) : makePayload(random);
  const payload = renamed(JSON.parse(JSON.stringify(made)) as typeof made, names);
  const spoilt = random.chance(0.15) ? spoil(payload, random) : [];
  if (focused && random.chance(0.15)) spoilt.push(...spoilConditions(payload, random));
  let now = START + random.between(0, 86_400_000);
  vi.setSystemTime(now);
  const scenario = await Scenario.start(payload, () => now, coverage, random.chance(0.1));
  if (scenario === null) return;
  const focus = focused && spoilt.length === 0 ? focusOf(payload) : null;
  if (focus !== null) scenario.focus(focus);
  const isFair = fairness(names);
  try {
    for (let round = 0; round < 6; round++) {
      const visitorCode = random.pick(VISITORS);
      if (focus !== null && random.chance(0.7)) {
        const data = [...focus.values()].flatMap((condition) => suitingDatum(random, condition) ?? []);
        const action: Action = { kind: 'add', data };
        if (data.length !== 0 && isFair(action)) await scenario.act(visitorCode, renamed(action, names));
      }
      for (let i = random.between(0, 3); i > 0; i--) {
        const action = renamed(makeAction(random, visitorCode, now), names);
        if (isFair(action)) await scenario.act(visitorCode, action);
      }
      now += random.pick([0, 0, 1, 1000, 60_000]);
      vi.setSystemTime(now);
      const others = round === 0 ? ['unheard'] : [];
      for (const key of [...scenario.program.flags.keys(), ...others])
        scenario.decide(visitorCode, key, random);
      if (random.chance(0.3)) scenario.trigger(visitorCode, random.pick([...POOL.experiments, 999]));
      if (random.chance(0.2)) scenario.compareLists(visitorCode, random);
    }
    for (const code of strangers(random)) {
      for (const key of scenario.program.flags.keys()) scenario.decide(code, key, random);
    }
  } catch (error) {
    const told = error instanceof Error ? error.stack : String(error);
    const steps = JSON.stringify(scenario.log.slice(-12));
    throw new Error(
      `CONFORMANCE_CASE=${seed}: ${told}\nspoilt: ${spoilt.join(', ')}\nlast steps: ${steps}\npayload: ${JSON.stringify(payload)}`,
      { cause: error },
    );
  } finally {
    vi.clearAllTimers();
  }
}

/** The SDK takes what every object has for a simulation: which that is, `differences.spec.ts` shows. */
function fairness(names: ReadonlyMap<string, string>): (action: Action) => boolean {
  const isOdd = [...names.values()].some((name) => namesOfObjects.has(name));
  return ({ kind }) => !(isOdd && kind === 'simulate');
}

function strangers(random: Random): string[] {
  return [random.pick(STRANGE_CODES), random.next().toString(36).slice(2), `user-${random.between(1, 1e9)}`];
}
