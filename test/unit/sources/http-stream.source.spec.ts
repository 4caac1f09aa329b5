import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fetched } from '../../../lib/ports/source.js';
import { reconnectMs } from '../../../lib/sources/sse-stream.js';
import { httpSource } from '../../../lib/sources/http.source.js';
import { httpStreamSource } from '../../../lib/sources/http-stream.source.js';
import type { HttpStreamOptions } from '../../../lib/sources/http-stream.source.js';
import { ConfigServer, html, json, redirect, status } from '../../support/config-server.js';
import { EventFeed } from '../../support/event-feed.js';
import { until } from '../../support/until.js';

const PAYLOAD = { flags: { a: 1 } };

async function stream(options: Partial<HttpStreamOptions> = {}, feed = new EventFeed()) {
  const server = await ConfigServer.start(json(PAYLOAD));
  server.on('/sub', feed.reply);
  const source = httpStreamSource(httpSource({ url: server.origin, name: 'flags' }), {
    url: `${server.origin}/sub?key=hush`,
    payloadEvent: 'features',
    changeEvent: 'features-updated',
    random: () => 0,
    ...options,
  });
  const heard: (Fetched | string)[] = [];
  const watch = () => {
    const stop = source.watch?.({
      changed: (fetched) => heard.push(fetched ?? 'changed'),
      failed: (error) => heard.push((error as Error).message),
    });
    onTestFinished(() => stop?.());
    return stop;
  };
  const subscriptions = () => server.asked.filter(({ url }) => url.startsWith('/sub'));
  return { server, feed, source, heard, watch, subscriptions };
}

const connected = (feed: EventFeed) => until('the stream', () => feed.open === 1);

describe('httpStreamSource', () => {
  it('hands over the payload of an event', async () => {
    const { feed, watch, heard } = await stream();
    watch();
    await connected(feed);
    feed.send('features', JSON.stringify(PAYLOAD));
    await until('the event', () => heard.length === 1);
    expect(heard).toEqual([
      {
        payload: JSON.stringify(PAYLOAD),
        text: JSON.stringify(PAYLOAD),
        validator: { digest: expect.any(String) },
      },
    ]);
  });

  it('tells that there is something to download, and ignores other events', async () => {
    const { feed, watch, heard } = await stream();
    watch();
    await connected(feed);
    feed.send('message', 'x');
    feed.send('__proto__', 'x');
    feed.write(': ping\n\n');
    feed.send('features-updated', '');
    feed.send('features-updated', 'now');
    await until('both events that count', () => heard.length === 2);
    expect(heard).toEqual(['changed', 'changed']);
  });

  it('downloads as the source below does', async () => {
    const { source } = await stream();
    const fetched = await source.fetch({ signal: new AbortController().signal, since: undefined });
    expect(fetched?.payload).toEqual(PAYLOAD);
    expect(source.name).toBe('flags');
  });

  it('sends headers, asks for an event stream, and follows redirects without the headers', async () => {
    const { server, feed, watch, subscriptions } = await stream({ headers: { 'x-key': 'hush' } });
    const other = await ConfigServer.start(feed.reply);
    server.on('/sub', redirect(`${other.origin}/elsewhere`));
    watch();
    await connected(feed);
    expect(subscriptions()[0]?.headers).toMatchObject({ 'x-key': 'hush', accept: 'text/event-stream' });
    expect(other.asked[0]?.headers).toMatchObject({ accept: 'text/event-stream' });
    expect(other.asked[0]?.headers).not.toHaveProperty('x-key');
  });

  it('connects again after the line was cut, and then has everything downloaded', async () => {
    const { feed, watch, heard } = await stream();
    watch();
    await connected(feed);
    feed.cut();
    await until('the second connection', () => feed.opened === 2);
    await until('the download', () => heard.includes('changed'));
    expect(heard).toEqual([expect.stringContaining('The event stream of flags is interrupted'), 'changed']);
  });

  it.each([
    ['an error', status(503), '503'],
    ['a refusal', status(403), '403'],
    ['"no content"', status(204), '204'],
    ['a web page', html(), 'Invalid content type'],
  ])('survives %s, tells why, and connects when it can', async (_title, reply, reason) => {
    const { server, feed, watch, heard, subscriptions } = await stream();
    server.on('/sub', reply);
    watch();
    await until('two attempts', () => subscriptions().length >= 2);
    expect(heard[0]).toContain(reason);
    expect(JSON.stringify(heard)).not.toContain('hush');
    server.on('/sub', feed.reply);
    await connected(feed);
    await until('the download', () => heard.at(-1) === 'changed');
  });

  it('survives a server that is not there', async () => {
    const { server, watch, heard } = await stream();
    await server.stop();
    watch();
    await until('two failures', () => heard.length >= 2);
    expect(heard[0]).toContain('interrupted');
  });

  it('does not let the server say how fast it connects again', async () => {
    const { feed, watch, subscriptions, heard } = await stream({ random: () => 0.999 }, new EventFeed(1));
    watch();
    await connected(feed);
    feed.cut();
    await until('the failure', () => heard.length === 1);
    // The library would be back within a millisecond; this takes two tenths of a second.
    await until('the second connection', () => feed.open === 1);
    expect(subscriptions()).toHaveLength(2);
  });

  it('breaks at an event over the limit rather than keep it', async () => {
    const { feed, watch, heard } = await stream({ maxBytes: 1_000 });
    watch();
    await connected(feed);
    feed.write(`event: features\ndata: ${'x'.repeat(2_000)}`);
    await until('the failure', () => heard.length > 0);
    expect(heard[0]).toContain('an event is larger than 1000 bytes');
    await until('the second connection', () => feed.opened === 2);
  });

  it('waits until the server offers a stream', async () => {
    const offer = { made: false };
    const { feed, source, watch, heard } = await stream({ isOffered: () => offer.made });
    watch();
    const context = { signal: new AbortController().signal, since: undefined };
    for (let i = 0; i < 3; i++) await source.fetch(context);
    expect(feed.opened).toBe(0);
    expect(heard).toEqual([
      'flags offers no event stream: changes are noticed at the next scheduled refresh.',
    ]);
    offer.made = true;
    await source.fetch(context);
    await connected(feed);
  });

  it('does not connect once it was stopped while it waited', async () => {
    const offer = { made: false };
    const { server, source, watch } = await stream({ isOffered: () => offer.made });
    const stop = watch();
    await stop?.();
    offer.made = true;
    await source.fetch({ signal: new AbortController().signal, since: undefined });
    expect(server.asked.map(({ url }) => url)).toEqual(['/']);
  });

  it('hangs up when it is stopped, and stays away', async () => {
    const { feed, watch, heard, subscriptions } = await stream();
    const stop = watch();
    await connected(feed);
    await stop?.();
    await stop?.();
    await until('the line to be down', () => feed.open === 0);
    expect(heard).toEqual([]);
    expect(subscriptions()).toHaveLength(1);
  });

  it('stays away when it is stopped between two attempts', async () => {
    const { server, watch, heard, subscriptions } = await stream({ random: () => 0.5 });
    server.on('/sub', status(503));
    const stop = watch();
    await until('the failure', () => heard.length === 1);
    await stop?.();
    const other = await stream();
    other.watch();
    await connected(other.feed);
    expect(subscriptions()).toHaveLength(1);
  });

  it('is told what makes no sense at once', () => {
    const build = (options: Partial<HttpStreamOptions>) => () =>
      httpStreamSource(httpSource({ url: 'http://localhost/' }), {
        url: 'http://localhost/sub',
        payloadEvent: 'features',
        changeEvent: 'features-updated',
        ...options,
      });
    expect(build({ url: 'nowhere' })).toThrow('Expected url');
    expect(build({ maxBytes: 0 })).toThrow('Expected maxBytes');
  });
});

describe('reconnectMs', () => {
  it('is a tenth of a second at first, trebles, and ends at five minutes', () => {
    expect([1, 2, 3, 4, 5].map((n) => Math.round(reconnectMs(n, 0)))).toEqual([
      111, 333, 1_000, 3_000, 9_000,
    ]);
    expect(reconnectMs(4, 0.5)).toBe(4_500);
    expect(reconnectMs(9, 0)).toBe(300_000);
  });

  it('never exceeds five minutes, nor falls as failures grow', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, r) => {
        const wait = reconnectMs(n, r);
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(300_000);
        expect(reconnectMs(n + 1, r)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });
});
