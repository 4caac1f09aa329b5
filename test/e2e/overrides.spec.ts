import { Controller, Get, Header, Inject, Post } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compileGrowthbook } from '../../lib/engine.js';
import type { AssignmentStore, ExperimentationOptions, SignedOverride } from '../../lib/index.js';
import {
  ExperimentationModule,
  Experiments,
  FeatureFlag,
  getExperimentsToken,
  MemoryAssignmentStore,
  RegistrationError,
  RequireVariant,
} from '../../lib/index.js';
import { OverrideTokens } from '../../lib/runtime/overrides/override-tokens.js';
import { EveryEventSink } from '../support/every-event.sink.js';
import { memoryPlatform, MemorySource, SHOP } from '../support/memory-platform.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

const SECRET = 'a secret of the tests';
const HOUR = 60 * 60 * 1_000;

const half = { variations: ['a', 'b'], meta: [{ key: 'a' }, { key: 'b' }], weights: [1, 0], coverage: 1 };

/** Everybody gets `a`, unless forced. */
const CONFIG = {
  features: {
    ...SHOP.features,
    checkout: { defaultValue: 'none', rules: [{ ...half, key: 'checkout' }] },
    price: { defaultValue: 'none', rules: [{ ...half, key: 'price_test' }] },
    after: {
      defaultValue: 'none',
      rules: [{ ...half, key: 'after', parentConditions: [{ id: 'checkout', condition: { value: 'b' } }] }],
    },
    page: { defaultValue: 'none', rules: [{ force: 'home', urlPatterns: [], condition: {} }] },
  },
};

@Controller()
class ShopController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('ask')
  ask(): object {
    const { experiments } = this;
    return {
      checkout: experiments.value('checkout'),
      price: experiments.value('price'),
      after: experiments.value('after'),
    };
  }

  @Get('checkout')
  checkout(): object {
    const { value, exposures, writes, cause } = this.experiments.decide('checkout');
    this.experiments.decide('checkout');
    return { value, exposures, writes, cause };
  }

  @Post('checkout')
  pay(): object {
    this.experiments.track('purchase');
    return { checkout: this.experiments.value('checkout') };
  }

  @Get('by-code')
  byCode(): object {
    this.experiments.override('checkout', 'a');
    return { checkout: this.experiments.value('checkout') };
  }

  @Get('others')
  others(): object {
    const { experiments } = this;
    const visitor = { visitorCode: 'ben', attributes: { id: 'ben' } };
    return {
      own: experiments.value('checkout'),
      named: experiments.forVisitor(visitor).value('checkout'),
      job: experiments.runAs(visitor, () => experiments.value('checkout')),
    };
  }

  @Get('public')
  @Header('Cache-Control', 'public, max-age=60')
  public(): object {
    return { checkout: this.experiments.value('checkout') };
  }

  @Get('gated')
  @RequireVariant('checkout', 'b')
  gated(): string {
    return 'in';
  }

  @Get('flagged')
  @FeatureFlag('always_off')
  flagged(): string {
    return 'in';
  }
}

interface Got {
  readonly status: number;
  readonly body: unknown;
  readonly overrides: string | null;
  readonly cache: string | null;
  readonly cookies: readonly string[];
}

describe.each(ADAPTERS)('signed overrides on %s', (adapter) => {
  let app: TestApp;
  let sink: EveryEventSink;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await app.close();
  });

  async function start(
    overrides: ExperimentationOptions['overrides'] = { secret: SECRET },
    more: Partial<ExperimentationOptions> = {},
  ): Promise<void> {
    sink = new EveryEventSink();
    const platform = memoryPlatform(new MemorySource(CONFIG));
    app = await startApp({
      adapter,
      controllers: [ShopController],
      options: { platform, sinks: [sink], overrides, ...more },
    });
  }

  async function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
    const cookie = ['visitor=anna; visitor_since=99999', headers['cookie']].filter(Boolean).join('; ');
    const response = await fetch(app.url + path, { method, headers: { ...headers, cookie } });
    const text = await response.text();
    return {
      status: response.status,
      body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text,
      overrides: response.headers.get('experiment-overrides'),
      cache: response.headers.get('cache-control'),
      cookies: response.headers.getSetCookie().filter((set) => !set.startsWith('visitor')),
    };
  }

  const warnings = (): string[] =>
    app.logger.warnings.filter((warning) => !warning.startsWith('Shutdown hooks are off'));

  const sign = (given: Record<string, SignedOverride>, expiresInMs?: number): string =>
    app.experiments.signOverrides(given, expiresInMs === undefined ? {} : { expiresInMs });

  const link = (token: string, path = '/checkout'): string => `${path}?experiment_overrides=${token}`;

  async function reported(): Promise<readonly string[]> {
    await app.experiments.flush();
    return sink.told;
  }

  it('force by a link, say so, and are kept for the session', async () => {
    await start();
    const token = sign({ checkout: 'b' });
    const first = await get(link(token));
    expect(first).toMatchObject({
      status: 200,
      body: { value: 'b', exposures: [], writes: [] },
      overrides: 'checkout=b',
      cache: 'private, no-store',
    });
    expect(first.cookies).toEqual([`experiment_overrides=${token}; Path=/; HttpOnly; SameSite=Lax`]);
    const kept = `experiment_overrides=${token}`;
    expect(await get('/checkout', { cookie: kept })).toMatchObject({
      body: { value: 'b' },
      overrides: 'checkout=b',
      cache: 'private, no-store',
      cookies: [],
    });
    expect(await get('/checkout', { cookie: kept }, 'POST')).toMatchObject({ body: { checkout: 'b' } });
    expect(await get('/checkout')).toMatchObject({ body: { value: 'a' }, overrides: null, cookies: [] });
  });

  it('force by a header, which wins over the cookie and is kept by nothing', async () => {
    await start({ secret: SECRET, header: 'X-Experiment-Overrides' });
    const headers = { 'x-experiment-overrides': sign({ checkout: 'b' }) };
    const cookie = `experiment_overrides=${sign({ checkout: 'a' })}`;
    expect(await get('/checkout', { ...headers, cookie })).toMatchObject({
      body: { value: 'b' },
      overrides: 'checkout=b',
      cookies: [],
    });
    await app.close();
    await start();
    expect(await get('/checkout', headers)).toMatchObject({ body: { value: 'a' }, overrides: null });
  });

  it('of a link are read of GET and HEAD alone', async () => {
    await start();
    const path = link(sign({ checkout: 'b' }));
    expect(await get(path, {}, 'POST')).toMatchObject({ body: { checkout: 'a' }, cookies: [] });
    expect((await get(path, {}, 'HEAD')).overrides).toBe('checkout=b');
  });

  it('end by an empty parameter', async () => {
    await start();
    const cookie = `experiment_overrides=${sign({ checkout: 'b' })}`;
    const ended = await get(link(''), { cookie });
    expect(ended).toMatchObject({ body: { value: 'a' }, overrides: null, cache: 'private, no-store' });
    expect(ended.cookies).toEqual(['experiment_overrides=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax']);
  });

  it('end when they expire', async () => {
    await start();
    const token = sign({ checkout: 'b' }, HOUR);
    const cookie = `experiment_overrides=${token}`;
    vi.setSystemTime(Date.now() + HOUR - 1);
    expect(await get('/checkout', { cookie })).toMatchObject({ body: { value: 'b' } });
    vi.setSystemTime(Date.now() + 1);
    expect(await get('/checkout', { cookie })).toMatchObject({ body: { value: 'a' }, overrides: null });
    expect(await get(link(token))).toMatchObject({ body: { value: 'a' }, cookies: [] });
    expect(warnings()).toEqual([expect.stringMatching(/counts as absent: it has expired/)]);
  });

  it('that are forged, foreign, too long or of another version count as absent, told once a minute', async () => {
    await start();
    const good = sign({ checkout: 'b' });
    const foreign = new OverrideTokens('other', { secrets: [SECRET], allow: null, maxAgeMs: HOUR });
    const bad = [
      `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`,
      foreign.sign({ checkout: 'b' }),
      `v1.${'x'.repeat(4_000)}.y`,
      good.replace('v1', 'v2'),
      'checkout:b-without-signature',
      '%00',
    ];
    for (const token of bad) {
      expect(await get(link(token))).toMatchObject({
        status: 200,
        body: { value: 'a' },
        overrides: null,
        cookies: [],
      });
      expect(await get('/checkout', { cookie: `experiment_overrides=${token}` })).toMatchObject({
        body: { value: 'a' },
        overrides: null,
      });
      expect(warnings()).toHaveLength(1);
    }
    vi.setSystemTime(Date.now() + 60_000);
    await get(link('v9.x.y'));
    expect(warnings()).toHaveLength(2);
    for (const token of [...bad, SECRET]) expect(app.logger.everything).not.toContain(token);
  });

  it('with a bad link leave those of the cookie as they are', async () => {
    await start();
    const cookie = `experiment_overrides=${sign({ checkout: 'b' })}`;
    expect(await get(link('nonsense'), { cookie })).toMatchObject({ body: { value: 'b' }, cookies: [] });
  });

  it('go on while secrets are changed, until the old one is gone', async () => {
    await start({ secret: SECRET });
    const token = sign({ checkout: 'b' });
    await app.close();
    await start({ secrets: ['the secret that is new', SECRET] });
    expect(await get(link(token))).toMatchObject({ body: { value: 'b' } });
    const newer = sign({ checkout: 'b' });
    await app.close();
    await start({ secret: 'the secret that is new' });
    expect(await get(link(token))).toMatchObject({ body: { value: 'a' } });
    expect(await get(link(newer))).toMatchObject({ body: { value: 'b' } });
  });

  it('open gates', async () => {
    await start();
    expect((await get('/gated')).status).toBe(404);
    expect((await get('/flagged')).status).toBe(404);
    const token = sign({ checkout: 'b', always_off: { value: true } });
    expect(await get(link(token, '/gated'))).toMatchObject({
      status: 200,
      body: 'in',
      overrides: 'checkout=b, always_off=true',
    });
    expect((await get(link(token, '/flagged'))).status).toBe(200);
    expect(await reported()).toEqual(['exposure checkout', 'usage checkout', 'usage always_off']);
  });

  it('force values', async () => {
    await start();
    const token = sign({ checkout: { value: 'c' } });
    expect(await get(link(token))).toMatchObject({ body: { value: 'c' }, overrides: 'checkout=%22c%22' });
    expect(await reported()).toEqual([]);
  });

  it('are reported by nothing, nor is what follows from them; the rest is', async () => {
    await start();
    const token = sign({ checkout: 'b' });
    expect((await get(link(token, '/ask'))).body).toEqual({ checkout: 'b', price: 'a', after: 'a' });
    expect(await reported()).toEqual(['exposure price_test', 'usage price']);
    await get('/checkout', { cookie: `experiment_overrides=${token}` }, 'POST');
    expect(await reported()).toEqual(['exposure price_test', 'usage price', 'goal']);
  });

  it('neither read nor change what is stored of them', async () => {
    const store = new MemoryAssignmentStore();
    await start({ secret: SECRET }, { stickyStore: store as AssignmentStore });
    await get('/checkout');
    await app.experiments.flush();
    const before = store.getMany(['id||anna']);
    expect(JSON.stringify([...before.values()])).toContain('"checkout__0":"a"');
    const token = sign({ checkout: 'b', price_test: 'b' });
    expect((await get(link(token, '/ask'))).body).toMatchObject({ checkout: 'b', price: 'b' });
    await app.experiments.flush();
    expect(store.getMany(['id||anna'])).toEqual(before);
    expect((await get('/checkout')).body).toMatchObject({ value: 'a' });
  });

  it('yield to what the application forces by code', async () => {
    await start();
    expect(await get(link(sign({ checkout: 'b' }), '/by-code'))).toMatchObject({ body: { checkout: 'a' } });
  });

  it('make an answer private that says it is public, without a warning', async () => {
    await start();
    const answer = await get(link(sign({ checkout: 'b' }), '/public'));
    expect(answer).toMatchObject({ body: { checkout: 'b' }, cache: 'private, no-store' });
    expect(warnings()).toEqual([]);
  });

  it('leave out what the configuration does not know, with one warning', async () => {
    await start();
    const token = sign({ checkout: 'b', nowhere: 'b', price_test: 'z', __proto__x: { value: 1 } });
    expect(await get(link(token))).toMatchObject({ body: { value: 'b' }, overrides: 'checkout=b' });
    await get(link(token));
    expect(warnings()).toHaveLength(3);
    expect(await get(link(sign({ nowhere: 'b' })))).toMatchObject({ body: { value: 'a' }, overrides: null });
  });

  it('are limited to the keys that are allowed', async () => {
    await start({ secret: SECRET });
    const token = sign({ checkout: 'b', price_test: 'b' });
    await app.close();
    await start({ secret: SECRET, allow: ['price_test'] });
    expect(await get(link(token, '/ask'))).toMatchObject({
      body: { checkout: 'a', price: 'b' },
      overrides: 'price_test=b',
    });
    expect(() => sign({ checkout: 'b' })).toThrow(/overrides\.allow/);
  });

  it('take the names that are chosen, and none where that is said', async () => {
    await start({ secret: SECRET, parameter: 'qa', cookie: 'qa_cookie' });
    const token = sign({ checkout: 'b' });
    expect(await get(`/checkout?qa=${token}`)).toMatchObject({
      body: { value: 'b' },
      cookies: [expect.stringContaining('qa_cookie=v1.')],
    });
    expect(await get(link(token), { cookie: `experiment_overrides=${token}` })).toMatchObject({
      body: { value: 'a' },
    });
    await app.close();
    await start({ secret: SECRET, parameter: false, cookie: false, header: 'qa' });
    expect(await get(link(token), { cookie: `experiment_overrides=${token}` })).toMatchObject({
      body: { value: 'a' },
      overrides: null,
    });
    expect(await get('/checkout', { qa: token })).toMatchObject({ body: { value: 'b' } });
  });

  it('of two instances do not mix', async () => {
    const platform = memoryPlatform(new MemorySource(CONFIG));
    const options = { platform, sinks: [], refresh: false } as const;
    sink = new EveryEventSink();
    app = await startApp({
      adapter,
      controllers: [ShopController],
      options: { platform, overrides: { secret: SECRET } },
      imports: [
        ExperimentationModule.forRoot({
          ...options,
          name: 'lab',
          visitor: { cookie: { name: 'lab' } },
          overrides: { secret: SECRET, parameter: 'lab', cookie: 'lab_overrides' },
        }),
      ],
    });
    const lab = app.app.get<Experiments>(getExperimentsToken('lab'));
    const ofLab = lab.signOverrides({ price_test: 'b' });
    expect(await get(link(ofLab))).toMatchObject({ body: { value: 'a' }, overrides: null });
    const both = `${link(sign({ checkout: 'b' }))}&lab=${ofLab}`;
    const answer = await get(both);
    expect(answer.body).toMatchObject({ value: 'b' });
    expect((answer.overrides ?? '').split(', ').toSorted()).toEqual(['checkout=b', 'price_test=b']);
  });

  it('are not shown to targeting and to reports as a part of the URL', async () => {
    await start();
    await get(`/ask?x=1&experiment_overrides=${sign({ checkout: 'b' })}&y=2`);
    await app.experiments.flush();
    expect(sink.events.map(({ visitor }) => new URL(visitor.url).search)).toEqual(['?x=1&y=2', '?x=1&y=2']);
  });

  it('never fail a request, whatever the platform makes of them', async () => {
    const platform = memoryPlatform(new MemorySource(CONFIG), {
      compile: (payload) => ({
        ...compileGrowthbook(payload),
        unknownForced: () => {
          throw new Error('out of order');
        },
      }),
    });
    await start({ secret: SECRET }, { platform });
    expect(await get(link(sign({ checkout: 'b' })))).toMatchObject({ status: 200, body: { value: 'a' } });
    expect(warnings()).toEqual([expect.stringMatching(/could not be taken in \(out of order\)/)]);
  });

  it('hold for the visitor of the request alone', async () => {
    await start();
    expect(await get(link(sign({ checkout: 'b' }), '/others'))).toMatchObject({
      body: { own: 'b', named: 'a', job: 'a' },
    });
  });

  it('are signed by nobody without a secret', async () => {
    await start(undefined, { overrides: undefined });
    expect(() => sign({ checkout: 'b' })).toThrow(RegistrationError);
    expect(await get(link('x'))).toMatchObject({ body: { value: 'a' }, cache: 'private' });
    expect(warnings()).toEqual([]);
  });
});
