import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../../lib/errors/delivery.error.js';
import { plainDecision } from '../../../lib/engine/decision.js';
import type { ExperimentationEvent, Sink } from '../../../lib/ports/sink.js';
import { EventPipeline } from '../../../lib/runtime/events/pipeline.js';
import { ndjsonFileSink } from '../../../lib/sinks/ndjson-file.sink.js';
import {
  awkwardValues,
  sampleAssignment,
  sampleAttributes,
  sampleExposure,
  sampleGoal,
  sampleUsage,
  sampleVisitor,
} from '../../../lib/testing/contracts/sample-events.js';
import { shortAccount } from '../../support/ledger-balance.js';
import { tempFolder } from '../../support/temp-folder.js';

const ALL = ['exposure', 'usage', 'goal', 'attributes'] as const;

function send(sink: Sink, ...events: ExperimentationEvent[]): Promise<unknown> {
  return sink.send(events, { signal: new AbortController().signal });
}

async function linesOf(path: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(path, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const visitorsOf = async (path: string): Promise<unknown[]> =>
  (await linesOf(path)).map(({ visitor }) => visitor);

describe('ndjsonFileSink: lines', () => {
  it('writes every kind in its documented shape, members in their documented order', async () => {
    const path = join(await tempFolder(), 'events.ndjson');
    const visitor = {
      ...sampleVisitor('v1'),
      units: new Map<string, string | number>([
        ['visitor', 'v1'],
        ['account', 7],
      ]),
    };
    const usage = plainDecision({
      key: 'new_checkout',
      value: { color: 'red' },
      reason: 'SPLIT',
      cause: 'split',
      source: 'experiment',
      ruleId: 'r1',
      assignment: sampleAssignment('v1'),
    });
    await send(
      ndjsonFileSink({ path, kinds: ALL }),
      sampleExposure('v1', { visitor }),
      sampleGoal('v1'),
      sampleUsage('v1', { decision: usage }),
      sampleAttributes('v1'),
    );
    const around = {
      revision: 'r1',
      url: 'https://shop.example/products?page=2',
      attributes: { country: 'DE' },
    };
    const ts = '2026-01-02T03:04:05.678Z';
    const expected = [
      {
        ts,
        kind: 'exposure',
        visitor: 'v1',
        experiment: 'recommended_products',
        variation: 'ten',
        variationIndex: 1,
        variationName: 'Ten products',
        experimentName: 'Recommended products',
        flag: 'products',
        hashAttribute: 'id',
        hashValue: 'v1',
        sticky: false,
        revision: around.revision,
        url: around.url,
        units: { account: 7 },
        attributes: around.attributes,
      },
      {
        ts,
        kind: 'goal',
        visitor: 'v1',
        goal: 'purchase',
        revenue: 49.9,
        properties: { sku: 'A-1', items: 2 },
        ...around,
      },
      {
        ts,
        kind: 'usage',
        visitor: 'v1',
        experiment: 'recommended_products',
        variation: 'ten',
        flag: 'new_checkout',
        value: { color: 'red' },
        on: true,
        reason: 'SPLIT',
        cause: 'split',
        rule: 'r1',
        ...around,
      },
      { ts, kind: 'attributes', visitor: 'v1', changed: { plan: 'pro' }, ...around },
    ];
    expect(await readFile(path, 'utf8')).toBe(`${expected.map((line) => JSON.stringify(line)).join('\n')}\n`);
  });

  it('leaves out what an event has no value for', async () => {
    const path = join(await tempFolder(), 'events.ndjson');
    const visitor = { ...sampleVisitor('v1'), attributes: new Map(), url: '' };
    const { experiment, variation, ...rest } = sampleAssignment('v1');
    const exposure = {
      ...rest,
      flagKey: null,
      experiment: { ...experiment, name: null },
      variation: { ...variation, name: null },
    };
    await send(
      ndjsonFileSink({ path }),
      sampleExposure('v1', { visitor, exposure, at: Number.NaN }),
      sampleGoal('v1', { visitor, revenue: undefined, properties: {} }),
    );
    expect((await linesOf(path)).map((line) => Object.keys(line))).toEqual([
      [
        'ts',
        'kind',
        'visitor',
        'experiment',
        'variation',
        'variationIndex',
        'hashAttribute',
        'hashValue',
        'sticky',
        'revision',
      ],
      ['ts', 'kind', 'visitor', 'goal', 'properties', 'revision'],
    ]);
    expect((await linesOf(path))[0]?.['ts']).toBeNull();
  });

  it.each<[boolean | string[], unknown]>([
    [true, { country: 'DE', email: 'a@b.example' }],
    [false, undefined],
    [['country', 'constructor'], { country: 'DE' }],
    [['nothing'], undefined],
  ])('shows attributes as told: %j', async (attributes, expected) => {
    const path = join(await tempFolder(), 'events.ndjson');
    const visitor = sampleVisitor('v1', [['email', 'a@b.example']]);
    await send(ndjsonFileSink({ path, attributes }), sampleGoal('v1', { visitor }));
    expect((await linesOf(path))[0]?.['attributes']).toEqual(expected);
  });

  it('writes a line for every event, whatever it holds', async () => {
    const path = join(await tempFolder(), 'events.ndjson');
    const events = awkwardValues().map(([name, value], i) =>
      sampleGoal(`v${i}`, { properties: Object.defineProperty({}, name, { value, enumerable: true }) }),
    );
    await send(ndjsonFileSink({ path }), ...events);
    expect(await visitorsOf(path)).toEqual(events.map(({ visitor }) => visitor.visitorCode));
    expect((await linesOf(path))[0]).toMatchObject({ properties: { bigint: '12345678901234567890' } });
  });

  it('carries no usages unless told to', () => {
    expect([...(ndjsonFileSink({ path: 'x' }).accepts ?? [])]).toEqual(['exposure', 'goal', 'attributes']);
    expect([...(ndjsonFileSink({ path: 'x', kinds: ['usage'] }).accepts ?? [])]).toEqual(['usage']);
  });

  it.each([undefined, '', 5])('refuses %j as a path', (path) => {
    expect(() => ndjsonFileSink({ path: path as string })).toThrow(
      /^ndjsonFileSink\(\) expects path: the name of a file\./,
    );
  });
});

describe('ndjsonFileSink: the file', () => {
  it('makes the folder, and appends to what is there', async () => {
    const path = join(await tempFolder(), 'a', 'b', 'events.ndjson');
    await send(ndjsonFileSink({ path }), sampleGoal('1'));
    await send(ndjsonFileSink({ path, sync: false }), sampleGoal('2'));
    expect(await visitorsOf(path)).toEqual(['1', '2']);
  });

  it('goes on in a new file when the old one is moved or deleted, or its folder is', async () => {
    const folder = join(await tempFolder(), 'logs');
    const path = join(folder, 'events.ndjson');
    const sink = ndjsonFileSink({ path });
    await send(sink, sampleGoal('1'));
    await rename(path, `${path}.old`);
    await send(sink, sampleGoal('2'));
    expect(await visitorsOf(`${path}.old`)).toEqual(['1']);
    expect(await visitorsOf(path)).toEqual(['2']);
    await rm(folder, { recursive: true });
    await send(sink, sampleGoal('3'));
    expect(await visitorsOf(path)).toEqual(['3']);
  });

  it('ends a line that a crash has torn', async () => {
    const path = join(await tempFolder(), 'events.ndjson');
    await writeFile(path, '{"ts":"2026-01-01T00:00:00.000Z","ki');
    const sink = ndjsonFileSink({ path });
    await send(sink, sampleGoal('1'));
    await send(sink, sampleGoal('2'));
    const lines = (await readFile(path, 'utf8')).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.slice(1, 3).map((line) => (JSON.parse(line) as { visitor: string }).visitor)).toEqual([
      '1',
      '2',
    ]);
  });

  it('tells a full disk, and can go on', async () => {
    const sink = ndjsonFileSink({ path: '/dev/full' });
    if (!existsSync('/dev/full')) return;
    const error = await send(sink, sampleGoal('1')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ retryable: true, reason: 'file-enospc' });
    expect((error as Error).message).toContain('/dev/full (ENOSPC)');
  });

  it('delivers what waited while nothing could be written', async () => {
    const path = join(await tempFolder(), 'events.ndjson');
    await mkdir(path);
    const pipeline = new EventPipeline({ sinks: [ndjsonFileSink({ path })] });
    for (let i = 0; i < 3; i++) pipeline.offer(sampleGoal(`v${i}`));
    expect(await pipeline.flush()).toBe(false);
    await rm(path, { recursive: true });
    expect(await pipeline.flush()).toBe(true);
    await pipeline.close();
    expect(await visitorsOf(path)).toEqual(['v0', 'v1', 'v2']);
    expect(shortAccount(pipeline.ledger().total)).toEqual({ offered: 3, delivered: 3 });
  });

  it('sets files aside before they grow too large, without losing a line', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'events.ndjson');
    const sink = ndjsonFileSink({ path, rotate: { maxBytes: 1_000, maxFiles: 3 } });
    for (let i = 0; i < 40; i++) await send(sink, sampleGoal(`v${i}`));
    expect((await readdir(folder)).toSorted()).toEqual([
      'events.ndjson',
      'events.ndjson.1',
      'events.ndjson.2',
      'events.ndjson.3',
    ]);
    const kept: unknown[] = [];
    for (const name of ['.3', '.2', '.1', '']) {
      expect((await readFile(path + name)).byteLength).toBeLessThanOrEqual(1_000);
      kept.push(...(await visitorsOf(path + name)));
    }
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => `v${40 - kept.length + i}`));
    expect(kept.length).toBeGreaterThan(10);
  });

  it('writes a batch larger than a file may be as one file', async () => {
    const path = join(await tempFolder(), 'events.ndjson');
    const sink = ndjsonFileSink({ path, rotate: { maxBytes: 10, maxFiles: 1 } });
    await writeFile(`${path}.1`, '{"visitor":"before"}\n');
    await send(sink, sampleGoal('1'), sampleGoal('2'));
    // There was nothing to set aside yet.
    expect(await visitorsOf(`${path}.1`)).toEqual(['before']);
    await send(sink, sampleGoal('3'));
    expect(await visitorsOf(`${path}.1`)).toEqual(['1', '2']);
    expect(await visitorsOf(path)).toEqual(['3']);
  });

  it('never mixes lines, though deliveries overlap and others append', async () => {
    const path = join(await tempFolder(), 'events.ndjson');
    const sinks = [ndjsonFileSink({ path }), ndjsonFileSink({ path })];
    const text = 'x'.repeat(20_000);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        i % 10 === 9
          ? appendFile(path, '{"visitor":"other"}\n')
          : send(sinks[i % 2] as Sink, sampleGoal(`v${i}`, { properties: { text } })),
      ),
    );
    expect((await visitorsOf(path)).length).toBe(40);
  });

  it('is on disk when the flush is over, as another process sees it', async () => {
    const path = join(await tempFolder(), 'events.ndjson');
    const pipeline = new EventPipeline({ sinks: [ndjsonFileSink({ path })] });
    for (let i = 0; i < 1_000; i++) pipeline.offer(sampleExposure(`v${i}`));
    await pipeline.flush();
    const { stdout } = await promisify(execFile)('wc', ['-l', path]);
    expect(stdout.trim().split(' ')[0]).toBe('1000');
    await pipeline.close();
  });

  it('does not write what was given up before its turn came', async () => {
    const path = join(await tempFolder(), 'events.ndjson');
    const sink = ndjsonFileSink({ path });
    const reason = new DeliveryError('Time is up.', { retryable: true });
    const abort = new AbortController();
    const first = send(sink, sampleGoal('1'));
    const second = sink.send([sampleGoal('2')], { signal: abort.signal });
    abort.abort(reason);
    await first;
    await expect(second).rejects.toBe(reason);
    await sink.close?.();
    expect(await visitorsOf(path)).toEqual(['1']);
  });
});
