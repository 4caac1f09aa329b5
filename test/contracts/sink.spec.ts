import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { DeliveryError } from '../../lib/errors/delivery.error.js';
import { growthbookSink as deprecatedSink } from '../../lib/index.js';
import { growthbookSink } from '../../lib/platforms/growthbook/wire/growthbook.sink.js';
import { kameleoonSink } from '../../lib/platforms/kameleoon/wire/kameleoon.sink.js';
import type { EventKind, ExperimentationEvent, Sink } from '../../lib/ports/sink.js';
import { callbackSink } from '../../lib/sinks/callback.sink.js';
import { httpJsonSink } from '../../lib/sinks/http-json.sink.js';
import { toJson } from '../../lib/sinks/json-writer.js';
import { logSink } from '../../lib/sinks/log.sink.js';
import { ndjsonFileSink } from '../../lib/sinks/ndjson-file.sink.js';
import type { SinkFixture } from '../../lib/testing/contracts/sink.contract.js';
import { sinkContract } from '../../lib/testing/contracts/sink.contract.js';
import type { CollectorReply } from '../support/collector.js';
import { Collector, hang, ok, status } from '../support/collector.js';
import { LogRecorder } from '../support/log-recorder.js';
import { tempFolder } from '../support/temp-folder.js';
import { vwoSinkFixture } from '../fixtures/vwo/sink.js';

const runner = { describe, it };
const everyFault = { breaks: true, stalls: true };

function codesOf(events: readonly ExperimentationEvent[]): string[] {
  return events.map(({ visitor }) => visitor.visitorCode);
}

/** A sink's calls, to be offered with other members beside them. */
function handed(sink: Sink): Sink {
  return {
    name: sink.name,
    send: (batch, context) => sink.send(batch, context),
    close: async () => sink.close?.(),
  };
}

function overHttp(collector: Collector, fixture: Pick<SinkFixture, 'sink' | 'received'>): SinkFixture {
  return {
    ...fixture,
    breakDown: () => void (collector.otherwise = status(503)),
    repair: () => void (collector.otherwise = ok),
    stall: () => void (collector.otherwise = hang),
  };
}

sinkContract(
  runner,
  'ndjsonFileSink',
  async () => {
    const folder = join(await tempFolder(), 'events');
    const path = join(folder, 'events.ndjson');
    const lines = async (): Promise<string[]> => (await readFile(path, 'utf8')).split('\n').slice(0, -1);
    return {
      sink: ndjsonFileSink({ path, kinds: ['exposure', 'usage', 'goal', 'attributes'] }),
      received: async () => (await lines()).map((line) => (JSON.parse(line) as { visitor: string }).visitor),
      // A folder where the file should be: nothing can be appended, whoever runs the test.
      breakDown: async () => void (await mkdir(path, { recursive: true })),
      repair: () => rm(path, { recursive: true }),
      close: () => chmod(folder, 0o755).catch(() => undefined),
    };
  },
  { breaks: true, stalls: false },
);

sinkContract(
  runner,
  'httpJsonSink',
  async () => {
    const collector = await Collector.start();
    const sink = httpJsonSink({
      name: 'http',
      encode: (events) => ({
        requests: [{ url: collector.origin, body: toJson(events.map(({ visitor }) => visitor)), events }],
      }),
    });
    return overHttp(collector, {
      sink,
      received: () => collector.events.map((event) => event['visitorCode'] as string),
    });
  },
  everyFault,
);

sinkContract(
  runner,
  'httpJsonSink with a request for every event',
  async () => {
    const collector = await Collector.start();
    const sink = httpJsonSink({
      name: 'http',
      kinds: ['goal', 'exposure'],
      encode: (batch) => ({
        requests: batch.map((event) => ({
          url: collector.origin,
          body: toJson([event.visitor]),
          events: [event],
        })),
      }),
    });
    return overHttp(collector, {
      sink,
      received: () => collector.events.map((event) => event['visitorCode'] as string),
    });
  },
  everyFault,
);

for (const [name, makeSink] of [
  ['growthbookSink', growthbookSink],
  ['growthbookSink of the main entry', deprecatedSink],
] as const) {
  sinkContract(
    runner,
    name,
    async () => {
      const collector = await Collector.start();
      return overHttp(collector, {
        sink: makeSink({ clientKey: 'sdk-1', ingestorHost: collector.origin }),
        received: () => collector.events.map((event) => event['device_id'] as string),
      });
    },
    everyFault,
  );
}

sinkContract(runner, 'vwoSink', () => vwoSinkFixture({ batch: true }), everyFault);

sinkContract(runner, 'vwoSink, one by one', () => vwoSinkFixture({ batch: false }), everyFault);

sinkContract(
  runner,
  'kameleoonSink',
  async () => {
    const collector = await Collector.start();
    const lines: string[] = [];
    const keep: CollectorReply = (delivery, response) => {
      lines.push(...delivery.body.split('\n'));
      return ok(delivery, response);
    };
    collector.otherwise = keep;
    const sink = kameleoonSink({
      siteCode: 'a1b2c3d4e5',
      goals: { purchase: 7 },
      endpoints: { data: collector.origin },
    });
    return {
      // Usage of a visitor of whom there is more to say has no line of its own: those are told in `events.spec.ts`.
      sink: { ...handed(sink), accepts: new Set<EventKind>(['exposure', 'goal', 'data']) },
      received: () => lines.map((line) => new URLSearchParams(line).get('visitorCode') ?? ''),
      breakDown: () => void (collector.otherwise = status(503)),
      repair: () => void (collector.otherwise = keep),
      stall: () => void (collector.otherwise = hang),
    };
  },
  everyFault,
);

sinkContract(
  runner,
  'callbackSink for events',
  () => {
    const got: ExperimentationEvent[] = [];
    let broken = false;
    let stalled = false;
    const sink = callbackSink({
      onEvent: async (event) => {
        if (broken) throw new DeliveryError('Not now.', { retryable: true });
        if (stalled) await new Promise(() => undefined);
        got.push(event);
      },
    });
    return {
      sink,
      received: () => codesOf(got),
      breakDown: () => void (broken = true),
      repair: () => void (broken = false),
      stall: () => void (stalled = true),
    };
  },
  everyFault,
);

sinkContract(runner, 'callbackSink for batches', () => {
  const got: ExperimentationEvent[] = [];
  const sink = callbackSink({ kinds: ['usage', 'goal'], onBatch: (batch) => void got.push(...batch) });
  return { sink, received: () => codesOf(got) };
});

sinkContract(runner, 'logSink', () => {
  const logger = new LogRecorder();
  const visitorOf = (line: string): string => /"visitor":"([^"]*)"/.exec(line)?.[1] ?? '';
  return { sink: logSink({ logger }), received: () => logger.logs.map(visitorOf) };
});
