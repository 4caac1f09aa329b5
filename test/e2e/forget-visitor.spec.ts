import { Controller, Get, Inject, Query } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExperimentationOptions } from '../../lib/index.js';
import { cookieStore, Experiments, tieredStore, MemoryAssignmentStore } from '../../lib/index.js';
import { memoryPlatform, MemorySource } from '../support/memory-platform.js';
import type { AdapterName, TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

const SECRET = 'a secret of sixteen or more';
const CONFIG = {
  features: {
    page_size: {
      defaultValue: 20,
      rules: [{ key: 'page_size', variations: [20, 40], hashAttribute: 'id', hashVersion: 2 }],
    },
    beta: { defaultValue: false },
  },
};

@Controller()
class PagesController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('page')
  page(): unknown {
    return this.experiments.value('page_size', 0);
  }

  @Get('logout')
  logout(): boolean {
    return this.experiments.forgetVisitor();
  }

  @Get('late')
  late(): unknown {
    const forgotten = this.experiments.forgetVisitor();
    return { forgotten, size: this.experiments.value('page_size', 0) };
  }

  @Get('all')
  all(): unknown {
    return this.experiments.decideAll();
  }

  @Get('why')
  why(): unknown {
    return this.experiments.explain('beta');
  }

  @Get('link')
  link(): string {
    return this.experiments.signOverrides({ beta: { value: true } });
  }

  @Get('ask')
  ask(@Query('key') key: string): boolean {
    return this.experiments.isOn(key);
  }

  @Get('identify')
  async identify(@Query('code') code: string): Promise<string> {
    await this.experiments.identify(code);
    return 'done';
  }
}

const running: TestApp[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function start(adapter: AdapterName, options: Partial<ExperimentationOptions> = {}): Promise<TestApp> {
  const app = await startApp({
    adapter,
    controllers: [PagesController],
    options: {
      platform: memoryPlatform(new MemorySource(CONFIG)),
      stickyStore: cookieStore({ secret: SECRET }),
      overrides: { secret: SECRET },
      ...options,
    },
  });
  running.push(app);
  return app;
}

/** A browser's cookies by name; an ended one is gone. */
class Jar {
  readonly cookies = new Map<string, string>();

  constructor(private readonly app: TestApp) {}

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.app.get(path, { headers: { ...headers, ...(cookie && { cookie }) } });
    for (const header of answer.cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (/Max-Age=0\b/.test(header)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer.body;
  }
}

describe.each(ADAPTERS)('forgetVisitor, on %s', (adapter) => {
  it.each([
    ['a store in cookies', () => cookieStore({ secret: SECRET })],
    [
      'a store in cookies before another',
      () => tieredStore(cookieStore({ secret: SECRET }), new MemoryAssignmentStore()),
    ],
  ])('leaves nothing of the visitor in the browser: %s', async (_, store) => {
    const resolve: NonNullable<ExperimentationOptions['visitor']>['resolve'] = ({ headers }) =>
      typeof headers['x-user'] === 'string' ? headers['x-user'] : undefined;
    const app = await start(adapter, { stickyStore: store(), visitor: { resolve } });
    const browser = new Jar(app);
    await browser.get('/page', { 'x-user': 'alice@example.com' });
    const before = browser.cookies.get('visitor');
    expect(browser.cookies.has('experiment_assignments')).toBe(true);
    expect(await browser.get('/logout', { 'x-user': 'alice@example.com' })).toBe(true);
    expect(browser.cookies.has('experiment_assignments')).toBe(false);
    expect(browser.cookies.get('visitor')).not.toBe(before);
  });

  it('keeps nothing of the old visitor that is decided after it', async () => {
    const app = await start(adapter);
    const browser = new Jar(app);
    await browser.get('/page');
    const body = (await browser.get('/late')) as { forgotten: boolean; size: number };
    expect([body.forgotten, [20, 40].includes(body.size)]).toEqual([true, true]);
    expect(browser.cookies.has('experiment_assignments')).toBe(false);
  });

  it('ends signed overrides', async () => {
    const app = await start(adapter);
    const browser = new Jar(app);
    const { text } = await app.get('/link');
    await browser.get(`/page?experiment_overrides=${text}`);
    expect(browser.cookies.has('experiment_overrides')).toBe(true);
    await browser.get('/logout');
    expect(browser.cookies.has('experiment_overrides')).toBe(false);
  });

  it.each(['/all', '/why'])('tells caches whose decisions are handed out: %s', async (path) => {
    const app = await start(adapter);
    const response = await fetch(`${app.url}${path}`);
    expect(response.headers.get('cache-control')).toBe('private');
  });

  it('logs no line that a stranger has written in a key', async () => {
    const app = await start(adapter);
    await app.get(`/ask?key=${encodeURIComponent(`a\nERROR forged \u001b[31m\u0000${'x'.repeat(3_000)}`)}`);
    const told = app.logger.warnings.filter((text) => text.includes('does not know'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(String.raw`"a\nERROR forged \u001b[31m\u0000`);
    expect(Array.from(told[0] ?? '').every((character) => character >= ' ')).toBe(true);
    expect(told[0]?.length).toBeLessThan(400);
  });

  it('tells each way in which visitor.resolve goes wrong', async () => {
    const answers: (() => unknown)[] = [
      () => 7,
      () => {
        throw new Error('the session is gone');
      },
    ];
    const resolve = (): string => answers.shift()?.() as string;
    const app = await start(adapter, { visitor: { resolve } });
    await app.get('/page');
    await app.get('/page');
    const told = app.logger.warnings.filter((text) => text.includes('visitor.resolve'));
    expect(told).toHaveLength(2);
    expect(told[1]).toContain('the session is gone');
  });

  it('links nobody to a code that is too long, and says so', async () => {
    const app = await start(adapter);
    await app.get(`/identify?code=${'z'.repeat(400)}`);
    expect(app.logger.warnings.join('\n')).toContain('a visitor code of 400 characters');
  });
});
