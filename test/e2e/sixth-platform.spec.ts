import { Controller, Get, Post } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { ExperimentationModule, FeatureFlag, FlagValue, TrackGoal, Variant } from '../../lib/index.js';
import { MemoryAssignmentStore } from '../../lib/stores/memory-assignment.store.js';
import { percentages } from '../fixtures/sixth-platform/index.js';
import { SIXTH_CHANGED, SIXTH_DAMAGED, SIXTH_PAYLOAD } from '../fixtures/sixth-platform/sixth-payload.js';
import { Collector } from '../support/collector.js';
import { conditional, ConfigServer } from '../support/config-server.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

@Controller()
class ShopController {
  @Get('button')
  button(@Variant('button', 'none') variation: string): string {
    return variation;
  }

  @Get('size')
  size(@FlagValue('after', 5) size: number): string {
    return String(size);
  }

  @Get('french')
  @FeatureFlag('french')
  french(): string {
    return 'bonjour';
  }

  @Post('buy')
  @TrackGoal('bought')
  buy(): string {
    return 'thanks';
  }
}

const VISITORS = Array.from({ length: 40 }, (_, index) => `visitor-${index}`);

let app: TestApp;

afterEach(() => app.close());

describe.each(ADAPTERS)('a sixth platform on %s', (adapter) => {
  async function open(): Promise<{ server: ConfigServer; collector: Collector }> {
    const server = await ConfigServer.start(conditional(SIXTH_PAYLOAD, '"1"'));
    const collector = await Collector.start();
    app = await startApp({
      adapter,
      controllers: [ShopController],
      experimentation: ExperimentationModule.forRoot({
        platform: percentages({ url: server.origin, eventsUrl: collector.origin }),
        refresh: false,
        visitor: { cookie: { name: 'visitor' } },
        attributes: (context) => ({
          country: context.switchToHttp().getRequest<{ headers: Record<string, string> }>().headers[
            'x-country'
          ],
        }),
        stickyStore: new MemoryAssignmentStore(),
      }),
    });
    return { server, collector };
  }

  const visit = async (path: string, visitor: string, country = 'DE', method = 'GET') =>
    app.get(path, { method, headers: { cookie: `visitor=${visitor}`, 'x-country': country } });

  it('decides for visitors of requests, and tells its collector', async () => {
    const { collector } = await open();
    const served = new Map<string, string>();
    for (const visitor of VISITORS) served.set(visitor, (await visit('/button', visitor)).text);
    expect(new Set(served.values())).toEqual(new Set(['a', 'b']));
    await visit('/buy', 'visitor-1', 'DE', 'POST');
    await app.experiments.flush();
    const exposures = collector.events.filter(({ kind }) => kind === 'exposure');
    expect(new Map(exposures.map(({ visitor, arm }) => [visitor, arm]))).toEqual(served);
    expect(exposures).toHaveLength(VISITORS.length);
    expect(collector.events).toContainEqual(expect.objectContaining({ kind: 'goal', goal: 'bought' }));
  });

  it('asks targeting and prerequisites', async () => {
    await open();
    expect(await visit('/french', 'visitor-1', 'FR')).toMatchObject({ status: 200, text: 'bonjour' });
    expect(await visit('/french', 'visitor-1', 'DE')).toMatchObject({ status: 404 });
    expect(await visit('/size', 'visitor-1', 'FR')).toMatchObject({ text: '20' });
    expect(await visit('/size', 'visitor-1', 'DE')).toMatchObject({ text: '5' });
  });

  it('keeps assignments over a change, and everything else over a broken flag', async () => {
    const { server } = await open();
    const before: string[] = [];
    for (const visitor of VISITORS) before.push((await visit('/button', visitor)).text);
    server.reply = conditional(SIXTH_CHANGED, '"2"');
    expect(await app.experiments.refresh()).toMatchObject({ outcome: 'installed' });
    const after: string[] = [];
    for (const visitor of VISITORS) after.push((await visit('/button', visitor)).text);
    expect(after).toEqual(before);
    server.reply = conditional(SIXTH_DAMAGED, '"3"');
    await app.experiments.refresh();
    expect(app.experiments.status()).toMatchObject({ quarantined: ['broken'] });
    expect(await visit('/size', 'visitor-1', 'FR')).toMatchObject({ text: '20' });
  });
});
