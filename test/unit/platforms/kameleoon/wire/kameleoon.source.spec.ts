import { describe, expect, it } from 'vitest';
import { compileKameleoon } from '../../../../../lib/platforms/kameleoon/compile/compile.js';
import type { KameleoonSourceOptions } from '../../../../../lib/platforms/kameleoon/setup/kameleoon.options.js';
import { kameleoonSource } from '../../../../../lib/platforms/kameleoon/wire/kameleoon.source.js';
import type { Fetched, Source } from '../../../../../lib/ports/source.js';
import type { Reply } from '../../../../support/config-server.js';
import { ConfigServer, json, status } from '../../../../support/config-server.js';
import { EventFeed } from '../../../../support/event-feed.js';
import { keep } from '../../../../support/keeper.js';
import { until } from '../../../../support/until.js';
import { dataFile } from '../../../../fixtures/kameleoon/data-file.js';

const SITE = 'a1b2c3d4e5';
const CHANGE = 'configuration-update-event';

function get(source: Source): Promise<Fetched | undefined> {
  return source.fetch({ signal: new AbortController().signal, since: undefined });
}

function file(realTimeUpdate: boolean, dateModified = 1) {
  const { configuration, ...rest } = dataFile();
  return { ...rest, dateModified, configuration: { ...configuration, realTimeUpdate } };
}

async function serve(
  payload: unknown,
): Promise<{ server: ConfigServer; feed: EventFeed; paths(): string[] }> {
  const server = await ConfigServer.start(json(payload));
  const feed = new EventFeed();
  server.on('/sse', feed.reply);
  return {
    server,
    feed,
    paths: () => server.asked.map(({ url }) => url).filter((url) => url.startsWith('/v3')),
  };
}

const at = ({ origin }: ConfigServer): KameleoonSourceOptions => ({
  siteCode: SITE,
  endpoints: { configuration: origin, updates: origin },
});

function follow(source: Source) {
  return keep(source, { compile: async (payload) => compileKameleoon(payload), allowEmpty: true });
}

describe('kameleoonSource', () => {
  it.each([
    [undefined, `/v3/${SITE}`],
    ['production', `/v3/${SITE}`],
    ['staging 2&x', `/v3/${SITE}?environment=staging%202%26x`],
  ])('downloads the data file of environment %j', async (environment, path) => {
    const { server } = await serve(file(false));
    const fetched = await get(kameleoonSource({ ...at(server), environment }));
    expect(fetched?.payload).toEqual(file(false));
    expect(server.asked).toMatchObject([
      { url: path, headers: { 'x-kameleoon-sdk-type': 'nodejs', 'x-kameleoon-sdk-version': '5.17.1' } },
    ]);
    expect(server.asked[0]?.headers).not.toHaveProperty('authorization');
  });

  it('asks for what has changed since', async () => {
    const modified = 'Sat, 21 Nov 2026 10:00:00 GMT';
    const reply: Reply = (request, response) =>
      request.headers['if-modified-since'] === modified
        ? response.writeHead(304).end()
        : json(file(false), { 'last-modified': modified })(request, response);
    const server = await ConfigServer.start(reply);
    const source = kameleoonSource(at(server));
    const since = (await get(source))?.validator;
    expect(await source.fetch({ signal: new AbortController().signal, since })).toBeUndefined();
  });

  it.each([
    [undefined, 'https://sdk-config.kameleoon.eu/v3/a1b2c3d4e5'],
    ['https://.Shop.Example.', 'https://sdk-config.shop.example/v3/a1b2c3d4e5'],
  ])("uses the vendor's hosts, or those of the domain %j", async (networkDomain, address) => {
    const asked: string[] = [];
    const source = kameleoonSource({
      siteCode: SITE,
      networkDomain,
      fetch: async (input) => {
        asked.push(new URL(input).href);
        return new Response('{}');
      },
    });
    await get(source);
    expect(asked).toEqual([address]);
  });

  it('opens the stream only where the data file says so, and closes it when that is over', async () => {
    const { server, feed } = await serve(file(false));
    const { keeper, logger } = follow(kameleoonSource(at(server)));
    await keeper.start();
    expect(feed.opened).toBe(0);
    server.reply = json(file(true, 2));
    await keeper.refresh();
    await until('the stream to open', () => feed.open === 1);
    server.reply = json(file(false, 3));
    feed.send(CHANGE, JSON.stringify({ siteCode: SITE, ts: 17 }));
    await until('the stream to close', () => feed.open === 0);
    expect([...logger.warnings, ...logger.errors]).toEqual([]);
  });

  it('downloads on a change, past caches, and ignores other sites', async () => {
    const { server, feed, paths } = await serve(file(true));
    const { keeper } = follow(kameleoonSource({ ...at(server), environment: 'dev' }));
    await keeper.start();
    await until('the stream to open', () => feed.open === 1);
    feed.send(CHANGE, JSON.stringify({ siteCode: 'another', ts: 5 }));
    feed.send(CHANGE, 'no JSON');
    server.reply = json(file(true, 2));
    feed.send(CHANGE, JSON.stringify({ siteCode: SITE, ts: 1_700_000_000_123 }));
    await until('the change to be in service', () => keeper.program.facts.get('dateModified') === 2);
    expect(paths()).toEqual([`/v3/${SITE}?environment=dev`, `/v3/${SITE}?environment=dev&ts=1700000000123`]);
  });

  it('opens no stream when told not to', async () => {
    const { server } = await serve(file(true));
    expect(kameleoonSource({ ...at(server), realTime: false }).watch).toBeUndefined();
  });

  it('says which server failed', async () => {
    const server = await ConfigServer.start(status(500));
    await expect(get(kameleoonSource(at(server)))).rejects.toThrow('HTTP 500');
  });

  it.each([
    [{ siteCode: '' }, 'Expected siteCode'],
    [{ siteCode: SITE, networkDomain: 'no domain' }, 'Expected networkDomain'],
    [{ siteCode: SITE, endpoints: { configuration: 'ftp://x' } }, 'Expected endpoints.configuration'],
    [{ siteCode: SITE, timeoutMs: 0 }, 'Expected timeoutMs'],
  ] satisfies [KameleoonSourceOptions, string][])('refuses %o', (options, message) => {
    expect(() => kameleoonSource(options)).toThrow(message);
  });
});
