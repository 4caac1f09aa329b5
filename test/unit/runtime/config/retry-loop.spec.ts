import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PayloadError } from '../../../../lib/errors/payload.error.js';
import { SourceError } from '../../../../lib/errors/source.error.js';
import { RetryLoop } from '../../../../lib/runtime/config/retry-loop.js';

const RETRY = { attempts: 3, initialMs: 100, maxMs: 3_000, jitter: 'full' } as const;

/** A loop that keeps when it asked, in milliseconds since it began. Chance always gives the longest pause. */
function loop(answers: () => Error | undefined) {
  const began = Date.now();
  const asked: number[] = [];
  let hopeless = 0;
  const retries = new RetryLoop(
    { retry: RETRY, random: () => 1 },
    () => {
      asked.push(Date.now() - began);
      const error = answers();
      return Promise.resolve(
        error === undefined
          ? { outcome: 'unchanged' as const, revision: '' }
          : { outcome: 'failed' as const, revision: '', error },
      );
    },
    () => hopeless++,
  );
  return { retries, asked, hopeless: () => hopeless };
}

const pausesOf = (asked: readonly number[]): number[] =>
  asked.slice(1).map((at, i) => at - (asked[i] as number));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('RetryLoop', () => {
  it('goes on where the three attempts of a refresh have left off, up to the longest pause', async () => {
    const { retries, asked } = loop(() => new SourceError('down', true));
    retries.start();
    await vi.advanceTimersByTimeAsync(12_000);
    expect(asked[0]).toBe(0);
    expect(pausesOf(asked).slice(0, 5)).toEqual([400, 800, 1_600, 3_000, 3_000]);
    await retries.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('begins after a failure with the pause that follows it', async () => {
    const { retries, asked } = loop(() => undefined);
    retries.startAfter(new SourceError('down', true));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([400]);
  });

  it('is as patient as the source asks', async () => {
    const { retries, asked } = loop(() => new SourceError('busy', true, 700));
    retries.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(pausesOf(asked).slice(0, 3)).toEqual([700, 800, 1_600]);
  });

  it('asks slowly where that cannot help soon, and says so each time', async () => {
    const { retries, asked, hopeless } = loop(() => new SourceError('forbidden', false));
    retries.start();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(asked).toEqual([0, 3_000, 6_000]);
    expect(hopeless()).toBe(3);
  });

  it('counts a payload that cannot be used as one failure: nothing was repeated', async () => {
    const { retries, asked, hopeless } = loop(() => new PayloadError('empty'));
    retries.start();
    await vi.advanceTimersByTimeAsync(1_600);
    expect(pausesOf(asked)).toEqual([100, 200, 400, 800]);
    expect(hopeless()).toBe(0);
  });

  it('ends with the first success, and begins anew with the next failure', async () => {
    const answers = [new SourceError('down', true), new SourceError('down', true), undefined];
    const { retries, asked } = loop(() => answers.shift());
    retries.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual([0, 400, 1_200]);
    retries.startAfter(new SourceError('down again', true));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual([0, 400, 1_200, 10_400]);
  });
});
