import { describe, expect, it } from 'vitest';
import { SourceError } from '../../../lib/errors/source.error.js';
import type { Fetched, Source, SourceValidator } from '../../../lib/ports/source.js';
import { httpSource } from '../../../lib/sources/http.source.js';
import type { HttpSourceOptions } from '../../../lib/sources/http.source.js';
import {
  conditional,
  ConfigServer,
  cut,
  endless,
  gzip,
  gzipBomb,
  hang,
  html,
  json,
  redirect,
  stall,
  status,
  text,
} from '../../support/config-server.js';
import type { Reply } from '../../support/config-server.js';
import { until } from '../../support/until.js';

const PAYLOAD = { flags: { checkout: 'ключ' } };

function get(source: Source, since?: SourceValidator): Promise<Fetched | undefined> {
  return source.fetch({ signal: new AbortController().signal, since });
}

async function failure(source: Source): Promise<SourceError> {
  const error: unknown = await get(source).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

async function serve(reply: Reply, options: Partial<HttpSourceOptions> = {}) {
  const server = await ConfigServer.start(reply);
  return { server, source: httpSource({ url: `${server.origin}/config`, ...options }) };
}

describe('httpSource, asking', () => {
  it('gives the payload, its text and its marks', async () => {
    const { source, server } = await serve(conditional(PAYLOAD, '"v1"', 'Mon, 02 Nov 2026 10:00:00 GMT'));
    expect(await get(source)).toEqual({
      payload: PAYLOAD,
      text: JSON.stringify(PAYLOAD),
      validator: {
        etag: '"v1"',
        lastModified: 'Mon, 02 Nov 2026 10:00:00 GMT',
        digest: expect.any(String),
      },
    });
    expect(server.asked[0]?.headers).toMatchObject({ accept: 'application/json' });
    expect(server.asked[0]?.headers['accept-encoding']).toContain('gzip');
    expect(server.asked[0]?.headers).not.toHaveProperty('if-none-match');
  });

  it('asks conditionally, and takes 304 for "not changed"', async () => {
    const { source, server } = await serve(conditional(PAYLOAD, '"v1"', 'Mon, 02 Nov 2026 10:00:00 GMT'));
    const first = await get(source);
    expect(await get(source, first?.validator)).toBeUndefined();
    expect(server.asked[1]?.headers).toMatchObject({
      'if-none-match': '"v1"',
      'if-modified-since': 'Mon, 02 Nov 2026 10:00:00 GMT',
    });
  });

  it('recognises equal content where the server gives no marks', async () => {
    const { source, server } = await serve(json(PAYLOAD));
    const first = await get(source);
    expect(await get(source, first?.validator)).toBeUndefined();
    server.reply = json({ flags: {} });
    expect(await get(source, first?.validator)).toMatchObject({ payload: { flags: {} } });
  });

  it('unpacks gzip', async () => {
    const { source } = await serve(gzip(PAYLOAD));
    expect(await get(source)).toMatchObject({ payload: PAYLOAD });
  });

  it('cuts a byte order mark', async () => {
    const { source } = await serve(text(`\ufeff${JSON.stringify(PAYLOAD)}`));
    expect(await get(source)).toMatchObject({ payload: PAYLOAD });
  });

  it('keeps names such as __proto__ as ordinary members', async () => {
    const { source } = await serve(text('{"flags":{"__proto__":{"x":1},"constructor":2}}'));
    const payload = (await get(source))?.payload as { flags: object };
    expect(Object.keys(payload.flags)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(payload.flags)).toBe(Object.prototype);
  });

  it('sends headers of the application, and a password in the address as Authorization', async () => {
    const server = await ConfigServer.start(json(PAYLOAD));
    const url = new URL(server.origin);
    url.username = 'jo';
    url.password = 'p@ss';
    await get(httpSource({ url, headers: { 'X-Key': 'abc', accept: 'text/json' } }));
    expect(server.asked[0]?.headers).toMatchObject({
      'x-key': 'abc',
      accept: 'text/json',
      authorization: `Basic ${Buffer.from('jo:p@ss').toString('base64')}`,
    });
  });

  it('tells the headers of usable answers only', async () => {
    const seen: (string | null)[] = [];
    const { source, server } = await serve(status(500, { 'x-mark': 'bad' }), {
      onHeaders: (headers) => seen.push(headers.get('x-mark')),
    });
    await failure(source);
    server.reply = json(PAYLOAD, { 'x-mark': 'good' });
    await get(source);
    expect(seen).toEqual(['good']);
  });

  it('sends through the fetch it is given', async () => {
    const source = httpSource({
      url: 'http://config.invalid/',
      fetch: async () => new Response(JSON.stringify(PAYLOAD)),
    });
    expect(await get(source)).toMatchObject({ payload: PAYLOAD });
  });
});

describe('httpSource, bad answers', () => {
  it.each([
    ['an error of the server', status(503), true, 'got HTTP 503'],
    ['a wrong key', status(403), false, 'got HTTP 403: check the key or credentials'],
    ['a wrong address', status(404), false, 'got HTTP 404: check the address and the key'],
    ['a bad request', status(400), false, 'got HTTP 400'],
    ['a time-out of the server', status(408), true, 'got HTTP 408'],
    ['too early', status(425), true, 'got HTTP 425'],
    ['too many requests', status(429), true, 'got HTTP 429'],
    ['no content', status(204), false, 'got HTTP 204'],
    ['"not modified" unasked', status(304), false, 'got HTTP 304'],
    ['a web page', html(), false, 'got HTML: is a login page or a proxy in the way'],
    ['a web page that says it is JSON', html('application/json'), false, 'got HTML'],
    ['JSON that ends too early', text('{"flags":{"a"'), true, 'the end is missing'],
    ['text that is no JSON', text('{"flags": nope}'), true, 'something in it is not JSON'],
    ['JSON with a mistake', text('{"flags":\n  {"a" 1}}'), true, 'line 2, column 8 is not JSON'],
    ['nothing', text(''), true, 'got nothing'],
    ['bytes that are no text', text(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])), true, 'Expected UTF-8 text'],
    ['a line that is cut', cut(PAYLOAD), true, 'could not be read'],
    ['packed bytes that cannot be unpacked', damagedGzip(), true, 'could not be read'],
    ['redirection to nowhere', status(302), false, 'without saying where to'],
  ])('explains %s', async (_title, reply, retryable, message) => {
    const { source } = await serve(reply);
    const error = await failure(source);
    expect(error.message).toContain(message);
    expect(error.retryable).toBe(retryable);
  });

  it('passes on how long the server asks to wait', async () => {
    const { source, server } = await serve(status(429, { 'retry-after': '7' }));
    expect((await failure(source)).retryAfterMs).toBe(7_000);
    server.reply = status(503, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() });
    expect((await failure(source)).retryAfterMs).toBeGreaterThan(3_500_000);
    server.reply = status(503);
    expect((await failure(source)).retryAfterMs).toBeUndefined();
  });

  it('explains a server that is not there', async () => {
    const { source, server } = await serve(hang);
    await server.stop();
    const error = await failure(source);
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.retryable).toBe(true);
  });

  it.each([
    ['says nothing', hang],
    ['stops in the middle', stall(PAYLOAD)],
  ])('gives up a server that %s', async (_title, reply) => {
    const { source } = await serve(reply, { timeoutMs: 50 });
    const error = await failure(source);
    expect(error.message).toContain('did not answer completely within 50 ms');
    expect(error.retryable).toBe(true);
  });

  it('stops when it is told to', async () => {
    const { source, server } = await serve(hang);
    const controller = new AbortController();
    const fetched = source.fetch({ signal: controller.signal, since: undefined });
    await until('the request', () => server.asked.length === 1);
    controller.abort();
    await expect(fetched).rejects.toThrow('was given up');
  });
});

describe('httpSource, large answers', () => {
  it.each([
    ['announced', announced(2_000)],
    ['not announced', endless],
    ['packed: the unpacked size counts', gzipBomb(50_000_000)],
  ])('refuses what is over the limit (%s)', async (_title, reply) => {
    const { source } = await serve(reply, { maxBytes: 1_000 });
    const error = await failure(source);
    expect(error.message).toContain('Expected at most 1000 bytes');
    expect(error.retryable).toBe(false);
  });

  it('takes what is exactly at the limit', async () => {
    const body = JSON.stringify(PAYLOAD);
    const { source } = await serve(text(body), { maxBytes: Buffer.byteLength(body) });
    expect(await get(source)).toMatchObject({ payload: PAYLOAD });
  });
});

describe('httpSource, redirects', () => {
  it.each([301, 302, 303, 307, 308])('follows %d', async (code) => {
    const { source, server } = await serve(redirect('/elsewhere', code));
    server.on('/elsewhere', json(PAYLOAD));
    expect(await get(source)).toMatchObject({ payload: PAYLOAD });
  });

  it('sends headers of the application to its own origin only', async () => {
    const other = await ConfigServer.start(json(PAYLOAD));
    const { source, server } = await serve(redirect('/same'), {
      headers: { 'x-key': 'hush', authorization: 'hush' },
    });
    server.on('/same', redirect(`${other.origin}/other`));
    expect(await get(source, { etag: '"v0"' })).toMatchObject({ payload: PAYLOAD });
    expect(server.asked[1]?.headers).toMatchObject({ 'x-key': 'hush' });
    expect(other.asked[0]?.headers).not.toHaveProperty('x-key');
    expect(other.asked[0]?.headers).not.toHaveProperty('authorization');
    expect(other.asked[0]?.headers).toMatchObject({ 'if-none-match': '"v0"' });
  });

  it('follows no more than it may', async () => {
    const { source, server } = await serve(redirect('/config'), { maxRedirects: 2 });
    expect((await failure(source)).message).toContain('more than 2 redirects');
    expect(server.asked).toHaveLength(3);
    const none = httpSource({ url: `${server.origin}/config`, maxRedirects: 0 });
    expect((await failure(none)).message).toContain('more than 0 redirects');
  });

  it.each([
    'ftp://127.0.0.1/x',
    'file:///etc/passwd',
    'http://jo:pass@127.0.0.1/',
    'data:application/json,{}',
  ])('does not follow to %s', async (location) => {
    const { source } = await serve(redirect(location));
    const error = await failure(source);
    expect(error.message).toContain('redirects to an address that is not followed');
    expect(error.message).not.toContain(location);
  });

  it('does not follow from https down to http', async () => {
    const source = httpSource({
      url: 'https://config.invalid/',
      fetch: async () => new Response(null, { status: 302, headers: { location: 'http://config.invalid/' } }),
    });
    expect((await failure(source)).message).toContain('never from https to http');
  });
});

describe('httpSource, secrets', () => {
  it.each([
    ['status', status(401)],
    ['html', html()],
    ['cut', cut(PAYLOAD)],
    ['redirects', redirect('/config?key=s3cret-key')],
    ['broken JSON', text('{"password": "s3cret-payload" nope')],
  ])('shows none in its name or an error (%s)', async (_title, reply) => {
    const server = await ConfigServer.start(reply);
    const { port } = new URL(server.origin);
    const source = httpSource({
      url: `http://s3cret-user:s3cret-pass@127.0.0.1:${port}/config?key=s3cret-key#s3cret-hash`,
      headers: { 'x-key': 's3cret-header' },
    });
    expect(source.name).toBe(`${server.origin}/config`);
    const error = await failure(source);
    expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('s3cret');
  });

  it('calls itself as it is told', async () => {
    const { source } = await serve(status(500), { name: 'my flags' });
    expect(source.name).toBe('my flags');
    expect((await failure(source)).message).toContain('from my flags, got HTTP 500');
  });

  it.each([
    [{ url: 's3cret' }, 'Expected url to be an absolute http or https address'],
    [{ url: 'ftp://s3cret/' }, 'got one of scheme "ftp:"'],
    [{ url: 'http://s3cret%zz@localhost/' }, 'percent-encoded'],
    [{ url: 'http://localhost/', headers: { 'x-key': 's3cret\nx' } }, 'Expected header "x-key"'],
    [{ url: 'http://localhost/', timeoutMs: 0 }, 'Expected timeoutMs to be a whole number above 0, got 0'],
    [{ url: 'http://localhost/', maxBytes: Number.NaN }, 'Expected maxBytes'],
    [{ url: 'http://localhost/', maxRedirects: -1 }, 'Expected maxRedirects'],
  ] satisfies [HttpSourceOptions, string][])('refuses %o without showing it', (options, message) => {
    const build = (): Source => httpSource(options);
    expect(build).toThrow(TypeError);
    expect(build).toThrow(message);
    expect(build).not.toThrow('s3cret');
  });
});

function announced(bytes: number): Reply {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes });
    response.end(' '.repeat(bytes));
  };
}

function damagedGzip(): Reply {
  return (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      .end('this is not gzip');
  };
}
