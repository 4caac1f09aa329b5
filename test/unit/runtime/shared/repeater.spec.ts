import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Repeater } from '../../../../lib/runtime/shared/repeater.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A task whose runs are ended by hand. */
function manualTask() {
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const run = vi.fn<() => Promise<void>>(
    () => new Promise<void>((resolve, reject) => ends.push({ resolve, reject })),
  );
  return { run, ends };
}

const second = () => 1_000;

describe('Repeater', () => {
  it('runs after the first delay, then after each delay', async () => {
    const run = vi.fn<() => Promise<void>>(async () => undefined);
    const repeater = new Repeater({ run, delayMs: second });
    repeater.start(10);
    await vi.advanceTimersByTimeAsync(9);
    expect(run).toHaveBeenCalledTimes(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(run).toHaveBeenCalledTimes(4);
    await repeater.stop();
  });

  it('arms the next run only when the previous one has ended', async () => {
    const { run, ends } = manualTask();
    const repeater = new Repeater({ run, delayMs: second });
    repeater.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(run).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
    ends[0]?.resolve();
    await vi.advanceTimersByTimeAsync(999);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('goes on after failures, one timer at a time, and lets their number choose the delay', async () => {
    const seen: [number, unknown][] = [];
    const outcomes = ['a', 'b', null, 'c', null];
    const run = vi.fn<() => Promise<void>>(async () => {
      const outcome = outcomes[run.mock.calls.length - 1];
      if (outcome) throw new Error(outcome);
    });
    const repeater = new Repeater({
      run,
      delayMs: (failures, error) => {
        seen.push([failures, error instanceof Error ? error.message : error]);
        return 1_000;
      },
    });
    repeater.start();
    for (let i = 1; i <= 5; i++) {
      await vi.advanceTimersByTimeAsync(1_000);
      expect(run).toHaveBeenCalledTimes(i);
      expect(vi.getTimerCount()).toBe(1);
    }
    expect(seen).toEqual([
      [0, undefined],
      [1, 'a'],
      [2, 'b'],
      [0, undefined],
      [1, 'c'],
      [0, undefined],
    ]);
  });

  it('survives a task that throws before it returns a promise', async () => {
    const run = vi.fn<() => Promise<void>>(() => {
      throw new Error('at once');
    });
    const repeater = new Repeater({ run, delayMs: second });
    repeater.start();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(run).toHaveBeenCalledTimes(3);
    await repeater.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('starts once however often it is started', async () => {
    const run = vi.fn<() => Promise<void>>(async () => undefined);
    const repeater = new Repeater({ run, delayMs: second });
    repeater.start();
    repeater.start();
    repeater.start(0);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('stops for good, also twice, and waits for the run in progress', async () => {
    const { run, ends } = manualTask();
    const repeater = new Repeater({ run, delayMs: second });
    repeater.start(0);
    await vi.advanceTimersByTimeAsync(0);
    let stopped = false;
    const stop = Promise.all([repeater.stop(), repeater.stop()]).then(() => (stopped = true));
    await vi.advanceTimersByTimeAsync(0);
    expect(stopped).toBe(false);
    ends[0]?.reject(new Error('late'));
    await stop;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(run).toHaveBeenCalledTimes(1);
    expect(repeater.active).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps one chain when it is stopped and started during a run', async () => {
    const { run, ends } = manualTask();
    const repeater = new Repeater({ run, delayMs: second });
    repeater.start(0);
    await vi.advanceTimersByTimeAsync(0);
    for (let i = 0; i < 3; i++) {
      void repeater.stop();
      repeater.start(0);
    }
    expect(vi.getTimerCount()).toBe(0);
    ends[0]?.resolve();
    await vi.advanceTimersByTimeAsync(999);
    expect(run).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('can be stopped from within a run', async () => {
    const repeater: Repeater = new Repeater({
      run: async () => void repeater.stop(),
      delayMs: second,
    });
    repeater.start(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not keep the process alive', () => {
    vi.useRealTimers();
    const timer = vi.spyOn(globalThis, 'setTimeout');
    const repeater = new Repeater({ run: async () => undefined, delayMs: second });
    repeater.start();
    const armed = timer.mock.results[0]?.value as NodeJS.Timeout;
    expect(armed.hasRef()).toBe(false);
    void repeater.stop();
  });

  it('never turns a long delay into none', async () => {
    const run = vi.fn<() => Promise<void>>(async () => undefined);
    const repeater = new Repeater({ run, delayMs: () => Number.POSITIVE_INFINITY });
    repeater.start();
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(run).toHaveBeenCalledTimes(0);
    await repeater.stop();
  });
});
