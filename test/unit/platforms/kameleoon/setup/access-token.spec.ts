import { describe, expect, it, vi } from 'vitest';
import { AccessToken, authorized } from '../../../../../lib/platforms/kameleoon/setup/access-token.js';
import type { CollectorReply } from '../../../../support/collector.js';
import { Collector, cut, status } from '../../../../support/collector.js';

const CREDENTIALS = { clientId: 'id&1', clientSecret: 's3cret+=' };

interface Bench {
  readonly collector: Collector;
  readonly token: AccessToken;
  readonly said: string[];
  now: number;
  /** Requests but for the token's own: method, path, token. */
  readonly sent: () => (string | undefined)[];
  readonly asked: () => number;
}

async function open(
  tokens: CollectorReply,
  api: CollectorReply = status(200),
): Promise<Bench & { send: typeof fetch }> {
  const collector = await Collector.start((delivery, response) =>
    (delivery.url === '/oauth/token' ? tokens : api)(delivery, response),
  );
  const said: string[] = [];
  const bench = { now: 1_000_000 };
  const token = new AccessToken({
    ...CREDENTIALS,
    api: collector.origin,
    timeoutMs: 5_000,
    fetch,
    now: () => bench.now,
  });
  token.tellFailures((message) => said.push(message));
  return Object.assign(bench, {
    collector,
    token,
    said,
    send: authorized(fetch, token),
    sent: () =>
      collector.deliveries
        .filter(({ url }) => url !== '/oauth/token')
        .map(({ headers }) => headers.authorization),
    asked: () => collector.deliveries.filter(({ url }) => url === '/oauth/token').length,
  });
}

/** Gives `t1`, `t2` ... */
function giving(seconds: number): CollectorReply {
  let count = 0;
  return (_delivery, response) => {
    response.end(JSON.stringify({ access_token: `t${++count}`, expires_in: seconds }));
    return false;
  };
}

describe('an access token', () => {
  it('is asked for by client credentials, once for all who wait', async () => {
    const bench = await open(giving(3_600));
    const url = `${bench.collector.origin}/visit/events`;
    await Promise.all([bench.send(url), bench.send(url), bench.send(url)]);
    expect(bench.sent()).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1']);
    expect(bench.asked()).toBe(1);
    const [request] = bench.collector.deliveries;
    expect(request).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&client_id=id%261&client_secret=s3cret%2B%3D',
    });
  });

  it('is kept until a minute before it expires', async () => {
    const bench = await open(giving(600));
    const seen: (string | null)[] = [await bench.token.get()];
    bench.now += 539_999;
    seen.push(await bench.token.get());
    bench.now += 1;
    seen.push(await bench.token.get());
    expect(seen).toEqual(['t1', 't1', 't2']);
  });

  it('is renewed from half an hour before it expires, by a request that does not wait', async () => {
    const bench = await open(giving(3_600));
    expect(await bench.token.get()).toBe('t1');
    bench.now += 1_799_999;
    expect(await bench.token.get()).toBe('t1');
    expect(bench.asked()).toBe(1);
    bench.now += 1;
    expect(await Promise.all([bench.token.get(), bench.token.get()])).toEqual(['t1', 't1']);
    await vi.waitFor(async () => expect(await bench.token.get()).toBe('t2'));
    expect(bench.asked()).toBe(2);
  });

  it('serves on where it cannot be renewed yet, until it expires', async () => {
    let give = giving(3_600);
    const bench = await open((delivery, response) => give(delivery, response));
    await bench.token.get();
    give = status(503);
    bench.now += 1_800_000;
    expect(await bench.token.get()).toBe('t1');
    await vi.waitFor(() => expect(bench.said).toHaveLength(1));
    expect(bench.said[0]).toContain('The one at hand serves until it expires');
    expect(await bench.token.get()).toBe('t1');
    expect(bench.asked()).toBe(2);
    bench.now += 1_740_000;
    expect(await bench.token.get()).toBeNull();
    expect(bench.said[1]).toContain('Requests go without one');
  });

  it('is forgotten when it is refused, and the request made without', async () => {
    const refusing: CollectorReply = (delivery, response) =>
      status(delivery.headers.authorization === undefined ? 200 : 401)(delivery, response);
    const bench = await open(giving(3_600), refusing);
    const answer = await bench.send(`${bench.collector.origin}/x`, { method: 'POST', body: 'lines' });
    expect(answer.status).toBe(200);
    expect(bench.sent()).toEqual(['Bearer t1', undefined]);
    expect(bench.collector.deliveries.at(-1)?.body).toBe('lines');
    expect(await bench.token.get()).toBe('t2');
  });

  it.each([
    ['a refusal', status(401, {}, 'bad s3cret+=')],
    ['a redirect', status(307, { location: 'http://127.0.0.1:1/' })],
    ['nonsense', status(200, {}, 's3cret+= is no token')],
    ['an answer without a token', status(200, {}, '{"expires_in":5}')],
    ['no answer', cut],
  ])('does without after %s, says so once, and asks again later', async (_name, reply) => {
    const bench = await open(reply);
    const url = `${bench.collector.origin}/x`;
    await bench.send(url);
    await bench.send(url);
    expect(bench.sent()).toEqual([undefined, undefined]);
    expect([bench.asked(), bench.said.length]).toEqual([1, 1]);
    expect(bench.said[0]).toContain('No access token from Kameleoon');
    expect(bench.said.join()).not.toMatch(/s3cret|id&1/);
    bench.now += 30_000;
    await bench.send(url);
    expect(bench.asked()).toBe(2);
  });

  it('is not waited for by a request that is given up', async () => {
    const bench = await open(() => false);
    const abort = new AbortController();
    const request = bench.send(`${bench.collector.origin}/x`, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(request).rejects.toThrow('enough');
  });
});
