import { describe, expect, it } from 'vitest';
import { SourceError } from '../../../lib/errors/source.error.js';
import type { JsonQuestion } from '../../../lib/http/ask-json.js';
import { askJson } from '../../../lib/http/ask-json.js';
import { ConfigServer, cut, hang, html, json, redirect, status, text } from '../../support/config-server.js';
import type { Reply } from '../../support/config-server.js';

const FACTS = { city: 'Zürich' };

async function serve(reply: Reply) {
  const server = await ConfigServer.start(reply);
  const ask = (question: Partial<JsonQuestion> = {}): Promise<unknown> =>
    askJson({ url: `${server.origin}/facts?key=s3cret`, wanted: 'facts', maxBytes: 1_000, ...question });
  return { server, ask };
}

async function failure(answer: Promise<unknown>): Promise<SourceError> {
  const error: unknown = await answer.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SourceError);
  expect((error as Error).message).not.toContain('s3cret');
  return error as SourceError;
}

describe('askJson', () => {
  it('gets JSON', async () => {
    const { server, ask } = await serve(json(FACTS));
    expect(await ask({ headers: { 'x-key': 'k' } })).toEqual(FACTS);
    expect(server.asked[0]).toMatchObject({
      method: 'GET',
      headers: { accept: 'application/json', 'x-key': 'k' },
    });
  });

  it('posts a body where there is one, as JSON unless the question says otherwise', async () => {
    const { server, ask } = await serve(json(FACTS));
    expect(await ask({ body: '{}' })).toEqual(FACTS);
    await ask({ body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect(server.asked.map(({ method, headers }) => [method, headers['content-type']])).toEqual([
      ['POST', 'application/json'],
      ['POST', 'application/x-www-form-urlencoded'],
    ]);
  });

  it.each<[string, Reply, boolean, string]>([
    ['a refusal', status(401), false, 'Expected facts from svc, got HTTP 401: check the key or credentials.'],
    ['an outage', status(503), true, 'Expected facts from svc, got HTTP 503.'],
    ['a login page', html(), false, 'Expected JSON from svc, got HTML'],
    ['nothing', text(''), true, 'Expected JSON from svc, got nothing'],
    ['another format', text('s3cret=1'), true, 'Expected JSON from svc, got 8 characters that are not'],
    ['a cut line', cut('{"a":1}'), true, 'svc could not be read'],
    ['too much', text(`"${'x'.repeat(1_000)}"`), false, 'Expected at most 1000 bytes from svc'],
    ['a redirect that is not wanted', redirect('/elsewhere'), false, 'more than 0 redirects'],
  ])('says so when %s comes', async (_what, reply, retryable, message) => {
    const { ask } = await serve(reply);
    const error = await failure(ask({ name: 'svc' }));
    expect(error.message).toContain(message);
    expect(error.retryable).toBe(retryable);
  });

  it('names the address without its query where it has no name', async () => {
    const { server, ask } = await serve(status(500));
    expect((await failure(ask())).message).toBe(`Expected facts from ${server.origin}/facts, got HTTP 500.`);
  });

  it('takes the statuses that the question accepts', async () => {
    const { server, ask } = await serve((_request, response) =>
      response.writeHead(302, { location: '/x' }).end('{"a":1}'),
    );
    expect(await ask({ body: '{}', accepts: (code) => code < 400 })).toEqual({ a: 1 });
    server.reply = (_request, response) => response.writeHead(201).end('{}');
    expect((await failure(ask({ accepts: (code) => code === 200 }))).message).toContain('HTTP 201');
  });

  it('follows as many redirects as it may, but never with a body', async () => {
    const { server, ask } = await serve((request, response) =>
      request.url === '/there' ? json(FACTS)(request, response) : redirect('/there')(request, response),
    );
    expect(await ask({ maxRedirects: 1 })).toEqual(FACTS);
    await failure(ask({ maxRedirects: 1, body: '{"secret":1}' }));
    expect(server.asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST']);
  });

  it('waits no longer than it may', async () => {
    const { ask } = await serve(hang);
    expect((await failure(ask({ timeoutMs: 20 }))).message).toContain(
      'did not answer completely within 20 ms',
    );
  });

  it('gives up with the signal', async () => {
    const { ask } = await serve(hang);
    const patience = new AbortController();
    const answer = ask({ signal: patience.signal });
    patience.abort(new Error('enough'));
    expect((await failure(answer)).message).toContain('was given up');
    expect((await failure(ask({ signal: AbortSignal.abort() }))).message).toContain('was given up');
  });

  it('says so when the address is none', async () => {
    expect(
      (await failure(askJson({ url: '/nowhere', body: '{}', wanted: 'facts', maxBytes: 1 }))).message,
    ).toContain('an address that is no URL could not be read');
  });
});
