import { createRequire } from 'node:module';
import type * as VwoSdk from 'vwo-fme-node-sdk';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { VwoConnector } from '../../../lib/index.js';
import { vwo, vwoConnectorStore } from '../../../lib/index.js';
import { startApp } from '../../support/test-app.js';
import { vwoFeature, vwoSettings } from '../../fixtures/vwo/settings.js';
import { withoutFeatureId } from './observe.js';
import { plain, tolerateStrayRejections } from './oracle.js';

const sdk = createRequire(import.meta.url)('vwo-fme-node-sdk') as typeof VwoSdk;

/** A database that both use, as VWO's documents show a connector: records come and go as JSON. */
class Database implements VwoConnector {
  readonly records = new Map<string, string>();

  async get(featureKey: string, userId: string): Promise<unknown> {
    const record = this.records.get(JSON.stringify([featureKey, userId]));
    return record === undefined ? undefined : (JSON.parse(record) as unknown);
  }

  async set(data: Record<string, unknown>): Promise<void> {
    this.records.set(JSON.stringify([data['featureKey'], data['userId']]), JSON.stringify(data));
  }

  /** What is kept, in some order. */
  get all(): (readonly [readonly string[], object])[] {
    return [...this.records]
      .toSorted()
      .map(([key, record]) => [JSON.parse(key) as string[], JSON.parse(record) as object]);
  }
}

const variations = (first: number): object[] => [
  { id: 1, name: 'one', weight: first },
  { id: 2, name: 'two', weight: 100 - first },
];

/** A rollout with a test behind it, and a group of two tests. Everybody is in the first variation, or everybody in the second. */
function settings(first: number): object {
  const test = (id: number, key: string): ReturnType<typeof vwoFeature> =>
    vwoFeature(id, { key, type: 'FLAG_TESTING', campaign: { variations: variations(first) } });
  const rollout = vwoFeature(1, { key: 'new_checkout' });
  const behind = test(2, 'behind');
  const rules = [rollout.feature['rules'], behind.feature['rules']].flat();
  const both = { ...rollout.feature, rules };
  return vwoSettings(
    [{ feature: both, campaign: rollout.campaign }, behind, test(3, 'left'), test(4, 'right')],
    {
      groups: { 7: { name: 'G', campaigns: ['30', '40'] } },
      campaignGroups: { 30: 7, 40: 7 },
    },
  );
}

const FLAGS = ['new_checkout', 'left', 'right'];
const VISITORS = [
  'anna',
  'user_1',
  'a_b_c',
  '42',
  'ü b',
  '_',
  ...Array.from({ length: 20 }, (_, i) => `v${i}`),
];

/** The variations that everybody gets; null where the flag is off. */
type Served = Record<string, (string | null)[]>;

function variationOf(variables: unknown): string | null {
  return (variables as readonly { value: string }[])[0]?.value ?? null;
}

/** Variables name the variation: that is all the SDK tells of it. */
function named(payload: object): object {
  const copy = plain(payload) as { campaigns: { variations: { name: string; variables?: object[] }[] }[] };
  for (const { variations: all } of copy.campaigns) {
    for (const variation of all) {
      variation.variables = [{ id: 1, key: 'name', type: 'string', value: variation.name }];
    }
  }
  return copy;
}

describe('VWO: a storage connector that is shared with the official SDK', () => {
  let restore: () => Promise<void>;
  let database = new Database();
  let client: VwoSdk.IVWOClient;

  beforeAll(async () => {
    restore = tolerateStrayRejections();
    const setTimer = globalThis.setTimeout;
    globalThis.setTimeout = ((task: () => void, ms: number) =>
      setTimer(task, ms).unref()) as typeof setTimeout;
    const answer = async (): Promise<object> => ({
      getData: () => ({}),
      getTotalAttempts: () => 0,
      getStatusCode: () => 200,
    });
    const options: unknown = {
      sdkKey: 'test',
      accountId: '123456',
      settings: named(settings(100)),
      logger: { level: 'ERROR', transports: [{ level: 'ERROR', log: () => {} }] },
      network: { client: { GET: answer, POST: answer } },
      storage: {
        get: (key: string, user: string) => database.get(key, user),
        set: (data: Record<string, unknown>) => database.set(data),
      },
    };
    client = await sdk.init(options as VwoSdk.IVWOOptions);
    globalThis.setTimeout = setTimer;
  });

  afterAll(() => restore());

  async function theirs(payload: object): Promise<Served> {
    await client.updateSettings(named(payload));
    const served: Served = {};
    for (const visitor of VISITORS) {
      served[visitor] = [];
      for (const key of FLAGS) {
        const flag = await client.getFlag(key, { id: visitor });
        served[visitor].push(variationOf(flag.getVariables()));
      }
    }
    return served;
  }

  async function ours(payload: object): Promise<Served> {
    const app = await startApp({
      options: {
        platform: vwo({ settings: named(payload) }),
        stickyStore: vwoConnectorStore(database),
        prefetchTimeoutMs: 10_000,
        refresh: false,
      },
    });
    onTestFinished(() => app.close());
    const served: Served = {};
    for (const visitor of VISITORS) {
      await app.experiments.runAs({ visitorCode: visitor }, async () => {
        served[visitor] = FLAGS.map((key) =>
          variationOf(app.experiments.decide(key).assignment?.variation.value ?? []),
        );
      });
    }
    await app.close();
    return served;
  }

  it('has the same records, whoever writes them', async () => {
    database = new Database();
    const first = await theirs(settings(100));
    const written = database.all;
    database = new Database();
    expect(await ours(settings(100))).toEqual(first);
    const ours135 = database.all.map(([key, record]) => [key, plain(withoutFeatureId(record))]);
    expect(ours135).toEqual(written);
    expect(database.all.find(([key]) => key[0] === 'left')?.[1]).toMatchObject({ featureId: 3 });
    expect(written.length).toBeGreaterThan(VISITORS.length * 2);
    expect(JSON.stringify(written)).toContain('_vwo_meta_meg_7');
  });

  it('holds what the SDK has decided', async () => {
    database = new Database();
    const before = await theirs(settings(100));
    expect(before['user_1']?.[0]).toBe('one');
    expect(await ours(settings(0))).toEqual(before);
    database = new Database();
    expect((await ours(settings(0)))['user_1']?.[0]).toBe('two');
  });

  it('has the SDK hold what was decided here', async () => {
    database = new Database();
    const before = await ours(settings(100));
    expect(before['a_b_c']?.[0]).toBe('one');
    expect(await theirs(settings(0))).toEqual(before);
    database = new Database();
    expect((await theirs(settings(0)))['a_b_c']?.[0]).toBe('two');
  });
});
