import { describe, expect, it } from 'vitest';
import type { GrowthbookSinkOptions } from '../../../../../lib/platforms/growthbook/setup/sink.options.js';
import { growthbookSink } from '../../../../../lib/platforms/growthbook/wire/growthbook.sink.js';
import type { ExperimentationEvent, SendReport } from '../../../../../lib/ports/sink.js';
import {
  sampleAssignment,
  sampleAttributes,
  sampleExposure,
  sampleGoal,
  sampleUsage,
  sampleVisitor,
} from '../../../../../lib/testing/contracts/sample-events.js';
import { Collector } from '../../../../support/collector.js';

async function posted(events: ExperimentationEvent[], options: Partial<GrowthbookSinkOptions> = {}) {
  const collector = await Collector.start();
  const sink = growthbookSink({ clientKey: 'sdk-1', ingestorHost: collector.origin, ...options });
  const report = (await sink.send(events, { signal: new AbortController().signal })) as SendReport;
  return { report, deliveries: collector.deliveries, events: collector.events };
}

describe('growthbookSink', () => {
  it('posts every kind in the format of the SDK', async () => {
    const { deliveries } = await posted([sampleExposure('v1'), sampleUsage('v1'), sampleGoal('v1')]);
    const around = {
      user_id: null,
      device_id: 'v1',
      page_id: null,
      session_id: null,
      context_json: { country: 'DE' },
    };
    const sdk = { sdk_language: 'js', sdk_version: '1.8.0', url: 'https://shop.example/products?page=2' };
    expect(deliveries.map(({ method, url, events }) => ({ method, url, events }))).toEqual([
      {
        method: 'POST',
        url: '/track?client_key=sdk-1',
        events: [
          {
            event_name: 'Experiment Viewed',
            properties_json: {
              experimentId: 'recommended_products',
              variationId: 'ten',
              hashAttribute: 'id',
              hashValue: 'v1',
            },
            ...around,
            ...sdk,
          },
          {
            event_name: 'Feature Evaluated',
            properties_json: {
              feature: 'new_checkout',
              source: 'force',
              value: true,
              ruleId: 'fr_1',
              variationId: '',
            },
            ...around,
            ...sdk,
          },
          {
            event_name: 'purchase',
            properties_json: { revenue: 49.9, sku: 'A-1', items: 2 },
            ...around,
            ...sdk,
          },
        ],
      },
    ]);
  });

  it('keeps numbers that are hashed as numbers, and names as they are', async () => {
    const visitor = sampleVisitor('v1', [
      ['__proto__', 1],
      ['constructor', 2],
    ]);
    const exposure = sampleAssignment('v1', { hashAttribute: 'account', hashValue: 42 });
    const { events, deliveries } = await posted([sampleExposure('v1', { visitor, exposure })]);
    expect(events).toMatchObject([{ properties_json: { hashAttribute: 'account', hashValue: 42 } }]);
    expect(deliveries[0]?.body).toContain('"context_json":{"country":"DE","__proto__":1,"constructor":2}');
  });

  it('lets a property win over the revenue of a goal', async () => {
    const { events } = await posted([sampleGoal('v1', { revenue: 5, properties: { revenue: 6 } })]);
    expect(events).toMatchObject([{ properties_json: { revenue: 6 } }]);
  });

  it('carries what GrowthBook takes', async () => {
    const kinds = (options: Partial<GrowthbookSinkOptions>): unknown[] => [
      ...(growthbookSink({ clientKey: 'sdk-1', ...options }).accepts ?? []),
    ];
    expect(kinds({})).toEqual(['exposure', 'goal', 'usage']);
    expect(kinds({ enableFeatureUsageEvents: false })).toEqual(['exposure', 'goal']);
    const { report, deliveries } = await posted([sampleAttributes('v1')]);
    expect(report.rejected?.map(({ reason }) => reason)).toEqual(['unsupported']);
    expect(deliveries).toEqual([]);
  });

  it('tells filtered events from those whose filter failed', async () => {
    const failure = new Error('no');
    const { report, events } = await posted([sampleGoal('a'), sampleGoal('b'), sampleGoal('c')], {
      eventFilter: ({ attributes }) => {
        if (attributes['id'] === 'b') throw failure;
        return attributes['id'] !== 'a';
      },
    });
    expect(report.rejected?.map(({ reason, error }) => [reason, error])).toEqual([
      ['filtered', undefined],
      ['filter-error', failure],
    ]);
    expect(events).toMatchObject([{ device_id: 'c' }]);
  });

  it('does not lose a batch over an event that cannot be read', async () => {
    const properties = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no keys');
        },
      },
    );
    const { report, events } = await posted([sampleGoal('a', { properties }), sampleGoal('b')]);
    expect(report.rejected?.map(({ reason }) => reason)).toEqual(['encode-error']);
    expect(events).toMatchObject([{ device_id: 'b' }]);
  });

  it('has batching of its own when it is told so', () => {
    expect(growthbookSink({ clientKey: 'k' }).batching).toEqual({});
    expect(growthbookSink({ clientKey: 'k', maxBatchSize: 7, flushIntervalMs: 100 }).batching).toEqual({
      maxBatchSize: 7,
      flushIntervalMs: 100,
    });
  });

  it.each<[unknown, string]>([
    [{}, 'growthbookSink() expects clientKey: the key of an SDK connection ("sdk-..."). Got null.'],
    [
      { clientKey: '' },
      'growthbookSink() expects clientKey: the key of an SDK connection ("sdk-..."). Got "".',
    ],
    [
      { clientKey: 5 },
      'growthbookSink() expects clientKey: the key of an SDK connection ("sdk-..."). Got 5.',
    ],
    [
      { clientKey: 'k', ingestorHost: 'ingest.example' },
      'growthbookSink() expects ingestorHost: a URL such as https://us-east-1.gb-ingest.com. Got "ingest.example".',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => growthbookSink(options as GrowthbookSinkOptions)).toThrow(new TypeError(message));
  });
});
