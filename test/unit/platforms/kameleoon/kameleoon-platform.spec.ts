import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kameleoon } from '../../../../lib/platforms/kameleoon/index.js';
import { kameleoonPlatform } from '../../../../lib/platforms/kameleoon/kameleoon.platform.js';
import type { KameleoonOptions } from '../../../../lib/platforms/kameleoon/setup/kameleoon.options.js';
import { kameleoonData } from '../../../../lib/platforms/kameleoon/visitor/remembered-data.js';
import type { VisitorFacts } from '../../../../lib/ports/platform.js';
import { tempFolder } from '../../../support/temp-folder.js';
import { dataFile } from '../../../fixtures/kameleoon/data-file.js';

const SITE = { siteCode: 'a1b2c3d4e5' };
const ANNA: VisitorFacts = {
  visitorCode: 'anna',
  units: new Map([['visitor', 'anna']]),
  attributes: new Map(),
  url: '',
  userAgent: null,
  ip: null,
};

describe('kameleoon()', () => {
  it.each([
    [{}, 'expects siteCode'],
    [{ siteCode: '' }, 'expects siteCode'],
    [{ siteCode: '', events: false }, 'Expected siteCode'],
    [{ ...SITE, clientId: 'id' }, 'got only clientId'],
    [{ ...SITE, clientSecret: 'secret' }, 'got only clientSecret'],
    [{ ...SITE, clientId: 'id', clientSecret: 'secret', timeoutMs: 0 }, 'Expected timeoutMs'],
    [{ ...SITE, timeoutMs: 0.5 }, 'Expected timeoutMs'],
    [{ ...SITE, maxBytes: -1 }, 'Expected maxBytes'],
    [{ ...SITE, refreshIntervalMs: 0 }, 'Expected refreshIntervalMs'],
    [{ ...SITE, visitors: { idleMs: 0 } }, 'Expected visitors.idleMs'],
    [{ ...SITE, visitors: { maxVisitors: 1.5 } }, 'Expected visitors.maxVisitors'],
    [{ ...SITE, goals: { order: 'first' } }, 'Expected goals["order"]'],
    [{ dataFile: {}, goals: { order: 1.5 } }, 'Expected goals["order"]'],
    [{ ...SITE, events: { flushIntervalMs: 0 } }, 'Expected flushIntervalMs'],
    [{ ...SITE, networkDomain: 'no domain' }, 'Expected networkDomain'],
    [{ ...SITE, endpoints: { updates: 'ftp://a.example' } }, 'Expected endpoints.updates'],
    [{ ...SITE, sdk: { type: 'NODE\nJS', version: '1.0.0' } }, 'Expected header "X-Kameleoon-SDK-Type"'],
    [{ dataFile: {}, remoteData: { visits: true } }, 'expects siteCode with remoteData'],
    [{ ...SITE, remoteData: { visits: { previousVisits: 26 } } }, 'remoteData.visits.previousVisits'],
    [{ ...SITE, remoteData: { warehouse: { customDataIndex: -1 } } }, 'warehouse.customDataIndex'],
    [{ ...SITE, remoteData: { visits: true, ttlMs: 0 } }, 'Expected remoteData.ttlMs'],
    [{ ...SITE, remoteData: { visits: true, maxEntries: 0 } }, 'Expected remoteData.maxEntries'],
  ])('refuses %j before it is loaded, and in the same words as the whole platform', (options, problem) => {
    const call = (): unknown => kameleoon(options as KameleoonOptions);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(problem);
    expect(() => kameleoonPlatform(options as KameleoonOptions)).toThrow(problem);
  });

  it('has no visitors before it is loaded, and those of the one platform afterwards', async () => {
    const front = kameleoon({ dataFile: dataFile({}) });
    expect(front.visitorMemory()).toEqual({ visitors: 0, expired: 0, evicted: 0 });
    const [platform, same] = await Promise.all([front.load(), front.load()]);
    expect(same).toBe(platform);
    const program = await platform.compile(dataFile({}));
    platform.addData?.(ANNA, [kameleoonData.device('PHONE')], program);
    expect(front.visitorMemory()).toEqual({ visitors: 1, expired: 0, evicted: 0 });
  });

  it('knows cookie and refresh interval before and after it is loaded', async () => {
    const front = kameleoon({ ...SITE, topLevelDomain: 'example.com', refreshIntervalMs: 5_000 });
    const { cookie, refreshMs } = await front.load();
    expect(front.refreshMs).toBe(5_000);
    expect(refreshMs).toBe(5_000);
    expect(front.cookie).toMatchObject({ name: 'kameleoonVisitorCode', domain: 'example.com' });
    expect(JSON.stringify(cookie)).toBe(JSON.stringify(front.cookie));
  });

  it('reads the options file once, when it is made', async () => {
    const configFile = join(await tempFolder(), 'client.yaml');
    await writeFile(configFile, 'site_code: a1b2c3d4e5\nnetwork_domain: shop.example\n');
    const front = kameleoon({ configFile });
    await rm(configFile);
    expect((await front.load()).source.name).toBe('Kameleoon (https://sdk-config.shop.example)');
    expect(() => kameleoon({ configFile })).toThrow('Expected configFile to be a file that can be read');
  });
});
