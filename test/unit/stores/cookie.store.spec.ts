import { describe, expect, it } from 'vitest';
import type { DocumentParts, StoreRequest } from '../../../lib/index.js';
import { cookieStore } from '../../../lib/index.js';
import { CookieJar } from '../../support/cookie-jar.js';

const SECRET = 'a secret of the application';
const NAME = 'experiment_assignments';

const parts = (
  value: string,
  request: StoreRequest | null,
  feature: string | null = null,
): DocumentParts => ({
  key: `id||${value}`,
  feature,
  unit: 'id',
  value,
  platform: 'growthbook',
  visitor: value,
  request,
});

const sticky = (...experiments: readonly string[]): Readonly<Record<string, unknown>> => ({
  attributeName: 'id',
  attributeValue: 'u',
  assignments: Object.fromEntries(experiments.map((key) => [key, 'treatment'])),
});

describe('cookieStore', () => {
  it('is there in the next request, and in this one', () => {
    const jar = new CookieJar();
    const store = cookieStore({ secret: SECRET });
    const request = jar.request();
    void store.write(parts('u', request), sticky('x'));
    expect(store.read([parts('u', request)])).toEqual([sticky('x')]);
    expect(store.read([parts('u', jar.request()), parts('v', jar.request())])).toEqual([
      sticky('x'),
      undefined,
    ]);
    expect(jar.headers[0]).toMatch(
      new RegExp(`^${NAME}=[\\w-]+\\.[\\w-]{43}; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax$`),
    );
  });

  it('forgets the oldest experiment first, whatever its name sorts like', () => {
    const jar = new CookieJar();
    const store = cookieStore({ secret: SECRET, maxBytes: 400 });
    const all = Array.from({ length: 30 }, (_, i) => String(1_000 - i));
    for (let n = 1; n <= all.length; n++) {
      const request = jar.request();
      void store.update?.(parts('u', request), (stored) => ({
        ...sticky(),
        assignments: { ...(stored?.['assignments'] as object | undefined), [all[n - 1] as string]: 't' },
      }));
      const value = jar.cookies.get(NAME) ?? '';
      expect(NAME.length + 1 + value.length).toBeLessThanOrEqual(400);
    }
    const [document] = store.read([parts('u', jar.request())]) as readonly { assignments: object }[];
    const kept = Object.keys(document?.assignments ?? {}).map(Number);
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.length).toBeLessThan(30);
    expect(kept.toSorted((a, b) => a - b)).toEqual(Array.from({ length: kept.length }, (_, i) => 971 + i));
  });

  it('forgets whole records of features, the oldest first', () => {
    const jar = new CookieJar();
    const store = cookieStore({ secret: SECRET, maxBytes: 600 });
    const names = ['f1', 'f2', 'f3', 'f4', 'f5'];
    for (const feature of names) {
      void store.write(parts('u', jar.request(), feature), {
        featureKey: feature,
        experimentKey: `${feature}_test`.repeat(3),
      });
    }
    const found = store.read(
      names.map((feature) => parts('u', jar.request(), feature)),
    ) as readonly unknown[];
    expect(found[0]).toBeUndefined();
    expect(found.at(-1)).toMatchObject({ featureKey: 'f5' });
  });

  it('fails where one assignment alone is too large', () => {
    const jar = new CookieJar();
    const store = cookieStore({ secret: SECRET, maxBytes: 256 });
    expect(() => store.write(parts('u', jar.request()), sticky('x'.repeat(300)))).toThrow(
      'larger than maxBytes',
    );
  });

  it('believes nothing that others have written', () => {
    const jar = new CookieJar();
    void cookieStore({ secret: 'another secret, not ours' }).write(parts('u', jar.request()), sticky('x'));
    const ours = cookieStore({ secret: SECRET });
    expect(ours.read([parts('u', jar.request())])).toEqual([undefined]);
    void ours.write(parts('u', jar.request()), sticky('y'));
    const value = jar.cookies.get(NAME) ?? '';
    for (const forged of [`A${value}`, value.slice(0, -1), value.split('.')[0] ?? '', '.', '', `${value}.`]) {
      jar.cookies.set(NAME, forged);
      expect(ours.read([parts('u', jar.request())])).toEqual([undefined]);
    }
    jar.cookies.set('other_name', value);
    const other = cookieStore({ secret: SECRET, name: 'other_name' });
    expect(other.read([parts('u', jar.request())])).toEqual([undefined]);
  });

  it('believes all secrets, and signs with the first', () => {
    const jar = new CookieJar();
    void cookieStore({ secret: SECRET }).write(parts('u', jar.request()), sticky('x'));
    const rotated = cookieStore({ secret: ['a newer secret of ours', SECRET] });
    expect(rotated.read([parts('u', jar.request())])).toEqual([sticky('x')]);
    void rotated.write(parts('u', jar.request()), sticky('y'));
    expect(cookieStore({ secret: SECRET }).read([parts('u', jar.request())])).toEqual([undefined]);
  });

  it('keeps nothing outside of HTTP', () => {
    const store = cookieStore({ secret: SECRET });
    void store.write(parts('u', null), sticky('x'));
    void store.update?.(parts('u', null), () => sticky('x'));
    void store.delete?.(parts('u', null));
    expect(store.read([parts('u', null)])).toEqual([undefined]);
  });

  it('ends the cookie with its last document', () => {
    const jar = new CookieJar();
    const store = cookieStore({ secret: SECRET, domain: 'example.com', secure: false });
    void store.write(parts('u', jar.request()), sticky('x'));
    void store.delete?.(parts('u', jar.request()));
    expect(jar.headers.at(-1)).toBe(
      `${NAME}=; Path=/; Domain=example.com; Max-Age=0; HttpOnly; SameSite=Lax`,
    );
    expect(jar.header).toBeNull();
  });

  it.each([
    [undefined, 'secret'],
    [{}, 'secret'],
    [{ secret: 'short' }, 'secret'],
    [{ secret: [] }, 'secret'],
    [{ secret: SECRET, maxBytes: 5_000 }, 'maxBytes'],
    [{ secret: SECRET, maxBytes: 10 }, 'maxBytes'],
    [{ secret: SECRET, name: 'a b' }, 'name'],
    [{ secret: SECRET, maxAgeMs: 0 }, 'maxAgeMs'],
  ])('refuses %j', (options, named) => {
    expect(() => cookieStore(options as never)).toThrow(new RegExp(`cookieStore\\(\\) expects ${named}`));
  });

  it('never shows its secret', () => {
    expect(() => cookieStore({ secret: ['hunter2'] })).toThrow(
      expect.not.stringContaining('hunter2') as never,
    );
  });
});
