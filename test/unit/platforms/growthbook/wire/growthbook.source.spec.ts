import { describe, expect, it } from 'vitest';
import { growthbookSource } from '../../../../../lib/platforms/growthbook/wire/growthbook.source.js';
import type { GrowthbookSourceOptions } from '../../../../../lib/platforms/growthbook/setup/source.options.js';
import type { Fetched, Source } from '../../../../../lib/ports/source.js';
import { ConfigServer, gzipBomb, hang, json, status } from '../../../../support/config-server.js';
import { EventFeed } from '../../../../support/event-feed.js';
import { keep } from '../../../../support/keeper.js';
import { served } from '../../../../support/stub-compiler.js';
import { until } from '../../../../support/until.js';

const PAYLOAD = { flags: { a: 1 } };

function get(source: Source): Promise<Fetched | undefined> {
  return source.fetch({ signal: new AbortController().signal, since: undefined });
}

describe('growthbookSource', () => {
  it.each([
    ['', '/api/features/sdk-abc'],
    ['/', '/api/features/sdk-abc'],
    ['///', '/api/features/sdk-abc'],
    ['/proxy/', '/proxy/api/features/sdk-abc'],
  ])('downloads from the address of the vendor (host ending in %j)', async (suffix, path) => {
    const server = await ConfigServer.start(json(PAYLOAD));
    const source = growthbookSource({ clientKey: 'sdk-abc', apiHost: `${server.origin}${suffix}` });
    expect((await get(source))?.payload).toEqual(PAYLOAD);
    expect(server.asked.map(({ url }) => url)).toEqual([path]);
  });

  it('encodes the key, which the vendor does not: a slash in it leads nowhere else', async () => {
    const server = await ConfigServer.start(json(PAYLOAD));
    await get(growthbookSource({ clientKey: '../admin?x=ü', apiHost: server.origin }));
    expect(server.asked[0]?.url).toBe('/api/features/..%2Fadmin%3Fx%3D%C3%BC');
  });

  it('sends the headers it is given', async () => {
    const server = await ConfigServer.start(json(PAYLOAD));
    const apiHostRequestHeaders = { 'x-tenant': '7' };
    await get(growthbookSource({ clientKey: 'k', apiHost: server.origin, apiHostRequestHeaders }));
    expect(server.asked[0]?.headers).toMatchObject({ 'x-tenant': '7' });
  });

  it("uses the vendor's server by default", async () => {
    const asked: string[] = [];
    const source = growthbookSource({
      clientKey: 'sdk-abc',
      fetch: async (input) => {
        asked.push(new URL(input).href);
        return new Response('{}');
      },
    });
    await get(source);
    expect(asked).toEqual(['https://cdn.growthbook.io/api/features/sdk-abc']);
    expect(source.name).toBe('GrowthBook (https://cdn.growthbook.io)');
  });

  it('keeps its limits', async () => {
    const server = await ConfigServer.start(hang);
    const options = { clientKey: 'k', apiHost: server.origin };
    await expect(get(growthbookSource({ ...options, timeoutMs: 20 }))).rejects.toThrow('within 20 ms');
    server.reply = gzipBomb(10_000);
    await expect(get(growthbookSource({ ...options, maxBytes: 500 }))).rejects.toThrow('at most 500 bytes');
  });

  it('shows the key nowhere', async () => {
    const server = await ConfigServer.start(status(400));
    const source = growthbookSource({ clientKey: 'sdk-s3cret', apiHost: `${server.origin}/?token=s3cret` });
    await expect(get(source)).rejects.toThrow(/^(?!.*s3cret).*HTTP 400/);
    expect(source.name).not.toContain('s3cret');
  });

  it.each([
    [{ clientKey: '' }, 'Expected clientKey'],
    [{ clientKey: undefined as unknown as string }, 'Expected clientKey'],
    [{ clientKey: 'k', apiHost: 'cdn.growthbook.io' }, 'Expected url'],
    [{ clientKey: 'k', apiHost: 'ftp://x' }, 'http or https'],
    [{ clientKey: 'k', timeoutMs: 0 }, 'Expected timeoutMs'],
  ] satisfies [GrowthbookSourceOptions, string][])('refuses %o', (options, message) => {
    expect(() => growthbookSource(options)).toThrow(message);
  });

  it('cannot be watched unless streaming is wanted', () => {
    expect(growthbookSource({ clientKey: 'k' }).watch).toBeUndefined();
    expect(growthbookSource({ clientKey: 'k', streaming: true }).watch).toBeDefined();
  });
});

describe('growthbookSource, streaming', () => {
  async function streaming(headers: Record<string, string>) {
    const server = await ConfigServer.start(json(PAYLOAD, headers));
    const other = await ConfigServer.start();
    const feed = new EventFeed();
    other.on('/sub/sdk-abc', feed.reply);
    const source = growthbookSource({
      clientKey: 'sdk-abc',
      apiHost: server.origin,
      streamingHost: `${other.origin}//`,
      streamingHostRequestHeaders: { 'x-stream': '1' },
      streaming: true,
    });
    const kept = keep(source);
    await kept.keeper.start();
    return { ...kept, server, other, feed };
  }

  it('opens the stream when a download says that there is one', async () => {
    const { keeper, feed, other, server } = await streaming({ 'x-sse-support': 'enabled' });
    await until('the stream', () => feed.open === 1);
    expect(other.asked[0]?.headers).toMatchObject({ 'x-stream': '1' });
    feed.send('features', JSON.stringify({ flags: { a: 2 } }));
    await until('the pushed payload', () => served(keeper.program, 'a') === 2);
    server.reply = json({ flags: { a: 3 } }, { 'x-sse-support': 'enabled' });
    feed.send('features-updated', '');
    await until('the download', () => served(keeper.program, 'a') === 3);
  });

  it('goes on polling while the stream is broken, and tells', async () => {
    const { keeper, feed, server, other } = await streaming({ 'x-sse-support': 'enabled' });
    await until('the stream', () => feed.open === 1);
    other.on('/sub/sdk-abc', status(502));
    feed.cut();
    await until('the interruption', () => keeper.status().watching === 'interrupted');
    server.reply = json({ flags: { a: 'polled' } });
    await keeper.refresh();
    expect(served(keeper.program, 'a')).toBe('polled');
    other.on('/sub/sdk-abc', feed.reply);
    await until('the stream', () => feed.open === 1);
    await until('the recovery', () => keeper.status().watching === 'on');
  });

  it('opens none where the server has none, and says so', async () => {
    const { keeper, other, logger } = await streaming({});
    await keeper.refresh();
    expect(other.asked).toEqual([]);
    expect(keeper.status()).toMatchObject({ state: 'ready', watching: 'interrupted' });
    expect(logger.warnings.join()).toContain('offers no event stream');
  });

  it('keeps what is in service when a pushed payload is broken', async () => {
    const { keeper, feed } = await streaming({ 'x-sse-support': 'enabled' });
    await until('the stream', () => feed.open === 1);
    feed.send('features', '{"flags":');
    await until('the failure', () => keeper.status().consecutiveFailures === 1);
    expect(served(keeper.program, 'a')).toBe(1);
  });
});
