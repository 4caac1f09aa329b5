import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../lib/engine/evaluate.js';
import type { Program } from '../../../../lib/engine/program.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { vwo } from '../../../../lib/platforms/vwo/index.js';
import { vwoPlatform } from '../../../../lib/platforms/vwo/vwo.platform.js';
import type { VwoOptions } from '../../../../lib/platforms/vwo/setup/vwo.options.js';
import { SILENT_LOGGER } from '../../../../lib/ports/logger.js';
import type { Platform } from '../../../../lib/ports/platform.js';
import { vwoFeature, vwoSettings } from '../../../fixtures/vwo/settings.js';
import { visitorFacts } from '../../../fixtures/vwo/visitor-facts.js';

const ACCOUNT = { accountId: '123456', sdkKey: 'key' };
const CONTEXT = { logger: SILENT_LOGGER };
const SETTINGS = vwoSettings([vwoFeature(1, { key: 'checkout' })]);

function sinkNames(options: VwoOptions): string[] {
  return vwoPlatform(options)
    .sinks(CONTEXT)
    .map(({ name }) => name);
}

async function intervalOf(platform: Platform, pollInterval?: unknown): Promise<number | undefined> {
  const program: Program = await platform.compile({ ...SETTINGS, pollInterval });
  return platform.refreshMsOf?.(program) ?? platform.refreshMs;
}

describe('vwo()', () => {
  it.each([
    [{}, 'expects accountId'],
    [{ accountId: 1 }, 'expects sdkKey'],
    [{ sdkKey: 'key' }, 'expects accountId'],
    [{ sdkKey: 'key', settings: {} }, 'expects accountId'],
    [{ ...ACCOUNT, pollIntervalMs: 999 }, 'expects pollIntervalMs'],
    [{ ...ACCOUNT, pollIntervalMs: 2 ** 31 }, 'expects pollIntervalMs'],
    [{ ...ACCOUNT, pollIntervalMs: '1000' }, 'expects pollIntervalMs'],
    [{ ...ACCOUNT, pollIntervalMs: Number.NaN }, 'Got NaN'],
    [{ ...ACCOUNT, gateway: {} }, 'Expected gateway.url'],
    [{ ...ACCOUNT, gateway: { url: 'gw.example.com', timeoutMs: 0 } }, 'gateway.timeoutMs'],
    [{ ...ACCOUNT, gateway: { url: 'gw.example.com', maxEntries: -1 } }, 'gateway.maxEntries'],
    [{ ...ACCOUNT, gateway: { url: 'gw.example.com', ttlMs: 0.5 } }, 'gateway.ttlMs'],
    [{ settings: SETTINGS, gateway: { url: 'gw.example.com' } }, 'together with gateway'],
    [{ ...ACCOUNT, baseUrl: 'https://' }, 'Expected baseUrl'],
    [{ ...ACCOUNT, events: { maxBatchSize: 5_001 } }, 'maxBatchSize'],
  ])('refuses %j', (options, problem) => {
    const call = (): unknown => vwo(options as VwoOptions);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(problem);
  });

  it('works from settings alone, and sends nothing then', async () => {
    const platform = vwoPlatform({ settings: SETTINGS });
    const fetched = await platform.source.fetch({ signal: new AbortController().signal, since: undefined });
    expect(fetched?.payload).toEqual(SETTINGS);
    expect(platform.bootstrap).toBeUndefined();
    expect(platform.sinks(CONTEXT)).toEqual([]);
    expect(sinkNames({ settings: SETTINGS, integrations: { callback: () => {} } })).toEqual([
      'vwo-integrations',
    ]);
  });

  it('starts from settings, and goes on with VWO', () => {
    const platform = vwoPlatform({ ...ACCOUNT, settings: SETTINGS });
    expect(platform.bootstrap).toBe(SETTINGS);
    expect(platform.source.name).toBe('VWO (https://dev.visualwebsiteoptimizer.com)');
    expect(sinkNames(ACCOUNT)).toEqual(['vwo']);
    expect(sinkNames({ ...ACCOUNT, integrations: { callback: () => {} } })).toEqual([
      'vwo',
      'vwo-integrations',
    ]);
    expect(sinkNames({ ...ACCOUNT, events: false })).toEqual([]);
  });

  it('goes by the gateway where there is one, and sends events one by one there', () => {
    const gateway = { url: 'gateway.example.com:8000/' };
    const platform = vwoPlatform({ ...ACCOUNT, gateway });
    expect(platform.source.name).toBe('VWO (https://gateway.example.com:8000)');
    expect(platform.sinks(CONTEXT)[0]?.batching?.flushIntervalMs).toBeUndefined();
    expect(vwoPlatform(ACCOUNT).sinks(CONTEXT)[0]?.batching).toEqual({
      maxBatchSize: 100,
      flushIntervalMs: 600_000,
    });
    const both = vwoPlatform({ ...ACCOUNT, gateway, baseUrl: 'http://proxy.example.com' });
    expect(both.source.name).toBe('VWO (http://proxy.example.com)');
    expect(both.sinks(CONTEXT)[0]?.batching?.maxBatchSize).toBe(100);
  });

  it('polls as the option says, else as the settings say, else every 10 minutes', async () => {
    expect(await intervalOf(vwoPlatform({ ...ACCOUNT, pollIntervalMs: 1_000 }), 5_000)).toBe(1_000);
    const platform = vwoPlatform(ACCOUNT);
    expect(await intervalOf(platform)).toBe(600_000);
    expect(await intervalOf(platform, 5_000.4)).toBe(5_000);
    expect(await intervalOf(platform, 0)).toBe(600_000);
    expect(await intervalOf(platform, -7)).toBe(600_000);
    expect(await intervalOf(platform, 20)).toBe(1_000);
    expect(await intervalOf(platform, 1e12)).toBe(2 ** 31 - 1);
  });

  it('asks nobody about visitors unless it is told whom', () => {
    expect(vwoPlatform(ACCOUNT).prefetch).toBeUndefined();
    expect(vwoPlatform({ ...ACCOUNT, geo: () => null }).prefetch).toBeDefined();
  });

  it('takes the visitor code for the user, and what the request tells', () => {
    const { units, attributes, facts } = createSubject(
      vwoPlatform({
        ...ACCOUNT,
        postSegmentationVariables: ['plan'],
        variationTargetingVariables: (visitor) => ({ code: visitor.visitorCode }),
      }).subject(visitorFacts({ attributes: { plan: 'pro' }, userAgent: 'Agent', ip: '1.2.3.4' })),
    );
    expect(units.get('visitor')).toBe('anna');
    expect([...attributes]).toEqual([['plan', 'pro']]);
    expect(Object.fromEntries(facts)).toEqual({
      ipAddress: '1.2.3.4',
      userAgent: 'Agent',
      postSegmentationVariables: ['plan'],
      variationTargetingVariables: { code: 'anna' },
    });
    const unknown = createSubject(vwoPlatform(ACCOUNT).subject(visitorFacts({})));
    expect(Object.fromEntries(unknown.facts)).toEqual({ ipAddress: null });
  });

  it('takes another unit for the user when it is told so', async () => {
    const platform = vwoPlatform({ ...ACCOUNT, visitorUnit: 'account' });
    const program = await platform.compile(SETTINGS);
    const known = createSubject(platform.subject(visitorFacts({ units: { account: 42 } })));
    expect(known.units.get('visitor')).toBe(42);
    expect(evaluate(program, 'checkout', known).on).toBe(true);
    const stranger = createSubject(platform.subject(visitorFacts({})));
    expect(evaluate(program, 'checkout', stranger).on).toBe(false);
  });

  it('compiles what it gets, letting others have their turn', async () => {
    const platform = vwoPlatform(ACCOUNT);
    const many = vwoSettings(Array.from({ length: 300 }, (_, i) => vwoFeature(i + 1)));
    let turns = 0;
    const count = (): void => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const program = await platform.compile(JSON.stringify(many));
    clearImmediate(next);
    expect(turns).toBeGreaterThan(3);
    const decision = evaluate(program, 'feature-300', createSubject(platform.subject(visitorFacts({}))));
    expect(decision).toMatchObject({ on: true });
    expect(decision.variables.get('color')).toBe('red');
  });
});
