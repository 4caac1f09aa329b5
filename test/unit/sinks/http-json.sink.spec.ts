import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../../lib/errors/delivery.error.js';
import type { ExperimentationEvent, SendReport, Sink } from '../../../lib/ports/sink.js';
import type { HttpJsonSinkOptions } from '../../../lib/sinks/http-json.sink.js';
import { httpJsonSink } from '../../../lib/sinks/http-json.sink.js';
import { sampleGoal } from '../../../lib/testing/contracts/sample-events.js';
import type { CollectorReply } from '../../support/collector.js';
import { acceptButCut, Collector, cut, hang, ok, status } from '../../support/collector.js';
import { codesOf } from '../../support/scripted-sink.js';

const goals = (...codes: string[]): ExperimentationEvent[] => codes.map((code) => sampleGoal(code));

/** One request for every `size` events. */
function sinkFor(collector: Collector, size = 100, given: Partial<HttpJsonSinkOptions> = {}): Sink {
  return httpJsonSink({
    name: 'http',
    encode: (batch) => ({
      requests: Array.from({ length: Math.ceil(batch.length / size) }, (_, i) => {
        const events = batch.slice(i * size, (i + 1) * size);
        const body = JSON.stringify(codesOf(events).map((code) => ({ code })));
        return { url: `${collector.origin}/track?key=secret`, headers: { 'X-Test': 'yes' }, body, events };
      }),
    }),
    ...given,
  });
}

async function send(
  sink: Sink,
  events: ExperimentationEvent[],
  signal = new AbortController().signal,
): Promise<SendReport> {
  return (await sink.send(events, { signal })) ?? {};
}

const codes = (collector: Collector): unknown[] => collector.events.map(({ code }) => code);

describe('httpJsonSink', () => {
  it('posts what the encoder makes, one request after the other', async () => {
    const collector = await Collector.start();
    const sink = sinkFor(collector, 2);
    expect(await send(sink, goals('a', 'b', 'c'))).toEqual({ rejected: [] });
    expect(
      collector.deliveries.map(({ method, url, headers, body }) => [method, url, headers['x-test'], body]),
    ).toEqual([
      ['POST', '/track?key=secret', 'yes', '[{"code":"a"},{"code":"b"}]'],
      ['POST', '/track?key=secret', 'yes', '[{"code":"c"}]'],
    ]);
    expect(collector.mostAtOnce).toBe(1);
  });

  it('uses connections again', async () => {
    const collector = await Collector.start();
    const ports = new Set<unknown>();
    collector.otherwise = (delivery, response) => {
      ports.add(response.socket?.remotePort);
      return ok(delivery, response);
    };
    const sink = sinkFor(collector, 1);
    await send(sink, goals(...Array.from({ length: 30 }, (_, i) => `v${i}`)));
    expect(collector.deliveries).toHaveLength(30);
    expect(ports.size).toBeLessThan(10);
  });

  it('makes no request for nothing, and passes rejections on', async () => {
    const collector = await Collector.start();
    const [a, b] = goals('a', 'b') as [ExperimentationEvent, ExperimentationEvent];
    const rejected = [a, b].map((event) => ({ event, reason: 'filtered' }));
    const sink = sinkFor(collector, 1, { encode: () => Promise.resolve({ requests: [], rejected }) });
    expect(await send(sink, [a, b])).toEqual({ rejected });
    expect(collector.deliveries).toEqual([]);
  });

  it('does not send again what was taken when a later request fails', async () => {
    const collector = await Collector.start();
    collector.script(ok, status(503, { 'retry-after': '2' }));
    const batch = goals('a', 'b', 'c', 'd', 'e');
    const { failed, rejected } = await send(sinkFor(collector, 2), batch);
    expect(rejected).toEqual([]);
    expect(codesOf(failed?.events ?? [])).toEqual(['c', 'd', 'e']);
    expect(failed?.error).toMatchObject({ retryable: true, retryAfterMs: 2_000, reason: 'http-503' });
    expect(codes(collector)).toEqual(['a', 'b']);
  });

  it('goes on after a request that is refused for good', async () => {
    const collector = await Collector.start();
    collector.script(status(400), ok, status(422));
    const { failed, rejected } = await send(sinkFor(collector, 1), goals('a', 'b', 'c', 'd'));
    expect(failed).toBeUndefined();
    expect(rejected?.map(({ event, reason }) => [event.visitor.visitorCode, reason])).toEqual([
      ['a', 'http-400'],
      ['c', 'http-422'],
    ]);
    expect(codes(collector)).toEqual(['b', 'd']);
  });

  it('asks for a smaller batch when a body is too long, without sending it', async () => {
    const collector = await Collector.start();
    const { failed } = await send(
      sinkFor(collector, 100, { maxBodyBytes: 50 }),
      goals('a', 'b', 'c', 'd', 'ä'),
    );
    expect(failed?.events).toHaveLength(5);
    expect(failed?.error).toMatchObject({
      tooLarge: true,
      message: expect.stringContaining('over the limit of 50') as string,
    });
    expect(collector.deliveries).toEqual([]);
    expect(await send(sinkFor(collector, 100, { maxBodyBytes: 50 }), goals('a', 'b', 'c'))).toEqual({
      rejected: [],
    });
  });

  it.each<[string, CollectorReply]>([
    ['is cut', cut],
    ['is cut although the events were kept', acceptButCut],
  ])('tries again when the answer %s', async (_, reply) => {
    const collector = await Collector.start(reply);
    const { failed } = await send(sinkFor(collector), goals('a'));
    expect(failed?.error).toMatchObject({ retryable: true, reason: 'no-answer' });
  });

  it('tries again when nobody listens, and names neither key nor query', async () => {
    const collector = await Collector.start();
    await collector.refuse();
    const { failed } = await send(sinkFor(collector), goals('a'));
    expect(failed?.error).toMatchObject({
      retryable: true,
      message: `No answer from ${collector.origin}/track: ECONNREFUSED.`,
    });
    await collector.listen();
    expect(await send(sinkFor(collector), goals('a'))).toEqual({ rejected: [] });
  });

  it('stops when it is told to, with the reason it is given', async () => {
    const collector = await Collector.start(hang);
    const abort = new AbortController();
    const reason = new DeliveryError('Time is up.', { retryable: true });
    const sending = send(sinkFor(collector), goals('a'), abort.signal);
    abort.abort(reason);
    expect((await sending).failed?.error).toBe(reason);
  });

  it('does not follow redirects', async () => {
    const elsewhere = await Collector.start();
    const collector = await Collector.start(status(302, { location: elsewhere.origin }));
    const { rejected } = await send(sinkFor(collector), goals('a'));
    expect(rejected?.map(({ reason }) => reason)).toEqual(['http-302']);
    expect(elsewhere.deliveries).toEqual([]);
  });

  it('is content with a good status, however long the answer or its end', async () => {
    const collector = await Collector.start();
    const chunk = Buffer.alloc(65_536, 'x');
    collector.script(
      (_delivery, response) => {
        response.writeHead(200);
        const write = (): void => {
          while (!response.destroyed && response.write(chunk));
          if (!response.destroyed) response.once('drain', write);
        };
        write();
        return true;
      },
      (_delivery, response) => {
        response.writeHead(202, { 'content-length': '100' });
        response.write('half', () => response.destroy());
        return true;
      },
    );
    expect(await send(sinkFor(collector), goals('a'))).toEqual({ rejected: [] });
    expect(await send(sinkFor(collector), goals('b'))).toEqual({ rejected: [] });
  });

  it('lets the sink judge answers', async () => {
    const collector = await Collector.start(status(200, {}, '{"status":"denied"}'));
    const sink = sinkFor(collector, 100, {
      judge: ({ body }) =>
        body.includes('denied')
          ? new DeliveryError('Denied.', { retryable: false, reason: 'denied' })
          : undefined,
    });
    expect((await send(sink, goals('a'))).rejected?.map(({ reason }) => reason)).toEqual(['denied']);
  });

  it('uses the fetch it is given', async () => {
    const asked: unknown[] = [];
    const collector = await Collector.start();
    const sink = sinkFor(collector, 100, {
      fetch: (input, init) => {
        asked.push([init?.method, init?.redirect]);
        return fetch(input, init);
      },
    });
    await send(sink, goals('a'));
    expect(asked).toEqual([['POST', 'manual']]);
    expect(codes(collector)).toEqual(['a']);
  });

  it('says what it carries and how', () => {
    const encode = (): { requests: [] } => ({ requests: [] });
    expect(httpJsonSink({ name: 'a', encode })).not.toHaveProperty('accepts');
    const sink = httpJsonSink({ name: 'b', encode, kinds: ['goal'], batching: { maxBatchSize: 10 } });
    expect([...(sink.accepts ?? [])]).toEqual(['goal']);
    expect(sink.batching).toEqual({ maxBatchSize: 10 });
  });
});
