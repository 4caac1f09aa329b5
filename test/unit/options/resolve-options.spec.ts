import { describe, expect, it } from 'vitest';
import { OptionsError } from '../../../lib/errors/options.error.js';
import type { OptionsFor } from '../../../lib/options/experimentation-options.js';
import { checkOptions } from '../../../lib/options/resolve-options.js';
import type { InstanceOptions } from '../../../lib/options/runtime-options.js';
import { stubPlatform } from '../../support/stub-platform.js';

type Options = OptionsFor<unknown> & InstanceOptions;

function problemsWith(options: object): ReadonlyMap<string, string> {
  try {
    checkOptions(options as Options);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    return new Map(error.problems.map((p) => [p.path, `${p.expected} | ${p.received} | ${p.advice}`]));
  }
  return new Map();
}

describe('checkOptions', () => {
  it('loads the platform of a front when the options are completed, and not before', async () => {
    const platform = stubPlatform({ refreshMs: 10_000, bootstrap: { a: 1 } });
    let loads = 0;
    const load = async () => (loads++, platform);
    const checked = checkOptions<unknown>({ platform: { name: 'stub', load } });
    expect(loads).toBe(0);
    const settings = await checked.complete();
    expect(loads).toBe(1);
    expect(settings.platform).toBe(platform);
    expect(settings).toMatchObject({
      source: platform.source,
      bootstrap: { a: 1 },
      refresh: { everyMs: 10_000 },
    });
  });

  it('completes the least that can be given', async () => {
    const platform = stubPlatform();
    const settings = await checkOptions<unknown>({ platform }).complete();
    expect(settings).toMatchObject({
      name: 'default',
      isGlobal: true,
      source: platform.source,
      refresh: { kind: 'interval', everyMs: 60_000, jitterMs: 6_000 },
      startup: { mode: 'block', deadlineMs: 5_000 },
      snapshot: null,
      allowEmpty: false,
      visitor: {
        setCookie: 'when-due',
        newcomers: 'all',
        cacheControl: true,
        queryParameter: null,
        maxLength: 255,
        pattern: null,
      },
      sinks: null,
      exposures: { gates: 'always' },
      stickyStore: null,
      stickyForget: false,
      prefetchTimeoutMs: 250,
      shutdown: { deadlineMs: 5_000 },
      logger: null,
    });
    expect(settings.visitor.cookie).toEqual({
      name: 'visitor',
      domain: undefined,
      path: '/',
      maxAgeMs: 31_536_000_000,
      secure: 'auto',
      httpOnly: true,
      sameSite: 'lax',
      partitioned: false,
      renewAfterMs: 2_592_000_000,
      signed: false,
    });
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings.visitor)).toBe(true);
  });

  it('takes over what the platform is used to', async () => {
    const mint = (): string => 'made-by-platform';
    const { refresh, visitor } = await checkOptions<unknown>({
      platform: stubPlatform({ refreshMs: 10_000, cookie: { name: 'vendor', mint, maxLength: 40 } }),
    }).complete();
    expect(refresh).toEqual({ kind: 'interval', everyMs: 10_000, jitterMs: 1_000 });
    expect(visitor.cookie).toMatchObject({ name: 'vendor', httpOnly: false });
    expect(visitor.randomCode?.()).toBe('made-by-platform');
    expect(visitor.maxLength).toBe(40);
  });

  it('reports everything that is wrong at once, each with its path', () => {
    const problems = problemsWith({
      refresh: { everyMs: 5 },
      startup: 'wait',
      visitor: {
        cookie: { name: 'a b', sameSite: 'none', maxAgeMs: '3600' },
        pattern: /x/g,
        setCookie: 'sometimes',
      },
      sinks: [{ name: 'no send' }],
      events: { maxEvents: 10, maxBatchSize: 11, retryInitialMs: 10, retryMaxMs: 5 },
      exposures: { gates: 'maybe' },
      shutdown: 5_000,
      attributes: { country: 'FR' },
    });
    expect([...problems.keys()].toSorted()).toEqual([
      'attributes',
      'events.maxBatchSize',
      'events.retryMaxMs',
      'exposures.gates',
      'platform',
      'refresh.everyMs',
      'shutdown',
      'sinks',
      'startup',
      'visitor.cookie.maxAgeMs',
      'visitor.cookie.name',
      'visitor.cookie.sameSite',
      'visitor.pattern',
      'visitor.setCookie',
    ]);
    expect(problems.get('refresh.everyMs')).toContain('from 1000');
    expect(problems.get('visitor.cookie.maxAgeMs')).toContain("'3600'");
  });

  it.each([
    [{ cookie: { maxAgeMs: 7_200_000 } }, 3_600_000],
    [{ cookie: { maxAgeMs: 7_200_000, renewAfterMs: 60_000 } }, 60_000],
    [{}, 2_592_000_000],
  ] as const)('with %j renews the cookie after %j ms', async (visitor, renewAfterMs) => {
    const settings = await checkOptions<unknown>({ platform: stubPlatform(), visitor }).complete();
    expect(settings.visitor.cookie?.renewAfterMs).toBe(renewAfterMs);
  });

  it.each([
    [{ cookie: { partitioned: true, secure: 'auto' } }, 'visitor.cookie.partitioned'],
    [{ cookie: { renewAfterMs: 86_400_000, maxAgeMs: 86_400_000 } }, 'visitor.cookie.renewAfterMs'],
    [{ cookie: { renewAfterMs: 400 * 86_400_000 } }, 'visitor.cookie.renewAfterMs'],
    [{ cookie: { renewAfterMs: -1 } }, 'visitor.cookie.renewAfterMs'],
    [{ newcomers: 'some' }, 'visitor.newcomers'],
    [{ counts: true }, 'visitor.counts'],
    [{ cacheControl: 'private' }, 'visitor.cacheControl'],
  ])('refuses visitor: %j', (visitor, path) => {
    expect([...problemsWith({ platform: stubPlatform(), visitor }).keys()]).toEqual([path]);
  });

  it('names the option that was probably meant', () => {
    const problems = problemsWith({
      platform: stubPlatform(),
      refesh: false,
      visitor: { cokie: false, cookie: { maxAge: 3 } },
      refresh: { everyMs: 1_000, jiter: 3 },
      zzzzzzz: 1,
    });
    expect(problems.get('refesh')).toContain('Did you mean "refresh"?');
    expect(problems.get('visitor.cokie')).toContain('Did you mean "cookie"?');
    expect(problems.get('visitor.cookie.maxAge')).toContain('Did you mean "maxAgeMs"?');
    expect(problems.get('refresh.jiter')).toContain('Did you mean "jitterMs"?');
    expect(problems.get('zzzzzzz')).toContain('Known options here: platform');
  });

  it('says in its message what to do, and for which instance', () => {
    expect(() => checkOptions({ name: 'checkout', platform: 1 } as unknown as Options)).toThrow(
      /of instance "checkout" have 1 problem:\n {2}- platform: expected a platform, received 1\. Give what a platform's factory makes/,
    );
    expect(() => checkOptions(undefined as unknown as Options)).toThrow(
      /\(options\): expected an object with options, received undefined/,
    );
  });

  it('never shows a secret', () => {
    const secret = 'short';
    const received = problemsWith({ platform: stubPlatform(), visitor: { cookie: { signed: { secret } } } });
    expect([...received.keys()]).toEqual(['visitor.cookie.signed.secret']);
    expect([...received.values()][0]).toContain('a text of 5 characters');
    expect([...received.values()][0]).not.toContain(secret);
  });

  it('completes what tokens of overrides are made with', async () => {
    const overrides = { secret: '0123456789abcdef' };
    expect((await checkOptions<unknown>({ platform: stubPlatform() }).complete()).overrides).toBeNull();
    expect(
      (await checkOptions<unknown>({ platform: stubPlatform(), overrides }).complete()).overrides,
    ).toEqual({
      secrets: ['0123456789abcdef'],
      parameter: 'experiment_overrides',
      cookie: 'experiment_overrides',
      header: null,
      allow: null,
      maxAgeMs: 86_400_000,
    });
    const more = {
      secrets: ['0123456789abcdef', 'fedcba9876543210'],
      parameter: false,
      cookie: false,
      header: 'X-Forced',
      allow: ['a'],
      maxAgeMs: 1_000,
    } as const;
    expect(
      (await checkOptions<unknown>({ platform: stubPlatform(), overrides: more }).complete()).overrides,
    ).toEqual({
      ...more,
      parameter: null,
      cookie: null,
      header: 'x-forced',
      allow: new Set(['a']),
    });
  });

  it.each<[object, string]>([
    [{}, 'overrides.secret'],
    [{ secret: 'secret-of-15-ch' }, 'overrides.secret'],
    [{ secret: 0x736563726574 }, 'overrides.secret'],
    [{ secret: '0123456789abcdef', secrets: ['fedcba9876543210'] }, 'overrides.secret'],
    [{ secrets: [] }, 'overrides.secrets'],
    [{ secrets: ['0123456789abcdef', 'secret-of-15-ch'] }, 'overrides.secrets'],
    [{ secrets: '0123456789abcdef' }, 'overrides.secrets'],
    [{ secret: '0123456789abcdef', parameter: 'a&b' }, 'overrides.parameter'],
    [{ secret: '0123456789abcdef', parameter: true }, 'overrides.parameter'],
    [{ secret: '0123456789abcdef', cookie: 'a;b' }, 'overrides.cookie'],
    [{ secret: '0123456789abcdef', cookie: '__Host-a' }, 'overrides.cookie'],
    [{ secret: '0123456789abcdef', header: 'a b' }, 'overrides.header'],
    [{ secret: '0123456789abcdef', allow: 'a' }, 'overrides.allow'],
    [{ secret: '0123456789abcdef', allow: [''] }, 'overrides.allow'],
    [{ secret: '0123456789abcdef', maxAgeMs: 999 }, 'overrides.maxAgeMs'],
    [{ secret: '0123456789abcdef', maxAgeMs: 366 * 86_400_000 }, 'overrides.maxAgeMs'],
    [{ secret: '0123456789abcdef', secrt: 'a' }, 'overrides.secrt'],
  ])('refuses the overrides %j, and shows no secret', (overrides, path) => {
    const problems = problemsWith({ platform: stubPlatform(), overrides });
    expect([...problems.keys()]).toEqual([path]);
    expect([...problems.values()].join()).not.toMatch(/secret-of-15-ch|0123456789abcdef|fedcba/);
  });

  it('shows no secret that is given in place of the options for overrides', () => {
    const problems = problemsWith({ platform: stubPlatform(), overrides: '0123456789abcdef' });
    expect([...problems.keys()]).toEqual(['overrides']);
    expect([...problems.values()].join()).not.toContain('0123456789abcdef');
  });

  it('takes names of prototypes for what they are: unknown options', () => {
    const hostile = JSON.parse('{"__proto__": {"isGlobal": "yes"}, "constructor": 1}') as object;
    const problems = problemsWith({ platform: stubPlatform(), ...hostile, toString: 1 });
    expect(problems.has('constructor')).toBe(true);
    expect(problems.has('toString')).toBe(true);
    expect(({} as { isGlobal?: unknown }).isGlobal).toBeUndefined();
  });

  it.each([
    ['refresh', { everyMs: 1_000, cron: '* * * * *' }],
    ['refresh.cron', { cron: 'often' }],
    ['refresh.timeZone', { cron: '* * * * *', timeZone: 'Mars/Olympus' }],
  ])('refuses %s: %o', (path, refresh) => {
    const problems = problemsWith({ platform: stubPlatform(), refresh });
    expect([...problems.keys()].some((key) => key.startsWith(path))).toBe(true);
  });

  it('asks the caller about cron expressions', async () => {
    const options: Options = { platform: stubPlatform(), refresh: { cron: '99 * * * *' } };
    expect(() => checkOptions(options, { cron: () => '99 is no minute.' })).toThrow(
      /refresh\.cron: expected a cron expression, received '99 \* \* \* \*'\. 99 is no minute\./,
    );
    const settings = await checkOptions(options, { cron: () => undefined }).complete();
    expect(settings.refresh).toMatchObject({ kind: 'cron', jitterMs: 5_000 });
  });

  it.each([
    [{ name: '__Host-v' }, true],
    [{ name: '__Host-v', secure: true }, false],
    [{ name: '__Host-v', secure: true, domain: 'example.com' }, true],
    [{ name: '__Host-v', secure: true, path: '/shop' }, true],
    [{ name: '__Secure-v', secure: 'auto' }, true],
    [{ name: '__Secure-v', secure: true, domain: 'example.com' }, false],
    [{ sameSite: 'none', secure: true }, false],
    [{ domain: 'https://example.com' }, true],
    [{ domain: '.example.com' }, false],
    [{ path: 'shop' }, true],
    [{ path: '/a;b' }, true],
    [{ signed: 'yes' }, true],
    [{ signed: { secret: [] } }, true],
    [{ signed: { secret: ['0123456789abcdef', 'fedcba9876543210'] } }, false],
  ])('cookie %o is wrong: %s', (cookie, wrong) => {
    expect(problemsWith({ platform: stubPlatform(), visitor: { cookie } }).size > 0).toBe(wrong);
  });

  it.each([
    ['snapshot.path', { path: '' }],
    ['snapshot.path', { path: 5 }],
    ['snapshot.path', {}],
    ['snapshot', 'snapshot.json'],
    ['snapshot.load', { load: () => undefined }],
  ])('refuses %s: %o', (path, snapshot) => {
    expect([...problemsWith({ platform: stubPlatform(), snapshot }).keys()]).toContain(path);
  });

  it.each([
    [{ a: 1, b: 2, c: 3 }, 'an object with a, b, c |'],
    [{ a: 1, b: 2, c: 3, d: 4 }, 'an object with a, b, c, d |'],
    [{ a: 1, b: 2, c: 3, d: 4, e: 5 }, 'an object with a, b, c, d ... |'],
    [{}, 'an empty object |'],
    [[1, 2], 'a list of 2 |'],
    [new Map(), 'an instance of Map |'],
    [null, 'null |'],
    ['x'.repeat(60), `'${'x'.repeat(60)}' |`],
    ['x'.repeat(61), `'${'x'.repeat(57)}...' |`],
    [function named() {}, 'the function named |'],
    [Symbol('s'), 'a symbol |'],
    [10n, '10 |'],
  ])('says what it was given: %o', (logger, received) => {
    expect(problemsWith({ platform: stubPlatform(), logger }).get('logger')).toContain(`| ${received}`);
  });

  it('changes nothing of what it is given, and keeps instances as they are', async () => {
    class Loud {
      log(): void {}
      warn(): void {}
      error(): void {}
    }
    const logger = new Loud();
    const sinks = [{ name: 'a', send: () => Promise.resolve() }];
    const options = Object.freeze({
      platform: Object.freeze(stubPlatform()),
      logger,
      sinks: Object.freeze(sinks),
      events: Object.freeze({ maxEvents: 5 }),
    });
    const settings = await checkOptions<unknown>(options).complete();
    expect(settings.logger).toBe(logger);
    expect(settings.sinks?.[0]).toBe(sinks[0]);
    expect(settings.platform).toBe(options.platform);
  });
});
