import { Controller, Get, Head, Header, Post, Req } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExperimentationOptions } from '../../lib/index.js';
import { Experiments, FeatureFlag, FlagValue, Variant, Visitor } from '../../lib/index.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

@Controller('pages')
class PagesController {
  constructor(private readonly experiments: Experiments) {}

  @Get('decided')
  decided(@Variant('half') half: string): string {
    return half;
  }

  @Get('value')
  value(@FlagValue('page_size', 1) size: number): number {
    return size;
  }

  @Get('undecided')
  undecided(@Visitor() visitor: string): string {
    return visitor;
  }

  @Get('peeked')
  peeked(): string {
    return String(this.experiments.peek('half'));
  }

  @Get('named')
  named(): string {
    return String(this.experiments.forVisitor({ visitorCode: 'ben' }).variation('half'));
  }

  @Get('attributes')
  attributes(@Req() request: object): string {
    const mine = this.experiments.ofRequest(request);
    const half = String(mine.variation('half'));
    mine.setAttributes({ country: 'FR' });
    return half;
  }

  @Get('refused')
  @FeatureFlag('always_off')
  refused(): string {
    return 'in';
  }

  @Get('refused-uncounted')
  @FeatureFlag('always_off', { expose: 'never' })
  refusedUncounted(): string {
    return 'in';
  }

  @Head('head')
  head(@Variant('half') half: string): string {
    return half;
  }

  @Post('post')
  post(@Variant('half') half: string): string {
    return half;
  }

  @Get('own')
  @Header('Cache-Control', 'no-cache')
  own(@Variant('half') half: string): string {
    return half;
  }

  @Get('public/:id')
  @Header('Cache-Control', 'public, max-age=60')
  public(@Variant('half') half: string): string {
    return half;
  }

  @Get('shared/:id')
  @Header('Cache-Control', 'max-age=1, S-MAXAGE=60')
  shared(@Variant('recommended_products') products: string): string {
    return products;
  }
}

describe.each(ADAPTERS)('shared caches, on %s', (adapter) => {
  let app: TestApp;
  afterEach(() => app.close());

  async function start(visitor: ExperimentationOptions['visitor'] = {}): Promise<void> {
    app = await startApp({ adapter, controllers: [PagesController], options: { visitor } });
  }

  async function cacheControl(path: string, method = 'GET'): Promise<string | null> {
    const headers = { cookie: 'visitor=anna; visitor_since=99' };
    const response = await fetch(`${app.url}/pages/${path}`, { method, headers });
    await response.arrayBuffer();
    return response.headers.get('cache-control');
  }

  const warnings = (): readonly string[] =>
    app.logger.warnings.filter((line) => line.includes('Cache-Control'));

  it.each([
    ['decided', 'GET', 'private'],
    ['value', 'GET', 'private'],
    ['undecided', 'GET', null],
    ['peeked', 'GET', null],
    ['named', 'GET', 'private'],
    ['attributes', 'GET', 'private'],
    ['refused', 'GET', 'private'],
    ['refused-uncounted', 'GET', 'private'],
    ['head', 'HEAD', 'private'],
    ['post', 'POST', null],
    ['own', 'GET', 'no-cache'],
  ])('are told of %s (%s): %s', async (path, method, said) => {
    await start();
    expect(await cacheControl(path, method)).toBe(said);
    expect(warnings()).toEqual([]);
  });

  it('are warned of once a route, with the flag, where the answer lets them keep it', async () => {
    await start();
    for (const path of ['public/1', 'public/2', 'shared/1', 'shared/2', 'public/3']) await cacheControl(path);
    expect(await cacheControl('public/1')).toBe('public, max-age=60');
    expect(await cacheControl('shared/1')).toBe('max-age=1, S-MAXAGE=60');
    expect(warnings()).toHaveLength(2);
    expect(warnings()[0]).toContain('/pages/public/:id');
    expect(warnings()[0]).toContain('"half"');
    expect(warnings()[1]).toContain('/pages/shared/:id');
    expect(warnings()[1]).toContain('"recommended_products"');
  });

  it('are left alone with cacheControl: false', async () => {
    await start({ cacheControl: false });
    expect(await cacheControl('decided')).toBeNull();
    expect(await cacheControl('public/1')).toBe('public, max-age=60');
    expect(warnings()).toEqual([]);
  });
});
