import { describe, expect, it } from 'vitest';
import type { Steps } from '../../../lib/engine/stepwise.js';
import { finish, finishInTurns } from '../../../lib/engine/stepwise.js';

function* count(to: number): Steps<number> {
  let done = 0;
  while (done < to) {
    done += 1;
    yield;
  }
  return done;
}

describe('stepwise work', () => {
  it('can be done in one go', () => {
    expect(finish(count(1_000))).toBe(1_000);
  });

  it.each([
    [0, 10, 0],
    [9, 10, 0],
    [10, 10, 1],
    [35, 10, 3],
  ])('of %i steps, %i a turn, pauses %i times', async (steps, perTurn, expected) => {
    let pauses = 0;
    const pause = (): Promise<void> => {
      pauses += 1;
      return Promise.resolve();
    };
    expect(await finishInTurns(count(steps), pause, perTurn)).toBe(steps);
    expect(pauses).toBe(expected);
  });
});
