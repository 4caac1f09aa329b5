import { describe, expect, it } from 'vitest';
import type { Steps } from '../../../lib/engine/stepwise.js';
import { compileInTurns } from '../../../lib/platform-kit/compile-in-turns.js';

function* counting(steps: number, seen: { done: number }): Steps<string> {
  for (; seen.done < steps; seen.done++) yield;
  return 'program';
}

describe('compileInTurns', () => {
  it('gives what the work makes', async () => {
    expect(await compileInTurns(counting(0, { done: 0 }))).toBe('program');
  });

  it('lets other work have its turn again and again', async () => {
    const seen = { done: 0 };
    const compiling = compileInTurns(counting(10_000, seen));
    const turns: number[] = [];
    const look = (): void => {
      turns.push(seen.done);
      if (seen.done < 10_000) setImmediate(look);
    };
    setImmediate(look);
    await compiling;
    expect(new Set(turns).size).toBeGreaterThan(10);
  });

  it('passes on what goes wrong', async () => {
    // oxlint-disable-next-line require-yield -- it fails at once
    function* broken(): Steps<never> {
      throw new Error('no payload');
    }
    await expect(compileInTurns(broken())).rejects.toThrow('no payload');
  });
});
