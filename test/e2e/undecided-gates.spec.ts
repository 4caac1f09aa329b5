import { Controller, Get } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExperimentationOptions, GateOptions, UndecidedGate } from '../../lib/index.js';
import { FeatureFlag, RequireVariant } from '../../lib/index.js';
import { memoryPlatform, MemorySource, SHOP } from '../support/memory-platform.js';
import type { AdapterName, TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

const CONFIG = {
  features: {
    ...SHOP.features,
    by_company: {
      defaultValue: false,
      rules: [{ key: 'by_company', variations: [false, true], hashAttribute: 'company' }],
    },
    on_but_by_company: {
      defaultValue: true,
      rules: [{ key: 'other', variations: [false, true], hashAttribute: 'company' }],
    },
    broken: { defaultValue: true, rules: 'none' },
    nobody: { defaultValue: false, rules: [{ condition: { beta: true }, force: true }] },
    held: { defaultValue: false, rules: [{ key: 'held', variations: [false, true], coverage: 0 }] },
  },
};

/** A controller with the same gates in every mode; `own` says it at the gate. */
function controllerOf(own: GateOptions): new () => object {
  @Controller()
  class Gated {
    @Get('unknown')
    @FeatureFlag('no_such_flag', own)
    unknown(): string {
      return 'in';
    }

    @Get('unknown-negated')
    @FeatureFlag('no_such_flag', { ...own, negate: true })
    unknownNegated(): string {
      return 'in';
    }

    @Get('no-unit')
    @FeatureFlag('by_company', own)
    noUnit(): string {
      return 'in';
    }

    @Get('no-unit-variant')
    @RequireVariant('by_company', '1', own)
    noUnitVariant(): string {
      return 'in';
    }

    @Get('broken')
    @FeatureFlag('broken', own)
    broken(): string {
      return 'in';
    }

    @Get('fallback')
    @FeatureFlag('no_such_flag', { ...own, fallback: 'instead' })
    fallback(): string {
      return 'in';
    }

    @Get('off')
    @FeatureFlag('always_off', own)
    off(): string {
      return 'in';
    }

    @Get('untargeted')
    @FeatureFlag('nobody', own)
    untargeted(): string {
      return 'in';
    }

    @Get('untargeted-negated')
    @FeatureFlag('nobody', { ...own, negate: true })
    untargetedNegated(): string {
      return 'in';
    }

    @Get('outside-traffic')
    @FeatureFlag('held', own)
    outsideTraffic(): string {
      return 'in';
    }

    @Get('on-by-default')
    @FeatureFlag('on_but_by_company', own)
    onByDefault(): string {
      return 'in';
    }
  }
  return Gated;
}

const running: TestApp[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function start(
  adapter: AdapterName,
  own: GateOptions,
  options: Partial<ExperimentationOptions> = {},
): Promise<TestApp> {
  const platform = memoryPlatform(new MemorySource(CONFIG));
  const app = await startApp({
    adapter,
    controllers: [controllerOf(own)],
    options: { platform, unknownKeys: 'ignore', ...options },
  });
  running.push(app);
  return app;
}

const UNDECIDED = ['unknown', 'unknown-negated', 'no-unit', 'no-unit-variant', 'broken'];
const DECIDED: readonly [string, number][] = [
  ['off', 404],
  ['untargeted', 404],
  ['untargeted-negated', 200],
  ['outside-traffic', 404],
  ['on-by-default', 200],
];

describe.each(ADAPTERS)('gates that cannot decide, on %s', (adapter) => {
  const forms: [UndecidedGate | 'by default', number, string | number, GateOptions, object][] = [
    ['by default', 404, 'instead', {}, {}],
    ['closed', 404, 'instead', { undecided: 'closed' }, { gates: { undecided: 'open' } }],
    ['open', 200, 'in', { undecided: 'open' }, {}],
    ['open', 200, 'in', {}, { gates: { undecided: 'open' } }],
    ['error', 503, 503, { undecided: 'error' }, {}],
    ['error', 503, 503, {}, { gates: { undecided: 'error' } }],
  ];

  it.each(forms)('%s: answer %i', async (_, status, fallback, own, options) => {
    const app = await start(adapter, own, options);
    for (const path of UNDECIDED) expect((await app.get(`/${path}`)).status, path).toBe(status);
    for (const [path, expected] of DECIDED) expect((await app.get(`/${path}`)).status, path).toBe(expected);
    const answer = await app.get('/fallback');
    expect(typeof fallback === 'number' ? answer.status : answer.text).toBe(fallback);
  });

  it('say so in the body of a 503, and once a key in the log', async () => {
    const app = await start(adapter, { undecided: 'error' });
    const { body } = await app.get('/unknown');
    expect(body).toEqual({
      statusCode: 503,
      error: 'Service Unavailable',
      message: 'This cannot be decided at the moment. Try again later.',
    });
    await app.get('/unknown');
    await app.get('/no-unit');
    const warnings = app.logger.warnings.filter((text) => text.startsWith('The gate'));
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(
      /^The gate "no_such_flag" could not decide \(unknown-flag.*visitors get an error/,
    );
    expect(warnings[1]).toMatch(/^The gate "by_company" could not decide \(missing-unit/);
  });

  it('without any configuration, do as they are told', async () => {
    const source = new MemorySource(CONFIG);
    source.failure = new Error('away');
    const app = await start(
      adapter,
      { undecided: 'open' },
      { platform: memoryPlatform(source), startup: 'degrade' },
    );
    expect((await app.get('/off')).status).toBe(200);
  });
});

describe('undecided', () => {
  it('is checked where the gate is written', () => {
    expect(() => FeatureFlag('x', { undecided: 'ajar' as never })).toThrow(
      "@FeatureFlag('x') expects undecided to be 'closed', 'open' or 'error', received ajar.",
    );
  });
});
