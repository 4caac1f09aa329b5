import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../../lib/errors/delivery.error.js';
import type { ExperimentationEvent, SendReport, Sink } from '../../../lib/ports/sink.js';
import type { CallbackSinkOptions } from '../../../lib/sinks/callback.sink.js';
import { callbackSink } from '../../../lib/sinks/callback.sink.js';
import { sampleGoal } from '../../../lib/testing/contracts/sample-events.js';
import { codesOf } from '../../support/scripted-sink.js';

const goals = (...codes: string[]): ExperimentationEvent[] => codes.map((code) => sampleGoal(code));
const codeOf = (event: ExperimentationEvent): string => event.visitor.visitorCode;

async function send(
  sink: Sink,
  events: ExperimentationEvent[],
  signal = new AbortController().signal,
): Promise<SendReport> {
  return (await sink.send(events, { signal })) ?? {};
}

const rejections = ({ rejected = [] }: SendReport): unknown[] =>
  rejected.map(({ event, reason }) => [codeOf(event), reason]);

describe('callbackSink for events', () => {
  it('calls back for one event after the other', async () => {
    const log: string[] = [];
    const onEvent = async (event: ExperimentationEvent): Promise<void> => {
      log.push(`begin ${codeOf(event)}`);
      await Promise.resolve();
      log.push(`end ${codeOf(event)}`);
    };
    await send(callbackSink({ onEvent }), goals('a', 'b'));
    expect(log).toEqual(['begin a', 'end a', 'begin b', 'end b']);
  });

  it('counts what a callback throws or rejects with, and goes on', async () => {
    const got: string[] = [];
    const problem = new RangeError('no');
    const report = await send(
      callbackSink({
        onEvent: (event) => {
          if (codeOf(event) === 'b') throw problem;
          if (codeOf(event) === 'c') return Promise.reject(new Error('later'));
          // eslint-disable-next-line typescript/only-throw-error -- callbacks may throw anything
          if (codeOf(event) === 'd') throw undefined;
          return got.push(codeOf(event));
        },
      }),
      goals('a', 'b', 'c', 'd', 'e'),
    );
    expect(got).toEqual(['a', 'e']);
    expect(rejections(report)).toEqual([
      ['b', 'callback-error'],
      ['c', 'callback-error'],
      ['d', 'callback-error'],
    ]);
    expect(report.rejected?.[0]?.error).toBe(problem);
  });

  it('has an event tried again, and those after it, when the callback asks for that', async () => {
    const later = new DeliveryError('Later.', { retryable: true });
    const never = new DeliveryError('Never.', { retryable: false, reason: 'blocked' });
    const got: string[] = [];
    const report = await send(
      callbackSink({
        onEvent: (event) => {
          if (codeOf(event) === 'b') throw never;
          if (codeOf(event) === 'c') throw later;
          got.push(codeOf(event));
        },
      }),
      goals('a', 'b', 'c', 'd'),
    );
    expect(got).toEqual(['a']);
    expect(rejections(report)).toEqual([['b', 'blocked']]);
    expect(codesOf(report.failed?.events ?? [])).toEqual(['c', 'd']);
    expect(report.failed?.error).toBe(later);
  });

  it('gives up on a callback that does not end, and has the others tried again', async () => {
    const abort = new AbortController();
    const reason = new DeliveryError('Time is up.', { retryable: true });
    const report = await send(
      callbackSink({
        onEvent: (event) => {
          if (codeOf(event) !== 'b') return undefined;
          queueMicrotask(() => abort.abort(reason));
          return new Promise(() => undefined);
        },
      }),
      goals('a', 'b', 'c'),
      abort.signal,
    );
    expect(rejections(report)).toEqual([['b', 'callback-timeout']]);
    expect(codesOf(report.failed?.events ?? [])).toEqual(['c']);
    expect(report.failed?.error).toBe(reason);
  });
});

describe('callbackSink for batches', () => {
  it('hands batches over, with a signal', async () => {
    const got: unknown[] = [];
    const signal = new AbortController().signal;
    await send(
      callbackSink({ onBatch: (batch, context) => got.push(codesOf(batch), context.signal) }),
      goals('a', 'b'),
      signal,
    );
    expect(got).toEqual([['a', 'b'], signal]);
  });

  it('counts all events of a batch whose callback fails', async () => {
    const report = await send(
      callbackSink({ onBatch: () => Promise.reject(new Error('no')) }),
      goals('a', 'b'),
    );
    expect(rejections(report)).toEqual([
      ['a', 'callback-error'],
      ['b', 'callback-error'],
    ]);
  });

  it('passes a wish to try again on', async () => {
    const later = new DeliveryError('Later.', { retryable: true });
    const sending = send(callbackSink({ onBatch: () => Promise.reject(later) }), goals('a'));
    await expect(sending).rejects.toBe(later);
  });
});

describe('callbackSink', () => {
  it('has a name, kinds and batching of its own', () => {
    const onEvent = (): void => undefined;
    expect(callbackSink({ onEvent }).name).toBe('callback');
    expect([...(callbackSink({ onEvent }).accepts ?? [])]).toEqual(['exposure', 'goal']);
    const sink = callbackSink({
      onEvent,
      name: 'bridge',
      kinds: ['usage'],
      maxBatchSize: 5,
      flushIntervalMs: 1,
    });
    expect(sink.name).toBe('bridge');
    expect([...(sink.accepts ?? [])]).toEqual(['usage']);
    expect(sink.batching).toEqual({ maxBatchSize: 5, flushIntervalMs: 1 });
  });

  it.each([{}, { onEvent: 5 }, { onEvent: () => undefined, onBatch: () => undefined }])(
    'refuses %o',
    (options) => {
      expect(() => callbackSink(options as unknown as CallbackSinkOptions)).toThrow(
        'callbackSink() expects one function: onEvent, or onBatch.',
      );
    },
  );
});
