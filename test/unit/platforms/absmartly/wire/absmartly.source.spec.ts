import { describe, expect, it } from 'vitest';
import type { SourceError } from '../../../../../lib/errors/source.error.js';
import { compileAbsmartly } from '../../../../../lib/platforms/absmartly/compile/compile.js';
import { absmartlySource } from '../../../../../lib/platforms/absmartly/wire/absmartly.source.js';
import type { AbsmartlySourceOptions } from '../../../../../lib/platforms/absmartly/setup/absmartly.options.js';
import type { Fetched, SourceValidator } from '../../../../../lib/ports/source.js';
import type { Reply } from '../../../../support/config-server.js';
import { keep } from '../../../../support/keeper.js';
import {
  conditional,
  ConfigServer,
  cut,
  hang,
  html,
  json,
  status,
  text,
} from '../../../../support/config-server.js';

const PAYLOAD = { experiments: [] };

function get(
  server: ConfigServer,
  options: Partial<AbsmartlySourceOptions> = {},
  since?: SourceValidator,
): Promise<Fetched | undefined> {
  const source = absmartlySource({
    endpoint: `${server.origin}/v1`,
    application: 'website',
    environment: 'production',
    ...options,
  });
  return source.fetch({ signal: new AbortController().signal, since });
}

/** Answers so many times with the one, then with the other. */
function first(count: number, bad: Reply, good: Reply): Reply {
  let asked = 0;
  return (request, response) => (asked++ < count ? bad : good)(request, response);
}

describe('absmartlySource', () => {
  it.each(['/v1', '/v1/', '/v1//'])(
    'downloads from the address of the vendor (endpoint ending in %s)',
    async (path) => {
      const server = await ConfigServer.start(json(PAYLOAD));
      const fetched = await get(server, {
        endpoint: server.origin + path,
        application: { name: 'web & shop', version: 3 },
        environment: "prod'(ü)",
      });
      expect(fetched?.payload).toEqual(PAYLOAD);
      expect(server.asked.map(({ url }) => url)).toEqual([
        `/v1/context?application=web%20%26%20shop&environment=prod'(%C3%BC)`.replaceAll("'", '%27'),
      ]);
    },
  );

  it('sends no key', async () => {
    const server = await ConfigServer.start(json(PAYLOAD));
    await get(server);
    expect(Object.keys(server.asked[0]?.headers ?? {}).filter((name) => name.startsWith('x-'))).toEqual([]);
  });

  it('asks conditionally where the collector gives marks', async () => {
    const server = await ConfigServer.start(conditional(PAYLOAD, '"v1"'));
    const fetched = await get(server);
    expect(await get(server, {}, fetched?.validator)).toBeUndefined();
    expect(server.asked[1]?.headers['if-none-match']).toBe('"v1"');
  });

  it.each([
    ['HTTP 500', status(500)],
    ['HTTP 204', status(204)],
    ['an empty answer', text('')],
    ['JSON without its end', text('{"experiments":[')],
    ['something else than JSON', text('oops')],
    ['a line that is cut', cut(PAYLOAD)],
  ])('tries again after %s', async (_what, bad) => {
    const server = await ConfigServer.start(first(2, bad, json(PAYLOAD)));
    expect((await get(server))?.payload).toEqual(PAYLOAD);
    expect(server.asked).toHaveLength(3);
  });

  it.each([0, 2])(
    'is asked no more often than %i retries say in one refresh of the keeper',
    async (retries) => {
      const server = await ConfigServer.start(json(PAYLOAD));
      const source = absmartlySource({
        endpoint: `${server.origin}/v1`,
        application: 'website',
        environment: 'production',
        retries,
      });
      const { keeper } = keep(source, {
        compile: compileAbsmartly,
        retry: { attempts: 3, initialMs: 1, maxMs: 1 },
      });
      await keeper.start();
      expect(keeper.status().state).toBe('ready');
      server.reply = status(500);
      server.asked.length = 0;
      expect((await keeper.refresh()).outcome).toBe('failed');
      expect(server.asked).toHaveLength(retries + 1);
    },
  );

  it.each([0, 1, 2])('gives up after %i retries', async (retries) => {
    const server = await ConfigServer.start(status(503));
    await expect(get(server, { retries })).rejects.toMatchObject({ retryable: true });
    expect(server.asked).toHaveLength(retries + 1);
  });

  it('makes six requests by default', async () => {
    const server = await ConfigServer.start(status(500));
    await expect(get(server, { timeoutMs: 30_000 })).rejects.toThrow('HTTP 500');
    expect(server.asked).toHaveLength(6);
  });

  it.each([
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [429, true],
  ])('takes HTTP %i for final; asking again later may help: %s', async (code, retryable) => {
    const server = await ConfigServer.start(status(code, { 'retry-after': '7' }));
    const error: unknown = await get(server).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'SOURCE_FAILED', retryable, retryAfterMs: 7_000 });
    expect(server.asked).toHaveLength(1);
  });

  it('does not insist on a login page', async () => {
    const server = await ConfigServer.start(html());
    await expect(get(server)).rejects.toThrow('HTML');
    expect(server.asked).toHaveLength(1);
  });

  it('has one time limit for all attempts', async () => {
    const server = await ConfigServer.start(first(1, status(500), hang));
    const error = (await get(server, { timeoutMs: 300 }).catch((reason: unknown) => reason)) as SourceError;
    expect(error.message).toBe(`A/B Smartly (${server.origin}) did not answer within 300 ms.`);
    expect(error.retryable).toBe(true);
    expect(server.asked).toHaveLength(2);
  });

  it('is over at once when the time limit strikes in a pause', async () => {
    const server = await ConfigServer.start(status(500));
    await expect(get(server, { retries: 30, timeoutMs: 200 })).rejects.toThrow(
      'did not answer within 200 ms',
    );
  });

  it('stops when it is told to', async () => {
    const server = await ConfigServer.start(status(500));
    const controller = new AbortController();
    const source = absmartlySource({
      endpoint: server.origin,
      application: 'a',
      environment: 'b',
      retries: 30,
      timeoutMs: 60_000,
      fetch: (input, init) => {
        if (server.asked.length >= 2) controller.abort();
        return fetch(input, init);
      },
    });
    await expect(source.fetch({ signal: controller.signal, since: undefined })).rejects.toThrow();
    expect(server.asked.length).toBeLessThan(4);
  });

  it.each([
    [{ retries: -1 }, 'retries'],
    [{ retries: 1.5 }, 'retries'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ maxBytes: 0 }, 'maxBytes'],
    [{ endpoint: 'nowhere' }, 'endpoint'],
    [{ endpoint: 'ftp://collector' }, 'endpoint'],
    [{ endpoint: 'https://collector/v1?key=1' }, 'endpoint'],
    [{ application: '' }, 'application'],
    [{ application: { name: ' ' } }, 'application'],
    [{ environment: '' }, 'environment'],
  ])('refuses %j', (options, member) => {
    expect(() =>
      absmartlySource({
        endpoint: 'https://collector.example.com/v1',
        application: 'a',
        environment: 'b',
        ...options,
      }),
    ).toThrow(member);
  });
});
