import { describe, expect, it } from 'vitest';
import type { SourceError } from '../../../../../lib/errors/source.error.js';
import { vwoSource } from '../../../../../lib/platforms/vwo/wire/vwo.source.js';
import type { VwoSourceOptions } from '../../../../../lib/platforms/vwo/setup/vwo.options.js';
import type { Fetched, SourceValidator } from '../../../../../lib/ports/source.js';
import { conditional, ConfigServer, hang, json, status } from '../../../../support/config-server.js';
import { vwoFeature, vwoSettings } from '../../../../fixtures/vwo/settings.js';

const SETTINGS = vwoSettings([vwoFeature(1)]);

function get(
  server: ConfigServer,
  options: Partial<VwoSourceOptions> = {},
  since?: SourceValidator,
): Promise<Fetched | undefined> {
  const source = vwoSource({ accountId: '123456', sdkKey: 'key', baseUrl: server.origin, ...options });
  return source.fetch({ signal: new AbortController().signal, since });
}

function asked(server: ConfigServer): URL[] {
  return server.asked.map(({ url }) => new URL(url, server.origin));
}

describe('vwoSource', () => {
  it('asks for the settings of the development mode as the SDK does', async () => {
    const server = await ConfigServer.start(json(SETTINGS));
    await get(server, { developmentMode: true });
    expect([...(asked(server)[0]?.searchParams.keys() ?? [])].at(-1)).toBe('api-version');
  });

  it('asks as the SDK does', async () => {
    const server = await ConfigServer.start(json(SETTINGS));
    const fetched = await get(server, { accountId: 123456, sdkKey: 'k&y=ü' });
    expect(fetched?.payload).toEqual(SETTINGS);
    expect(JSON.parse(fetched?.text ?? '')).toEqual(SETTINGS);
    const [url] = asked(server);
    expect(url?.pathname).toBe('/server-side/v2-settings');
    const { r, ...query } = Object.fromEntries(url?.searchParams ?? []);
    expect(query).toEqual({
      i: 'k&y=ü',
      a: '123456',
      platform: 'server',
      sn: 'vwo-fme-node-sdk',
      sv: '1.35.0',
      'api-version': '1',
      s: 'prod',
    });
    expect([...(url?.searchParams.keys() ?? [])]).toEqual([
      'i',
      'r',
      'a',
      'platform',
      'sn',
      'sv',
      'api-version',
      's',
    ]);
    expect(Number(r)).toBeGreaterThanOrEqual(0);
    expect(Number(r)).toBeLessThan(1);
  });

  it('asks under another address each time, and conditionally all the same', async () => {
    const server = await ConfigServer.start(conditional(SETTINGS, '"1"'));
    const source = vwoSource({ accountId: 1, sdkKey: 'key', baseUrl: `${server.origin}/vwo/` });
    const { signal } = new AbortController();
    const fetched = await source.fetch({ signal, since: undefined });
    expect(await source.fetch({ signal, since: fetched?.validator })).toBeUndefined();
    const urls = asked(server);
    expect(urls.map(({ pathname }) => pathname)).toEqual(Array(2).fill('/vwo/server-side/v2-settings'));
    expect(new Set(urls.map(({ searchParams }) => searchParams.get('r'))).size).toBe(2);
  });

  it.each([
    ['left out', {}],
    ['empty objects', { features: {}, campaigns: {} }],
    ['null', { features: null, campaigns: null }],
    ['something empty', { features: '', campaigns: 0 }],
  ])('takes lists that are %s for empty ones', async (_, lists) => {
    const server = await ConfigServer.start(json({ version: 1, accountId: 1, ...lists }));
    const fetched = await get(server);
    expect(fetched?.payload).toEqual({ version: 1, accountId: 1, features: [], campaigns: [] });
    // What a snapshot keeps has to be the same.
    expect(fetched?.text).toBeUndefined();
    expect(fetched?.validator?.digest).toBeDefined();
  });

  it('leaves what is wrong to the compiler', async () => {
    const wrong = { version: 1, features: { one: {} }, campaigns: 'all' };
    const server = await ConfigServer.start(json(wrong));
    expect((await get(server))?.payload).toEqual(wrong);
    server.reply = json([]);
    expect((await get(server))?.payload).toEqual([]);
  });

  it('fails without showing the key', async () => {
    const server = await ConfigServer.start(status(400));
    const failure = (await get(server, { sdkKey: 'secret' }).catch((error: unknown) => error)) as SourceError;
    expect(failure).toMatchObject({ name: 'SourceError', retryable: false });
    expect(failure.message).not.toContain('secret');
    server.reply = status(503);
    await expect(get(server)).rejects.toMatchObject({ retryable: true });
    server.reply = hang;
    await expect(get(server, { timeoutMs: 20 })).rejects.toThrow('within 20 ms');
  });

  it('is at VWO by default', () => {
    expect(vwoSource({ accountId: 1, sdkKey: 'key' }).name).toBe(
      'VWO (https://dev.visualwebsiteoptimizer.com)',
    );
  });

  it.each([
    [{ accountId: 'shop' }, 'expects accountId'],
    [{ accountId: undefined }, 'Got nothing'],
    [{ accountId: 1.5 }, 'expects accountId'],
    [{ sdkKey: ' ' }, 'expects sdkKey'],
    [{ sdkKey: undefined }, 'Got nothing'],
    [{ sdkKey: '' }, 'Got an empty text'],
    [{ baseUrl: 'http://' }, 'Expected baseUrl'],
    [{ baseUrl: '' }, 'Expected baseUrl'],
    [{ baseUrl: 'https://proxy.example.com/?x=1' }, 'without a query'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ maxBytes: -1 }, 'maxBytes'],
  ])('refuses %j', (options, problem) => {
    expect(() => vwoSource({ accountId: 1, sdkKey: 'key', ...options } as VwoSourceOptions)).toThrow(problem);
  });
});
