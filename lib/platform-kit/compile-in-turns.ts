import { setImmediate } from 'node:timers/promises';
import type { Steps } from '../engine/stepwise.js';
import { finishInTurns } from '../engine/stepwise.js';

/** How many parts of a payload (flags, experiments, campaigns) are compiled before other work gets its turn: a few milliseconds' worth. */
const STEPS_PER_TURN = 50;

/** Compiles a payload without holding up requests. */
export function compileInTurns<T>(steps: Steps<T>): Promise<T> {
  return finishInTurns(steps, () => setImmediate(), STEPS_PER_TURN);
}
