import { describe, expect, it, vi } from 'vitest';
import type { Source, SourceListener } from '../../../lib/ports/source.js';
import { deferredSource } from '../../../lib/sources/deferred.source.js';

const CONTEXT = { signal: new AbortController().signal, since: undefined };
const FACE = { name: 'late', asksAgain: true, watches: true };

function listener(): SourceListener & { readonly failures: unknown[] } {
  const failures: unknown[] = [];
  return { failures, changed: () => {}, failed: (error: unknown) => failures.push(error) };
}

/** Counts who watches. */
function watched(): Source & { readonly watching: () => number } {
  let watchers = 0;
  return {
    name: 'real',
    watching: () => watchers,
    fetch: async () => ({ payload: 1 }),
    watch: () => {
      watchers++;
      return () => void watchers--;
    },
  };
}

describe('deferredSource', () => {
  it('is loaded when it is first used, and once', async () => {
    const load = vi.fn<() => Promise<Source>>(async () => watched());
    const source = deferredSource(FACE, load);
    expect(source).toMatchObject({ name: 'late', asksAgain: true });
    expect(load).not.toHaveBeenCalled();
    expect(await source.fetch(CONTEXT)).toEqual({ payload: 1 });
    await source.fetch(CONTEXT);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is watched as soon as it is there, until it is not', async () => {
    const real = watched();
    const stop = deferredSource(FACE, async () => real).watch?.(listener());
    await vi.waitFor(() => expect(real.watching()).toBe(1));
    await stop?.();
    expect(real.watching()).toBe(0);
  });

  it('is not watched by somebody who has left before it was there', async () => {
    const real = watched();
    const watch = vi.spyOn(real, 'watch');
    await deferredSource(FACE, async () => real).watch?.(listener())();
    expect(watch).not.toHaveBeenCalled();
  });

  it('tells who watches that it cannot be loaded', async () => {
    const problem = new Error('no such file');
    const hears = listener();
    const stop = deferredSource(FACE, async () => Promise.reject(problem)).watch?.(hears);
    await vi.waitFor(() => expect(hears.failures).toEqual([problem]));
    await stop?.();
  });

  it('cannot be watched where the real one cannot', () => {
    expect(deferredSource({ ...FACE, watches: false }, async () => watched()).watch).toBeUndefined();
  });
});
