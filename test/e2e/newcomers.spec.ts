import { Controller, Get, Inject, Req } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExperimentationOptions } from '../../lib/index.js';
import { Experiments, MemoryAssignmentStore, TrackGoal } from '../../lib/index.js';
import { AppModule } from '../../sample/02-robots/app.module.js';
import { memoryPlatform, MemorySource, SHOP } from '../support/memory-platform.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

@Controller()
class PageController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('page')
  @TrackGoal('seen')
  page(@Req() request: object): object {
    const visitor = this.experiments.ofRequest(request);
    visitor.setAttributes({ country: 'FR' });
    const variation = visitor.variation('half');
    visitor.track('viewed');
    return { variation };
  }
}

const NAVIGATION = { 'sec-fetch-dest': 'document', accept: 'text/html' };

describe.each(ADAPTERS)('who counts, on %s', (adapter) => {
  let app: TestApp;
  let store: MemoryAssignmentStore;
  afterEach(() => app.close());

  async function start(visitor: ExperimentationOptions['visitor']): Promise<void> {
    store = new MemoryAssignmentStore();
    app = await startApp({
      adapter,
      controllers: [PageController],
      options: { visitor, stickyStore: store },
    });
  }

  /** What is left of a request: whether cookies were set, events offered, documents written. */
  async function traces(headers: Record<string, string>): Promise<[boolean, boolean]> {
    const before = app.experiments.ledger().total.offered;
    const { status, cookies, body } = await app.get('/page', { headers });
    const offered = app.experiments.ledger().total.offered - before;
    expect(status).toBe(200);
    expect(body).toEqual({ variation: expect.stringMatching(/^[ab]$/) });
    return [cookies.length !== 0, offered !== 0];
  }

  it.each<[string, Record<string, string>, boolean]>([
    ['a page', NAVIGATION, true],
    ['a page, by a browser that does not say so', { accept: 'text/html,*/*;q=0.8' }, true],
    ['data', { 'sec-fetch-dest': 'empty', accept: '*/*' }, false],
    ['a frame', { 'sec-fetch-dest': 'iframe', accept: 'text/html' }, false],
    ['data, by a browser that does not say so', { accept: 'application/json' }, false],
    ['anything', {}, false],
  ])('among newcomers, with navigations only, one who asks for %s: %j: %s', async (_, headers, counts) => {
    await start({ newcomers: 'navigations' });
    expect(await traces(headers)).toEqual([counts, counts]);
    await app.close();
    await start({});
    expect(await traces(headers)).toEqual([true, true]);
  });

  it('is somebody with a cookie, or a name, whatever they ask for', async () => {
    await start({
      newcomers: 'navigations',
      queryParameter: 'v',
      resolve: ({ headers }) => headers['x-user'] as string | undefined,
    });
    const data = { 'sec-fetch-dest': 'empty' };
    expect(await traces({ ...data, cookie: 'visitor=anna' })).toEqual([true, true]);
    // Their browser gets a code of its own with the first page.
    expect(await traces({ ...data, 'x-user': 'ben' })).toEqual([false, true]);
    expect(await traces({ ...NAVIGATION, 'x-user': 'ben' })).toEqual([true, true]);
    expect((await app.get('/page?v=carl', { headers: data })).cookies[0]).toContain('visitor=carl;');
  });

  it('makes one visitor of four first requests at once', async () => {
    await start({ newcomers: 'navigations' });
    const kinds = [NAVIGATION, {}, { 'sec-fetch-dest': 'empty' }, { 'sec-fetch-dest': 'image' }];
    const answers = await Promise.all(kinds.map((headers) => app.get('/page', { headers })));
    expect(answers.map(({ cookies }) => cookies.length)).toEqual([2, 0, 0, 0]);
    await app.experiments.flush();
    expect(new Set(app.sink.events.map(({ visitor }) => visitor.visitorCode)).size).toBe(1);
    expect(app.sink.of('exposure')).toHaveLength(1);
  });

  it.each<[Record<string, string>]>([[{}], [{ cookie: 'visitor=anna' }], [NAVIGATION]])(
    'is nobody of whom counts says false: %j',
    async (headers) => {
      await start({ counts: (request) => request.headers['user-agent'] !== 'robot' });
      expect(await traces({ ...headers, 'user-agent': 'robot' })).toEqual([false, false]);
      expect(app.experiments.status().assignments).toMatchObject({ writes: 0, pending: 0 });
      expect(await traces({ ...headers, 'user-agent': 'person' })).toEqual([true, true]);
    },
  );

  it('sees the same as one who counts', async () => {
    await start({ counts: (request) => request.headers['user-agent'] !== 'robot' });
    for (const code of ['anna', 'ben', 'carl', 'dora']) {
      const answers = await Promise.all(
        ['robot', 'person'].map((agent) =>
          app.get('/page', { headers: { cookie: `visitor=${code}`, 'user-agent': agent } }),
        ),
      );
      expect(answers[0]?.body).toEqual(answers[1]?.body);
    }
  });

  it('is everybody when counts throws, with one warning', async () => {
    await start({
      counts: () => {
        throw new Error('no idea');
      },
    });
    for (let i = 0; i < 3; i++) expect(await traces({})).toEqual([true, true]);
    expect(app.logger.warnings.filter((line) => line.includes('visitor.counts'))).toHaveLength(1);
  });

  it('is told by isbot in the sample', async () => {
    app = await startApp({
      adapter,
      experimentation: AppModule.on(memoryPlatform(new MemorySource(SHOP))),
    });
    for (const [agent, counts] of [
      [GOOGLEBOT, false],
      [FIREFOX, true],
    ] as const) {
      const before = app.experiments.ledger().total.offered;
      const { text, cookies } = await app.get('/', { headers: { 'user-agent': agent } });
      expect(text).toMatch(/^We recommend (5|10|8) products\.$/);
      expect(cookies.length !== 0).toBe(counts);
      expect(app.experiments.ledger().total.offered - before).toBe(counts ? 1 : 0);
    }
  });
});
