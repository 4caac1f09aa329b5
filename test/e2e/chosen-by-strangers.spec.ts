import { Controller, Get, Inject } from '@nestjs/common';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PlatformFront } from '../../lib/index.js';
import { Experiments, growthbook, kameleoon, localFile, RequireVariant, Variant } from '../../lib/index.js';
import type { QueryStringOverridesOption } from '../../lib/platforms/growthbook/setup/growthbook.options.js';
import { dataFile, flag, rule } from '../fixtures/kameleoon/data-file.js';
import { tempFolder } from '../support/temp-folder.js';
import type { AdapterName, TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

const test = { variations: ['closed', 'open'], weights: [1, 0], coverage: 1 };

/** Everybody gets the first variation of each. */
const PAYLOAD = {
  features: {
    beta: { defaultValue: 'none', rules: [{ ...test, key: 'beta' }] },
    page: { defaultValue: 'none', rules: [{ ...test, key: 'page' }] },
  },
};

/** Runs on one page only. */
const HERE = {
  ...test,
  key: 'here',
  urlPatterns: [{ include: true, type: 'simple', pattern: '/list?kind=new' }],
};

@Controller()
class StrangersController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('list')
  list(@Variant('page') page: string | null): object {
    const { experiments } = this;
    return { page, beta: experiments.value('beta'), here: experiments.run(HERE).assignment?.inExperiment };
  }

  @Get('secret')
  @RequireVariant('beta', '1')
  secret(): object {
    return { beta: this.experiments.variation('beta') };
  }
}

async function start(adapter: AdapterName, platform: PlatformFront): Promise<TestApp> {
  const app = await startApp({ adapter, controllers: [StrangersController], options: { platform } });
  onTestFinished(() => app.close());
  return app;
}

type Make = (options: QueryStringOverridesOption) => Promise<PlatformFront>;

const MAKERS: readonly [string, Make][] = [
  ['GrowthBook', (options) => Promise.resolve(growthbook({ ...options, payload: PAYLOAD }))],
  [
    'a local file',
    async (options) => {
      const path = join(await tempFolder(), 'experiments.json');
      await writeFile(path, JSON.stringify(PAYLOAD));
      return localFile(path, { ...options, events: false });
    },
  ],
];
const ROUNDS = MAKERS.flatMap(([name, make]) => ADAPTERS.map((adapter) => [name, adapter, make] as const));

describe.each(ROUNDS)('a query string with %s on %s', (_, adapter, make) => {
  it.each([{}, { queryStringOverrides: false }])(
    'chooses no variation and opens no gate: %j',
    async (options) => {
      const app = await start(adapter, await make(options));
      expect((await app.get('/secret?beta=1')).status).toBe(404);
      expect((await app.get('/list?page=1&beta=1')).body).toMatchObject({ page: '0', beta: 'closed' });
    },
  );

  it.each([{}, { queryStringOverrides: true }])('goes on being targeted: %j', async (options) => {
    const app = await start(adapter, await make(options));
    expect((await app.get('/list?kind=new')).body).toMatchObject({ here: true });
    expect((await app.get('/list?kind=old')).body).toMatchObject({ here: false });
  });

  it('chooses where that is turned on, but opens no gate', async () => {
    const app = await start(adapter, await make({ queryStringOverrides: true }));
    expect((await app.get('/list?beta=1')).body).toMatchObject({ page: '0', beta: 'open' });
    expect((await app.get('/secret?beta=1')).status).toBe(404);
  });

  it('opens gates where that is said, too', async () => {
    const app = await start(adapter, await make({ queryStringOverrides: { gates: true } }));
    expect(await app.get('/secret?beta=1')).toMatchObject({ status: 200, body: { beta: '1' } });
    expect((await app.get('/secret')).status).toBe(404);
  });

  it.each([1, 'yes', null, { gate: true }, { gates: 'yes' }])('is no option like %j', async (wrong) => {
    const options = { queryStringOverrides: wrong } as unknown as QueryStringOverridesOption;
    await expect((async () => make(options))()).rejects.toThrow(
      /queryStringOverrides: true, false, or \{ gates: true \}/,
    );
  });
});

/** Everybody gets `off` of `beta`. */
const FILE = dataFile({
  featureFlags: [
    flag({
      id: 1,
      featureKey: 'beta',
      rules: [
        rule({
          id: 1,
          experimentId: 10,
          variationByExposition: [
            { variationKey: 'off', variationId: 1, exposition: 1 },
            { variationKey: 'on', variationId: 2, exposition: 0 },
          ],
        }),
      ],
    }),
  ],
});

@Controller()
class FlagController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('beta')
  beta(): object {
    return { beta: this.experiments.variation('beta') };
  }

  @Get('secret')
  @RequireVariant('beta', 'on')
  secret(): object {
    return {};
  }
}

describe.each(ADAPTERS)('the simulation cookie of Kameleoon on %s', (adapter) => {
  const simulated = encodeURIComponent(JSON.stringify({ beta: { expId: 10, varId: 2 } }));
  const headers = { cookie: `kameleoonSimulationFFData=${simulated}` };

  it.each([
    [{}, 'off', 404],
    [{ simulations: false }, 'off', 404],
    [{ simulations: true }, 'on', 200],
  ])('with %j gives %s', async (options, beta, status) => {
    const app = await startApp({
      adapter,
      controllers: [FlagController],
      options: { platform: kameleoon({ ...options, dataFile: FILE }) },
    });
    onTestFinished(() => app.close());
    expect((await app.get('/beta', { headers })).body).toEqual({ beta });
    expect((await app.get('/secret', { headers })).status).toBe(status);
  });
});
