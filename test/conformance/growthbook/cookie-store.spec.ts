import { createRequire } from 'node:module';
import type * as GrowthbookSdk from '@growthbook/growthbook';
import cookieParser from 'cookie-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentParts } from '../../../lib/index.js';
import { growthbookCookieStore } from '../../../lib/platforms/growthbook/exports.js';
import { CookieJar } from '../../support/cookie-jar.js';

const require = createRequire(import.meta.url);
const sdk = require('@growthbook/growthbook') as typeof GrowthbookSdk;

/** The browser's `document.cookie`, which js-cookie reads and writes. */
class Page {
  constructor(private readonly jar: CookieJar) {}

  get cookie(): string {
    return this.jar.header ?? '';
  }

  set cookie(header: string) {
    this.jar.take(header);
  }
}

const VALUES = ['u1', 'a b', 'jürgen@example.org', '{"x":1}', '100%', 'a;b=c, (d)|"e"', 'ключ'];

const parts = (value: string, jar: CookieJar): DocumentParts => ({
  key: `id||${value}`,
  feature: null,
  unit: 'id',
  value,
  platform: 'growthbook',
  visitor: value,
  request: jar.request(),
});

const document = (value: string): GrowthbookSdk.StickyAssignmentsDocument => ({
  attributeName: 'id',
  attributeValue: value,
  assignments: { x__0: 'a', y__1: '50% off; "sale"' },
});

describe('cookies of assignments that GrowthBook’s services share', () => {
  const store = growthbookCookieStore();
  let jar: CookieJar;
  beforeEach(() => {
    jar = new CookieJar();
    Object.defineProperty(globalThis, 'document', { value: new Page(jar), configurable: true });
  });
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'document');
  });

  function browser(): GrowthbookSdk.BrowserCookieStickyBucketService {
    const jsCookie = require('js-cookie') as never;
    return new sdk.BrowserCookieStickyBucketService({ jsCookie });
  }

  function express(): GrowthbookSdk.ExpressCookieStickyBucketService {
    const req = { headers: { cookie: jar.header ?? '' } } as never;
    cookieParser()(req, {} as never, () => undefined);
    const res = {
      cookie(name: string, value: string) {
        // As Express writes cookies: the value is encoded once more.
        jar.take(`${name}=${encodeURIComponent(value)}; Path=/`);
        return res;
      },
    };
    return new sdk.ExpressCookieStickyBucketService({ req, res });
  }

  it.each(VALUES)('are read here when a browser has written them, for %s', async (value) => {
    await browser().saveAssignments(document(value));
    expect(jar.cookies.size).toBe(1);
    expect(store.read([parts(value, jar)])).toEqual([document(value)]);
  });

  it.each(VALUES)('are read by a browser when they were written here, for %s', async (value) => {
    await store.write(parts(value, jar), { ...document(value) });
    expect(await browser().getAssignments('id', value)).toEqual(document(value));
    expect(store.read([parts(value, jar)])).toEqual([document(value)]);
    await store.delete?.(parts(value, jar));
    expect(jar.cookies.size).toBe(0);
  });

  it.each(VALUES)('are read here when an Express server has written them, for %s', async (value) => {
    await express().saveAssignments(document(value));
    expect(store.read([parts(value, jar)])).toEqual([document(value)]);
  });

  it('are read by an Express server when they were written here', async () => {
    await store.write(parts('u1', jar), { ...document('u1') });
    expect(await express().getAssignments('id', 'u1')).toEqual(document('u1'));
  });

  it('of two services are taken together; what the browser says counts more', async () => {
    await express().saveAssignments({ ...document('u1'), assignments: { x__0: 'old', z__0: 'c' } });
    await browser().saveAssignments({ ...document('u1'), assignments: { x__0: 'new' } });
    expect(store.read([parts('u1', jar)])).toEqual([
      { ...document('u1'), assignments: { x__0: 'new', z__0: 'c' } },
    ]);
  });

  it.each(['', '%', '{}', 'null', '%7B', encodeURIComponent(JSON.stringify(document('somebody else')))])(
    'that are none are passed over: %s',
    (text) => {
      jar.cookies.set('gbStickyBuckets__id||u1', text);
      expect(store.read([parts('u1', jar)])).toEqual([undefined]);
    },
  );

  it('lose the assignment that was made first when they grow too large for a browser', async () => {
    const assignments = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`experiment-${i}__0`, 'treatment']),
    );
    await store.write(parts('u1', jar), { ...document('u1'), assignments });
    const [[name, value] = ['', '']] = jar.cookies;
    expect(name.length + value.length + 1).toBeLessThanOrEqual(4_096);
    const [kept] = store.read([parts('u1', jar)]) as readonly { assignments: object }[];
    const names = Object.keys(kept?.assignments ?? {});
    expect(names.at(-1)).toBe('experiment-199__0');
    expect(names).not.toContain('experiment-0__0');
  });
});
