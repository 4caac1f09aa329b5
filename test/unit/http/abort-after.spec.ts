import { describe, expect, it } from 'vitest';
import { startTimeLimit } from '../../../lib/http/abort-after.js';

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));

describe('startTimeLimit', () => {
  it('aborts when time is out, and says that it was time', async () => {
    const limit = startTimeLimit(undefined, 1);
    // The limit's own timer keeps no process alive.
    const alive = setTimeout(() => undefined, 5_000);
    expect(await aborted(limit.signal)).toMatchObject({ message: '1 ms are over' });
    clearTimeout(alive);
    expect([limit.expired, limit.ms]).toEqual([true, 1]);
  });

  it('aborts with the caller, whenever that gives up', () => {
    const caller = new AbortController();
    const limit = startTimeLimit(caller.signal, Number.POSITIVE_INFINITY);
    expect(limit.signal.aborted).toBe(false);
    caller.abort('enough');
    expect([limit.signal.reason, limit.expired]).toEqual(['enough', false]);
    expect(startTimeLimit(caller.signal, 1_000).signal.aborted).toBe(true);
  });

  it('hears nothing more of the caller when it is released', () => {
    const caller = new AbortController();
    const limit = startTimeLimit(caller.signal, 1_000);
    limit.release();
    caller.abort();
    expect(limit.signal.aborted).toBe(false);
  });
});
