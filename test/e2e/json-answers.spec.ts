import { Controller, Get, Inject, Query } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { Experiments, Visitor } from '../../lib/index.js';
import type { VisitorView } from '../../lib/index.js';
import { PLATFORMS } from '../conformance/platforms/all.js';
import { asSent } from '../support/as-sent.js';
import { GIVEN_PLATFORMS } from '../support/given-platforms.js';
import { ScriptedSink } from '../support/scripted-sink.js';
import type { AdapterName, TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

/** Hands on what the module hands out, as an application's debugging or health endpoint would. */
@Controller()
class HandingOnController {
  /** What the handler at hand has returned last. */
  static returned: unknown;

  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('decide')
  decide(@Query('flag') flag: string): unknown {
    return returned(this.experiments.decide(flag));
  }

  @Get('variables')
  variables(@Query('flag') flag: string): unknown {
    return returned(this.experiments.variables(flag));
  }

  @Get('decide-all')
  decideAll(): unknown {
    return returned(this.experiments.decideAll());
  }

  @Get('explain')
  explain(@Query('flag') flag: string): unknown {
    return returned(this.experiments.explain(flag));
  }

  @Get('ledger')
  ledger(): unknown {
    return returned(this.experiments.ledger());
  }

  @Get('status')
  status(): unknown {
    return returned(this.experiments.status());
  }

  @Get('visitor')
  visitor(@Visitor('view') visitor: VisitorView): unknown {
    return returned(visitor);
  }
}

function returned<T>(value: T): T {
  HandingOnController.returned = value;
  return value;
}

const opened: TestApp[] = [];

afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

async function open(options: Parameters<typeof startApp>[0]): Promise<TestApp> {
  const app = await startApp({ controllers: [HandingOnController], ...options });
  opened.push(app);
  return app;
}

/** The body that a client gets, which must be all that the handler returned. */
async function bodyOf(app: TestApp, path: string): Promise<unknown> {
  const { status, body } = await app.get(path, { headers: { cookie: 'visitor=visitor-1' } });
  expect(status).toBe(200);
  expect(body).toEqual(asSent(HandingOnController.returned));
  return body;
}

const COMBINATIONS = ADAPTERS.flatMap((adapter) => PLATFORMS.map((platform) => ({ adapter, platform })));

describe.each(COMBINATIONS)('handlers on $adapter with $platform.name', ({ adapter, platform }) => {
  const openWith = (payload: unknown, name: AdapterName = adapter): Promise<TestApp> =>
    open({
      adapter: name,
      options: {
        platform: GIVEN_PLATFORMS[platform.id](payload),
        attributes: () => ({ country: 'FR', company: 'acme' }),
        visitor: { cookie: { name: 'visitor' } },
      },
    });

  it('send decisions with their variables', async () => {
    const app = await openWith(platform.project);
    const decision = (await bodyOf(app, '/decide?flag=typed')) as { variables: object; value: object };
    const variables = (await bodyOf(app, '/variables?flag=typed')) as object;
    expect(decision.variables).toEqual(variables);
    const all = Object.keys(variables).length === 0 ? decision.value : variables;
    expect(all).toMatchObject({ color: 'red', size: 5, theme: { dark: [1] } });
    const half = await bodyOf(app, '/decide?flag=half');
    expect(half).toMatchObject({ key: 'half', assignment: { inExperiment: true } });
    const { steps, decision: explained } = (await bodyOf(app, '/explain?flag=half')) as Record<
      string,
      object
    >;
    expect(explained).toMatchObject({ key: 'half' });
    expect(steps).not.toEqual([]);
    const everything = (await bodyOf(app, '/decide-all')) as Record<string, { key: string }>;
    expect(everything['typed']).toMatchObject({ variables });
    const keys = [...(HandingOnController.returned as ReadonlyMap<string, unknown>).keys()];
    expect(new Set(Object.keys(everything))).toEqual(new Set(keys));
  });

  it('send the status with what is out of service', async () => {
    const app = await openWith(platform.damaged);
    expect(await bodyOf(app, '/status')).toMatchObject({ quarantined: ['broken'], lastError: null });
  });
});

describe.each(ADAPTERS)('handlers on %s', (adapter) => {
  it('send the ledger with every loss and its reason', async () => {
    const sink = new ScriptedSink({ name: 'picky', accepts: ['exposure'] });
    sink.otherwise = (batch) => ({ rejected: batch.map((event) => ({ event, reason: 'unsupported' })) });
    const app = await open({ adapter, options: { sinks: [sink] } });
    await app.get('/decide?flag=half');
    await app.get('/decide?flag=half');
    await app.experiments.flush();
    const ledger = (await bodyOf(app, '/ledger')) as { sinks: unknown[] };
    expect(ledger).toMatchObject({ total: { offered: 2, dropped: { unsupported: 2 } } });
    expect(ledger.sinks).toMatchObject([{ sink: 'picky', dropped: { unsupported: 2 }, queued: 0 }]);
  });

  it('send the visitor with units and attributes', async () => {
    const attributes = (): object => ({ plan: 'pro', tags: new Set(['a']), big: 12n });
    const app = await open({
      adapter,
      options: {
        attributes: attributes as () => Record<string, unknown>,
        units: () => ({ account: 'acme' }),
      },
    });
    expect(await bodyOf(app, '/visitor')).toEqual({
      visitorCode: 'visitor-1',
      units: { visitor: 'visitor-1', account: 'acme' },
      attributes: { plan: 'pro', tags: ['a'], big: '12' },
    });
  });

  it('send what the last refresh failed with', async () => {
    const app = await open({ adapter });
    app.source.failure = new Error('The network is gone.');
    await app.experiments.refresh();
    expect(await bodyOf(app, '/status')).toMatchObject({
      lastError: { message: expect.stringContaining('The network is gone.') as string },
    });
  });
});
