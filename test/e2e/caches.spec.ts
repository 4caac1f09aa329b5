import { CacheInterceptor, CacheModule, CACHE_MANAGER } from '@nestjs/cache-manager';
import type { ExecutionContext } from '@nestjs/common';
import { Controller, Get, Inject, Injectable, Res, UseInterceptors } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { afterEach, describe, expect, it } from 'vitest';
import type { VaryingResponse } from '../../lib/index.js';
import { addVary, Experiments, Variant } from '../../lib/index.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

let made = 0;

@Injectable()
class VariationCacheInterceptor extends CacheInterceptor {
  constructor(
    @Inject(CACHE_MANAGER) cache: unknown,
    @Inject(Reflector) reflector: Reflector,
    @Inject(Experiments) private readonly experiments: Experiments,
  ) {
    super(cache, reflector);
  }

  protected override trackBy(context: ExecutionContext): string | undefined {
    const page = super.trackBy(context);
    return page ? `${String(page)} ${this.experiments.cacheKey(['recommended_products'])}` : undefined;
  }
}

@Controller()
class PagesController {
  @Get('page')
  @UseInterceptors(VariationCacheInterceptor)
  page(@Variant('recommended_products') variation: string): object {
    return { variation, made: ++made };
  }

  @Get('varies')
  varies(@Res({ passthrough: true }) response: VaryingResponse): string {
    addVary(response, 'Accept-Language');
    addVary(response);
    addVary(response, 'cookie');
    return 'ok';
  }
}

const running: TestApp[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function start(options: Parameters<typeof startApp>[0] = {}): Promise<TestApp> {
  const app = await startApp({
    controllers: [PagesController],
    imports: [CacheModule.register()],
    ...options,
  });
  running.push(app);
  return app;
}

const as = (visitor: string): RequestInit => ({ headers: { cookie: `visitor=${visitor}` } });

describe.each(ADAPTERS)('a cache of pages, on %s', (adapter) => {
  it('serves everybody the page of their own variation, made once, and counts each', async () => {
    made = 0;
    const app = await start({ adapter });
    const seen = new Map<string, number>();
    for (let i = 0; i < 30; i++) {
      const { body } = await app.get('/page', as(`v${i}`));
      const { variation, made: number } = body as { variation: string; made: number };
      expect(variation).toBe(
        app.experiments.forVisitor({ visitorCode: `v${i}` }).peekVariation('recommended_products'),
      );
      expect(seen.get(variation) ?? number).toBe(number);
      seen.set(variation, number);
    }
    expect([...seen.keys()].toSorted()).toEqual(['control', 'many', 'some']);
    expect(made).toBe(3);
    await app.experiments.flush();
    const exposed = new Set(app.sink.of('exposure').map(({ visitor }) => visitor.visitorCode));
    expect(exposed.size).toBe(30);
  });

  it('is told by Vary what an answer depends on, each header once', async () => {
    const app = await start({ adapter });
    const response = await fetch(`${app.url}/varies`);
    expect(response.headers.get('vary')).toBe('Accept-Language, Cookie');
  });
});

describe('cacheKey', () => {
  it('is the same for all who are served the same, and another for others', async () => {
    const { experiments } = await start();
    const keys = new Map<string, Set<string>>();
    for (let i = 0; i < 60; i++) {
      const visitor = experiments.forVisitor({ visitorCode: `v${i}` });
      const variation = visitor.peekVariation('recommended_products', '');
      const key = visitor.cacheKey(['recommended_products', 'page_size'], { expose: false });
      keys.set(variation, (keys.get(variation) ?? new Set()).add(key));
      expect(key).toMatch(/^page_size=\.[\w-]{16}&recommended_products=(control|many|some)\.[\w-]{16}$/);
      expect(key).not.toContain(`v${i}`);
    }
    expect([...keys.values()].map(({ size }) => size)).toEqual([1, 1, 1]);
    expect(new Set([...keys.values()].flatMap((of) => [...of])).size).toBe(3);
  });

  it('does not depend on the order of the keys', async () => {
    const visitor = (await start()).experiments.forVisitor({ visitorCode: 'v' });
    expect(visitor.cacheKey(['page_size', 'always_on'])).toBe(visitor.cacheKey(['always_on', 'page_size']));
  });

  it('changes with the value that is served, not with the rest of the configuration', async () => {
    const app = await start();
    const key = (): string => app.experiments.forVisitor({ visitorCode: 'v' }).cacheKey(['page_size']);
    const before = key();
    app.source.publish({ features: { page_size: { defaultValue: 20 }, other: { defaultValue: 1 } } });
    await app.experiments.refresh();
    expect(key()).toBe(before);
    app.source.publish({ features: { page_size: { defaultValue: 21 } } });
    await app.experiments.refresh();
    expect(key()).not.toBe(before);
  });

  it('tells the types of values apart, and unknown flags from those that are off', async () => {
    const app = await start({ options: { unknownKeys: 'ignore' } });
    app.source.publish({
      features: { number: { defaultValue: 1 }, text: { defaultValue: '1' }, off: { defaultValue: false } },
    });
    await app.experiments.refresh();
    const visitor = app.experiments.forVisitor({ visitorCode: 'v' });
    const digests = ['number', 'text', 'off', 'nothing'].map((key) => visitor.cacheKey([key]).split('.')[1]);
    expect(new Set(digests).size).toBe(4);
  });

  it('counts the keys that it is given, and nothing where it is given none', async () => {
    const app = await start();
    const { experiments } = app;
    experiments.runAs({ visitorCode: 'a' }, () => experiments.cacheKey());
    experiments.runAs({ visitorCode: 'b' }, () =>
      experiments.cacheKey(['recommended_products'], { expose: false }),
    );
    experiments.runAs({ visitorCode: 'c' }, () => experiments.cacheKey(['recommended_products']));
    await experiments.flush();
    expect(app.sink.of('exposure').map(({ visitor }) => visitor.visitorCode)).toEqual(['c']);
    expect(experiments.forVisitor({ visitorCode: 'a' }).cacheKey().split('&').length).toBeGreaterThan(3);
  });

  it('takes keys of any text, also half of a surrogate pair', async () => {
    const visitor = (await start({ options: { unknownKeys: 'ignore' } })).experiments.forVisitor({
      visitorCode: 'v',
    });
    expect(visitor.cacheKey(['a=b&c', '\ud83d'])).toMatch(/^a%3Db%26c=\.[\w-]{16}&%25d83d=\.[\w-]{16}$/);
  });
});

describe('addVary', () => {
  it('refuses what is no name of a header', () => {
    const response = { getHeader: () => undefined, setHeader: () => undefined };
    expect(() => addVary(response, 'Set Cookie')).toThrow(
      /expects the name of a request header such as 'Cookie'/,
    );
  });

  it('leaves * alone', () => {
    const set: string[] = [];
    addVary({ getHeader: () => '*', setHeader: (_, value) => set.push(value) });
    expect(set).toEqual([]);
  });
});
