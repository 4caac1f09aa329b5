import { describe, expect, it, vi } from 'vitest';
import { compileGrowthbook } from '../../../lib/platforms/growthbook/compile/compile.js';
import type { GrowthbookTrackedEvent as TrackedEvent } from '../../../lib/platforms/growthbook/setup/sink.options.js';
import type { Delivery } from '../../support/collector.js';
import { Random } from '../../support/random.js';
import { seededRun } from '../../support/seeded-run.js';
import { Oracle } from './oracle.js';
import type { GeneratedUser } from './generate-payload.js';
import { payload, user } from './generate-payload.js';
import type { Json, Visit } from './wire-oracle.js';
import { CLIENT_KEY, DEFINITION, END, ours, plainVisit, PROGRAM, theirs } from './wire-oracle.js';

const RUN = seededRun(20_261_122, 15);
const USERS = 8;
const BUILT_IN = new Set(['Experiment Viewed', 'Feature Evaluated']);

/**
 * Events in a form that can be compared. Two differences are levelled here, both named below: the order within an
 * evaluation, and that a usage counts once for a value, wherever that comes from.
 */
function comparable(deliveries: readonly Delivery[]): string[] {
  const seen = new Set<string>();
  const events = deliveries.flatMap((delivery) => delivery.events as Json[]);
  return events
    .map((event) => (event['event_name'] === 'Feature Evaluated' ? withValue(event) : event))
    .flatMap((event) => {
      const text = JSON.stringify(sorted(event));
      if (!BUILT_IN.has(event['event_name'] as string)) return [text];
      const { feature, value } = event['properties_json'] as Json;
      const identity = event['event_name'] === 'Feature Evaluated' ? JSON.stringify([feature, value]) : text;
      if (seen.has(identity)) return [];
      seen.add(identity);
      return [text];
    })
    .toSorted();
}

/** The SDK leaves out the value of a variation that was forced by an index that there is not; ours is null. */
function withValue(event: Json): Json {
  return { ...event, properties_json: { value: null, ...(event['properties_json'] as Json) } };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

const ODD = [undefined, null, '', 'text', 0, 42, true, ['a'], { a: 1 }];
const LIFTED = [
  'user_id',
  'device_id',
  'anonymous_id',
  'id',
  'page_id',
  'session_id',
  'utmCampaign',
  'utmContent',
  'utmMedium',
  'utmSource',
  'utmTerm',
  'pageTitle',
];

/** A visit by a generated visitor who also has some of the attributes that the format has places for. */
function visitBy(random: Random, visitor: GeneratedUser, definition: Json): Visit {
  const attributes: Json = { ...visitor.attributes, ...visitor.attributeOverrides };
  for (const name of LIFTED) {
    if (!random.chance(0.4)) continue;
    const value = random.pick(ODD);
    if (value === undefined) delete attributes[name];
    else attributes[name] = value;
  }
  const { attributeOverrides: _, ...user } = visitor;
  const oracle = new Oracle(definition);
  const features = Object.keys(definition['features'] as Json).filter(
    (key) => oracle.feature(key, { ...user, attributes }).crash === null,
  );
  const goals = random.list(0, 3, (i) => ({
    name: random.pick(['purchase', 'sign up', '']),
    ...(random.chance(0.5) && { revenue: random.int(1_000) / 10 }),
    properties: random.pick<Json>([
      {},
      { sku: 'A-1', n: i },
      { revenue: 1 },
      { nested: { list: [1, null, 'x'] } },
    ]),
  }));
  return {
    attributes,
    url: visitor.url ?? '',
    features: [...features, ...features.slice(0, 2)],
    goals,
    user,
  };
}

describe('GrowthBook: same bodies on the wire as the official tracking plugin', () => {
  it(
    `over generated payloads (${RUN.title})`,
    async () => {
      vi.spyOn(console, 'error').mockImplementation(() => undefined);
      let compared = 0;
      for (const seed of RUN.seeds) {
        const random = new Random(seed);
        const definition = payload(random);
        const program = compileGrowthbook(structuredClone(definition));
        for (let n = 0; n < USERS; n++) {
          const visit = visitBy(
            random,
            user(random, Object.keys(definition['features'] as Json)),
            definition,
          );
          const [expected, actual] = await Promise.all([theirs(definition, visit), ours(program, visit)]);
          expect(
            comparable(actual),
            `CONFORMANCE_CASE=${seed}, visitor ${n}: ${JSON.stringify(visit)}`,
          ).toEqual(comparable(expected));
          compared += comparable(expected).length;
        }
      }
      expect(compared).toBeGreaterThanOrEqual(RUN.floor(15 * USERS * 3));
    },
    RUN.timeout,
  );

  it('in the same request: method, path, headers', async () => {
    const [[their], [our]] = await Promise.all([
      theirs(DEFINITION, plainVisit()),
      ours(PROGRAM, plainVisit()),
    ]);
    const request = ({ method, url, headers }: Delivery): unknown => [
      method,
      url,
      headers['accept'],
      headers['content-type'],
    ];
    expect(request(our!)).toEqual(request(their!));
    expect(request(our!)).toEqual([
      'POST',
      `/track?client_key=${CLIENT_KEY}`,
      'application/json',
      'text/plain',
    ]);
  });

  it.each<[string, { enableFeatureUsageEvents?: boolean; eventFilter?: (event: TrackedEvent) => boolean }]>([
    ['without feature usage', { enableFeatureUsageEvents: false }],
    ['with a filter by name', { eventFilter: ({ eventName }) => eventName !== 'purchase' }],
    ['with a filter by properties', { eventFilter: ({ properties }) => properties['feature'] !== 'banner' }],
    [
      'with a filter by attributes and url',
      { eventFilter: ({ attributes, url }) => attributes['company'] !== 'acme' || url.includes('elsewhere') },
    ],
    ['with a filter that admits nothing', { eventFilter: () => false }],
    [
      'with a filter that throws',
      {
        eventFilter: ({ eventName }) => {
          if (eventName === 'purchase') throw new Error('no');
          return true;
        },
      },
    ],
  ])('%s', async (_, { eventFilter = () => true, ...options }) => {
    const all = {
      ...options,
      eventFilter: (event: TrackedEvent) => event.eventName === END.name || eventFilter(event),
    };
    // The SDK's logger rejects when a filter throws, and nobody handles that.
    const ignore = (): void => undefined;
    process.on('unhandledRejection', ignore);
    try {
      const [expected, actual] = await Promise.all([
        theirs(DEFINITION, plainVisit(), all),
        ours(PROGRAM, plainVisit(), all),
      ]);
      expect(comparable(actual)).toEqual(comparable(expected));
      expect(comparable(actual).length).toBeLessThan(6);
    } finally {
      process.off('unhandledRejection', ignore);
    }
  });
});
