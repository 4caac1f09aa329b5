import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SourceError } from '../../../../lib/errors/source.error.js';
import type { Fetched } from '../../../../lib/ports/source.js';
import { ConfigFetcher } from '../../../../lib/runtime/config/fetcher.js';
import type { RetryOptions } from '../../../../lib/runtime/config/fetcher.js';
import type { Act } from '../../../support/scripted-source.js';
import { fails, gives, ScriptedSource } from '../../../support/scripted-source.js';

/** Pauses that were made; none takes any time. */
const pauses = vi.hoisted((): number[] => []);
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number): Promise<void> => {
    pauses.push(ms);
    return Promise.resolve();
  },
}));
beforeEach(() => void (pauses.length = 0));

const PATIENT: RetryOptions = { attempts: 12, initialMs: 500, maxMs: 30_000, jitter: 'full' };

interface Bench {
  readonly source: ScriptedSource;
  readonly fetcher: ConfigFetcher;
  fetch(): Promise<Fetched | undefined>;
}

/** Chance always gives the longest pause. */
function bench(retry: Partial<RetryOptions>, ...acts: Act[]): Bench {
  const source = new ScriptedSource(...acts);
  const fetcher = new ConfigFetcher({
    source,
    retry: { ...PATIENT, ...retry },
    attemptTimeoutMs: 60_000,
    random: () => 1,
    now: () => 1_000_000,
  });
  return { source, fetcher, fetch: () => fetcher.fetch(() => undefined, new AbortController().signal) };
}

describe('ConfigFetcher', () => {
  it('pauses ever longer between attempts, up to five seconds', async () => {
    const { source, fetch } = bench({}, fails());
    await expect(fetch()).rejects.toThrow('down');
    expect(source.contexts).toHaveLength(12);
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, ...Array.from({ length: 7 }, () => 5_000)]);
  });

  it.each([
    [1, [500]],
    [500, [500]],
    [2_000, [2_000]],
    [5_000, [5_000]],
  ])('waits a Retry-After of %i ms out within the same fetch', async (asked, waited) => {
    const { fetch } = bench({}, fails('busy', true, asked), gives({ a: 1 }));
    expect((await fetch())?.payload).toEqual({ flags: { a: 1 } });
    expect(pauses).toEqual(waited);
  });

  it.each([5_001, 6_000])('gives up at once for a Retry-After of %i ms, and keeps to it', async (asked) => {
    const { source, fetcher, fetch } = bench({}, fails('busy', true, asked), gives({ a: 1 }));
    await expect(fetch()).rejects.toThrow('busy');
    expect([source.contexts.length, pauses]).toEqual([1, []]);
    expect(fetcher.patience()).toMatchObject({ retryable: true, retryAfterMs: asked });
    expect(fetcher.patience()?.message).toBe('busy It asked to be left alone for another 6 s.');
  });

  it('needs no patience where nobody asked for it', async () => {
    const { fetcher, fetch } = bench({ attempts: 1 }, fails('down'));
    await expect(fetch()).rejects.toThrow(SourceError);
    expect(fetcher.patience()).toBeUndefined();
  });

  it('asks a source once that asks again by itself', async () => {
    const { source, fetch } = bench({}, fails());
    Object.assign(source, { asksAgain: true });
    await expect(fetch()).rejects.toThrow('down');
    expect([source.contexts.length, pauses]).toEqual([1, []]);
  });

  it.each([
    ['a failure that stays', fails('forbidden', false)],
    [
      'a mistake of the source',
      () => {
        throw new TypeError('no function');
      },
    ],
  ])('does not ask again after %s', async (_title, act) => {
    const { source, fetch } = bench({}, act);
    await expect(fetch()).rejects.toThrow();
    expect(source.contexts).toHaveLength(1);
  });
});
