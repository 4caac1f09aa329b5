import {
  createBatchEventProcessor,
  createInstance,
  createStaticProjectConfigManager,
  OptimizelyDecideOption,
} from '@optimizely/optimizely-sdk';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ExperimentationModule, optimizely } from '../../../lib/index.js';
import type { OptimizelyOptions } from '../../../lib/index.js';
import type { Delivery } from '../../support/collector.js';
import { Collector, status } from '../../support/collector.js';
import { expectBalanced } from '../../support/ledger-balance.js';
import { LogRecorder } from '../../support/log-recorder.js';
import { startApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';
import { HOLDOUTS, wireDatafile } from './wire-datafile.js';

type Json = Record<string, unknown>;

/** What one visitor does, in both worlds. */
interface Visit {
  readonly id: string;
  readonly attributes: Json;
  readonly flags: readonly string[];
  readonly goals: readonly { readonly key: string; readonly tags?: Json }[];
  /** Forced decisions: of a flag, or of one of its rules. */
  readonly forced?: readonly { readonly flag: string; readonly rule?: string; readonly variation: string }[];
  /** Decided without a decision event. */
  readonly silent?: readonly string[];
}

const FLAGS = ['checkout', 'delivered', 'mostly_off', 'no_layer_flag', 'off_everywhere', 'no-such-flag'];

const VISITS: readonly Visit[] = [
  {
    id: 'anna',
    attributes: { country: 'FR', age: 31, member: true },
    flags: FLAGS,
    goals: [{ key: 'sign-up' }],
  },
  {
    id: 'ben',
    attributes: {},
    flags: FLAGS,
    goals: [{ key: 'purchase', tags: { revenue: 6400, product: 'kettle' } }],
  },
  {
    id: 'tester',
    attributes: { country: 'US', unknown: 'x' },
    flags: ['checkout'],
    goals: [{ key: 'no-such-goal' }],
  },
  {
    id: 'chiara',
    attributes: {
      country: '',
      age: 2 ** 53,
      member: false,
      nested: { a: 1 },
      $opt_bucketing_id: 'household-7',
      $opt_user_agent: 'curl',
    },
    flags: FLAGS,
    goals: [
      { key: 'purchase', tags: { revenue: 12.7, value: 0.5 } },
      { key: 'purchase', tags: { revenue: '0x1F', value: '12.5 EUR', note: null, deep: { a: [1, null] } } },
      { key: 'purchase', tags: { revenue: 'nothing', value: 'nothing' } },
      { key: 'purchase', tags: { revenue: 0, value: 0 } },
      { key: 'purchase', tags: { revenue: true, value: [7] } },
    ],
  },
  {
    id: 'dieter',
    attributes: { age: 2 ** 53 + 2, country: null },
    flags: FLAGS,
    goals: [],
    silent: ['checkout'],
  },
  {
    id: 'ella',
    attributes: { country: 'FR' },
    flags: ['checkout', 'delivered'],
    goals: [{ key: 'sign-up' }],
    forced: [
      { flag: 'checkout', variation: 'treatment' },
      { flag: 'delivered', rule: 'french', variation: 'control' },
    ],
  },
];

/** One request as both sides made it: where it was meant to go, and what arrived. */
interface Sent {
  readonly url: string;
  readonly contentType: string | undefined;
  readonly body: Json & { readonly visitors: readonly unknown[] };
}

/**
 * What may differ from request to request: identifiers and times. (The built-in `fetch` also has headers of its own: user
 * agent, accept, connection.)
 */
function comparable(urls: readonly string[], deliveries: readonly Delivery[]): Sent[] {
  return deliveries.map(({ body, headers }, i) => ({
    url: urls[i] as string,
    contentType: headers['content-type'],
    body: JSON.parse(body, (name, value: unknown) =>
      name === 'uuid' || name === 'timestamp' ? typeof value : value,
    ) as Sent['body'],
  }));
}

/**
 * The requests as one, which is the same as long as they differ in their visitors only: where a batch ends also depends on
 * events that are not sent (a goal that the datafile does not have takes a place in ours).
 */
function together(requests: readonly Sent[]): Sent {
  const [first] = requests as readonly [Sent];
  for (const { url, contentType, body } of requests) {
    expect({ url, contentType, body: { ...body, visitors: [] } }).toEqual({
      ...first,
      body: { ...first.body, visitors: [] },
    });
    expect(body.visitors.length).toBeLessThanOrEqual(10);
  }
  return { ...first, body: { ...first.body, visitors: requests.flatMap(({ body }) => body.visitors) } };
}

/**
 * What is left when each visitor's impression of an experiment's variation is sent once, whichever flag leads there: what the
 * module does on purpose. Conversions all stay.
 */
function once(request: Sent): Sent {
  const seen = new Set<string>();
  const visitors = request.body.visitors.filter((visitor) => {
    const impression = impressionIn(visitor);
    if (impression === undefined) return true;
    const isNew = !seen.has(impression);
    seen.add(impression);
    return isNew;
  });
  return { ...request, body: { ...request.body, visitors } };
}

/** Visitor, experiment and variation; the flag where there is no experiment. Undefined for a conversion. */
function impressionIn(visitor: unknown): string | undefined {
  const { visitor_id, snapshots } = visitor as {
    visitor_id: string;
    snapshots: { decisions?: { experiment_id: string; metadata: Record<string, string> }[] }[];
  };
  const decision = snapshots[0]?.decisions?.[0];
  if (decision === undefined) return undefined;
  const { experiment_id, metadata } = decision;
  return [visitor_id, experiment_id || metadata['flag_key'], metadata['variation_key']].join();
}

/** The official SDK with its batch processor: what it posts. */
async function theirs(datafile: Json): Promise<Sent[]> {
  const collector = await Collector.start();
  const urls: string[] = [];
  const client = createInstance({
    projectConfigManager: createStaticProjectConfigManager({ datafile: JSON.stringify(datafile) }),
    eventProcessor: createBatchEventProcessor({
      eventDispatcher: {
        async dispatchEvent({ url, params }) {
          urls.push(url);
          const headers = { 'content-type': 'application/json' };
          const body = JSON.stringify(params);
          const { status: statusCode } = await fetch(collector.origin, { method: 'POST', headers, body });
          return { statusCode };
        },
      },
    }),
  });
  await client.onReady();
  for (const { id, attributes, flags, goals, forced = [], silent = [] } of VISITS) {
    const user = client.createUserContext(id, attributes as never);
    for (const { flag, rule, variation } of forced) {
      const place = rule === undefined ? { flagKey: flag } : { flagKey: flag, ruleKey: rule };
      user.setForcedDecision(place, { variationKey: variation });
    }
    for (const key of silent) user.decide(key, [OptimizelyDecideOption.DISABLE_DECISION_EVENT]);
    for (const key of flags) user.decide(key);
    for (const { key, tags } of goals) user.trackEvent(key, structuredClone(tags));
  }
  // An event enters the SDK's queue a little later: closing at once would lose it.
  await setImmediate();
  await client.close();
  await until('the end of the deliveries', () => collector.deliveries.length === urls.length);
  return comparable(urls, collector.deliveries);
}

/** A Nest application with the module: what it posts. */
async function ours(datafile: Json, options: OptimizelyOptions = {}): Promise<Sent[]> {
  const collector = await Collector.start();
  const urls: string[] = [];
  const app = await startApp({
    experimentation: ExperimentationModule.forRoot({
      platform: optimizely({
        datafile,
        ...options,
        events: {
          fetch: (input, init) => {
            urls.push(new URL(input).href);
            return fetch(collector.origin, init);
          },
        },
      }),
      refresh: false,
      logger: new LogRecorder(),
    }),
  });
  const { experiments } = app;
  for (const { id, attributes, flags, goals, forced = [], silent = [] } of VISITS) {
    experiments.runAs({ visitorCode: id, attributes }, () => {
      for (const { flag, rule, variation } of forced) experiments.override(flag, variation, { rule });
      for (const key of silent) experiments.decide(key, { expose: false });
      for (const key of flags) experiments.decide(key);
      for (const { key, tags } of goals)
        experiments.track(key, tags === undefined ? {} : { properties: tags });
    });
  }
  await app.close();
  expectBalanced(experiments.ledger());
  return comparable(urls, collector.deliveries);
}

describe('what Optimizely gets', () => {
  it.each([
    ['every kind of impression', {}],
    [
      'from Europe, with addresses shown and bots filtered',
      { region: 'EU', anonymizeIP: false, botFiltering: true },
    ],
    [
      'without delivery decisions',
      { sendFlagDecisions: false, botFiltering: undefined, region: 'elsewhere' },
    ],
    ['with a holdout', { holdouts: HOLDOUTS }],
  ])('is what the official SDK sends: %s', async (_what, changes) => {
    const datafile = wireDatafile(changes);
    const official = await theirs(datafile);
    expect(official.length).toBeGreaterThan(1);
    expect(together(await ours(datafile))).toEqual(once(together(official)));
  });

  it('goes to the region that the options name', async () => {
    const sent = await ours(wireDatafile(), { region: 'EU' });
    expect(new Set(sent.map(({ url }) => url))).toEqual(
      new Set(['https://eu.logx.optimizely.com/v1/events']),
    );
  });

  it('differs on purpose: a decision made again is sent once', async () => {
    const collector = await Collector.start();
    const app = await start(collector);
    for (let i = 0; i < 3; i++) {
      app.experiments.runAs({ visitorCode: 'anna' }, () => void app.experiments.decide('checkout'));
    }
    await app.close();
    expect(visitorsIn(collector.deliveries)).toHaveLength(1);
  });

  it('differs on purpose: what could not be delivered is sent again, with the same identifiers', async () => {
    const collector = await Collector.start();
    collector.script(status(503), status(503), status(503), status(503));
    const app = await start(collector);
    app.experiments.runAs({ visitorCode: 'anna' }, () => {
      app.experiments.decide('checkout');
      app.experiments.track('sign-up');
    });
    await until('the delivery', async () => {
      await app.experiments.flush();
      return collector.deliveries.length === 5;
    });
    await app.close();
    expect(new Set(collector.deliveries.map(({ body }) => body)).size).toBe(1);
    expect(app.experiments.ledger().total).toMatchObject({ delivered: 2, queued: 0 });
  });

  it('does not get goals that the datafile does not have: they are counted', async () => {
    const collector = await Collector.start();
    const app = await start(collector);
    app.experiments.runAs({ visitorCode: 'anna' }, () => app.experiments.track('no-such-goal'));
    await app.close();
    expect(collector.deliveries).toEqual([]);
    expect([...app.experiments.ledger().total.dropped]).toEqual([['unknown-goal', 1]]);
  });
});

function start(collector: Collector): ReturnType<typeof startApp> {
  return startApp({
    experimentation: ExperimentationModule.forRoot({
      platform: optimizely({ datafile: wireDatafile(), events: { eventsUrl: collector.origin } }),
      refresh: false,
      events: { retryInitialMs: 1, retryMaxMs: 5 },
      logger: new LogRecorder(),
    }),
  });
}

function visitorsIn(deliveries: readonly Delivery[]): unknown[] {
  return deliveries.flatMap(({ body }) => (JSON.parse(body) as { visitors: unknown[] }).visitors);
}
