import { Controller, Get, Inject } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OptimizelyOptions } from '../../lib/index.js';
import { ExperimentationModule, Experiments, optimizely } from '../../lib/index.js';
import { Collector, hang } from '../support/collector.js';
import {
  byPath,
  odpDatafile,
  postedTo,
  predictionAnswer,
  says,
  segmentsAnswer,
} from '../support/optimizely-odp.js';
import { LogRecorder } from '../support/log-recorder.js';
import type { AdapterName, TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';
import { until } from '../support/until.js';

@Controller()
class DecisionsController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('decide')
  decide(): Record<string, unknown> {
    const { experiments } = this;
    return {
      gold: experiments.variation('for_gold'),
      bandit: experiments.variation('with_bandit'),
      cause: experiments.decide('with_bandit').cause,
    };
  }
}

interface Running extends TestApp {
  readonly server: Collector;
  readonly platform: ReturnType<typeof optimizely>;
  as(visitorCode: string): Promise<Record<string, unknown>>;
}

const ANSWERS = byPath({
  '/v3/graphql': says(segmentsAnswer({ gold: 'qualified' })),
  '/predict/': says(predictionAnswer('102')),
});

/** An application whose segments, predictions and events all go to one local server. */
async function start(
  adapter: AdapterName,
  options: OptimizelyOptions = {},
  prefetchTimeoutMs = 10_000,
): Promise<Running> {
  const server = await Collector.start(ANSWERS);
  const platform = optimizely({
    datafile: odpDatafile(server.origin),
    cmab: { predictionEndpointTemplate: `${server.origin}/predict/%s` },
    events: { eventsUrl: `${server.origin}/events` },
    ...options,
  });
  const started = await startApp({
    adapter,
    controllers: [DecisionsController],
    experimentation: ExperimentationModule.forRoot({
      platform,
      refresh: false,
      prefetchTimeoutMs,
      units: () => ({ vuid: 'vuid_browser' }),
      logger: new LogRecorder(),
    }),
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= started.close());
  onTestFinished(close);
  return {
    ...started,
    experiments: started.experiments,
    server,
    platform,
    close,
    as: async (visitorCode) =>
      (await started.get('/decide', { headers: { cookie: `visitor=${visitorCode}` } })).body as Record<
        string,
        unknown
      >,
  };
}

describe.each(ADAPTERS)('segments, predictions and ODP events on %s', (adapter) => {
  it('are fetched before the handler runs, once a visitor', async () => {
    const app = await start(adapter);
    for (let i = 0; i < 2; i++) {
      const { gold, bandit } = await app.as('ben');
      expect(bandit).toBe('treatment');
      expect(gold).not.toBeNull();
    }
    expect(postedTo(app.server, '/v3/graphql')).toHaveLength(1);
    expect(postedTo(app.server, '/predict/10')).toHaveLength(1);
    await app.as('carla');
    expect(postedTo(app.server, '/v3/graphql')).toHaveLength(2);
  });

  it('tell Optimizely which prediction an impression comes from', async () => {
    const app = await start(adapter);
    await app.as('ben');
    await app.experiments.flush();
    const [asked] = postedTo(app.server, '/predict/10');
    const question = JSON.parse(asked?.body ?? '') as { instances: { cmabUUID: string }[] };
    expect(
      postedTo(app.server, '/events')
        .map(({ body }) => body)
        .join(),
    ).toContain(`"cmab_uuid":"${question.instances[0]?.cmabUUID}"`);
  });

  it('hold nobody up for longer than they may: the next request has what came late', async () => {
    const app = await start(adapter, {}, 30);
    app.server.otherwise = hang;
    // Nothing arrives in time: in no segment, and an error where there is no prediction.
    expect(await app.as('ben')).toMatchObject({ gold: null, bandit: null, cause: 'error' });
    app.server.otherwise = ANSWERS;
    await until('answers in time', async () => (await app.as('carla'))['bandit'] === 'treatment');
  });

  it('are left alone when they are switched off', async () => {
    const app = await start(adapter, { odp: false, cmab: false, events: false });
    expect(await app.as('ben')).toMatchObject({ gold: null, bandit: null, cause: 'traffic-excluded' });
    app.platform.odp.sendEvent({ action: 'purchased', identifiers: { fs_user_id: 'ben' } });
    await app.close();
    expect(app.server.deliveries).toEqual([]);
    expect([...app.platform.odp.ledger().dropped]).toEqual([['no-integration', 1]]);
  });

  it('identify a visitor with two identifiers once, and are all delivered before the application ends', async () => {
    const app = await start(adapter, {}, 10_000);
    await app.as('ben');
    await app.as('ben');
    app.platform.odp.sendEvent({
      action: 'purchased',
      identifiers: { fs_user_id: 'ben' },
      data: { euros: 64 },
    });
    await app.close();
    const events = postedTo(app.server, '/v3/events').flatMap(({ events }) => events);
    expect(events.map(({ action, identifiers }) => [action, identifiers])).toEqual([
      ['identified', { vuid: 'vuid_browser', fs_user_id: 'ben' }],
      ['purchased', { fs_user_id: 'ben' }],
    ]);
    expect(app.platform.odp.ledger()).toMatchObject({ offered: 2, delivered: 2, queued: 0 });
  });
});
