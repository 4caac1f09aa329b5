import { describe, expect, it } from 'vitest';
import { FactCache } from '../../../lib/sources/fact-cache.js';

function counting(value: string | null = 'fact') {
  const counter = { fetched: 0 };
  const fetch = () => {
    counter.fetched++;
    return Promise.resolve(value);
  };
  return { counter, fetch };
}

describe('FactCache', () => {
  it('fetches once, also for those who ask at the same time', async () => {
    const { counter, fetch } = counting();
    const cache = new FactCache<string>();
    const both = await Promise.all([cache.load('a', fetch), cache.load('a', fetch)]);
    expect([...both, await cache.load('a', fetch), counter.fetched]).toEqual(['fact', 'fact', 'fact', 1]);
  });

  it('does not keep a failure, nor null', async () => {
    const { counter, fetch } = counting();
    const cache = new FactCache<string>();
    await expect(cache.load('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await cache.load('a', () => Promise.resolve(null))).toBeNull();
    expect(await cache.load('a', fetch)).toBe('fact');
    expect(counter.fetched).toBe(1);
  });

  it('keeps no more than its bound, the one unused for longest goes', async () => {
    const { counter, fetch } = counting();
    const cache = new FactCache<string>({ maxEntries: 2 });
    for (const key of ['a', 'b', 'a', 'c', 'a']) await cache.load(key, fetch);
    expect(counter.fetched).toBe(3);
    await cache.load('b', fetch);
    expect(counter.fetched).toBe(4);
  });

  it('keeps nothing when its bound is 0', async () => {
    const { counter, fetch } = counting();
    const cache = new FactCache<string>({ maxEntries: 0 });
    await cache.load('a', fetch);
    await cache.load('a', fetch);
    expect(counter.fetched).toBe(2);
  });

  it('takes names of the prototype for ordinary keys', async () => {
    const { counter, fetch } = counting();
    const cache = new FactCache<string>();
    for (const key of ['__proto__', 'constructor', '__proto__']) await cache.load(key, fetch);
    expect(counter.fetched).toBe(2);
  });

  it('asks a store of the application, and does without one that fails', async () => {
    const { counter, fetch } = counting();
    const kept = new Map<string, string>();
    const cache = new FactCache<string>({ store: kept });
    await cache.load('a', fetch);
    expect(kept.get('a')).toBe('fact');
    const broken = new FactCache<string>({
      store: { get: () => Promise.reject(new Error('gone')), set: () => Promise.reject(new Error('gone')) },
    });
    expect(await broken.load('a', fetch)).toBe('fact');
    expect(counter.fetched).toBe(2);
  });
});
