import type { OptimizelyDecideOption } from '@optimizely/optimizely-sdk';
import { createInstance, createStaticProjectConfigManager } from '@optimizely/optimizely-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import type {
  AssignmentStore,
  OptimizelyDecideOption as Option,
  VisitorExperiments,
} from '../../lib/index.js';
import { optimizely } from '../../lib/index.js';
import { SHOP_DATAFILE } from '../fixtures/optimizely/shop-datafile.js';
import type { TestApp } from '../support/test-app.js';
import { startApp } from '../support/test-app.js';

const FLAG = 'recommended_products';
const ALL_TEN = datafileFor('102');
const ALL_FIVE = datafileFor('101');

type Profile = Record<string, unknown>;

/** The shop's datafile, with everybody in one variation of the experiment. */
function datafileFor(variationId: string): typeof SHOP_DATAFILE {
  const datafile = structuredClone(SHOP_DATAFILE);
  const [experiment] = datafile.experiments;
  if (experiment !== undefined)
    experiment.trafficAllocation = [{ entityId: variationId, endOfRange: 10_000 }];
  return datafile;
}

/** Optimizely's own SDK, with a profile service over a Map. */
function official(datafile: object, profiles = new Map<string, Profile>()) {
  const client = createInstance({
    projectConfigManager: createStaticProjectConfigManager({ datafile: JSON.stringify(datafile) }),
    userProfileService: {
      lookup: (userId) => profiles.get(userId) as never,
      save: (profile) => void profiles.set(profile.user_id, structuredClone(profile) as never),
    },
  });
  return (visitor: string, options: readonly Option[] = []) =>
    client.createUserContext(visitor).decide(FLAG, options as OptimizelyDecideOption[]);
}

/** A store over the same Map. */
function storeOver(profiles: Map<string, Profile>): AssignmentStore {
  return {
    read: (parts) => parts.map(({ value }) => profiles.get(value)),
    write: ({ value }, document) => void profiles.set(value, structuredClone(document)),
  };
}

async function start(
  datafile: object,
  options: { defaults?: readonly Option[]; profiles?: Map<string, Profile> } = {},
): Promise<TestApp> {
  const { defaults, profiles } = options;
  const running = await startApp({
    options: {
      platform: optimizely({ datafile, defaultDecideOptions: defaults }),
      ...(profiles !== undefined && { stickyStore: storeOver(profiles) }),
    },
  });
  onTestFinished(() => running.close());
  return running;
}

/** Does it for a visitor, and gives what was reported. */
async function as<T>(running: TestApp, visitorCode: string, work: (visitor: VisitorExperiments) => T) {
  running.sink.events.length = 0;
  const { experiments } = running;
  const result = await experiments.runAs({ visitorCode }, async () => work(experiments));
  await experiments.flush();
  return { result, exposed: running.sink.of('exposure').map(({ exposure }) => exposure.flagKey) };
}

describe('a profile store that is shared with the official SDK', () => {
  it('gives the SDK what the module has stored', async () => {
    const profiles = new Map<string, Profile>();
    const running = await start(ALL_TEN, { profiles });
    expect((await as(running, 'anna', (one) => one.variation(FLAG))).result).toBe('ten');
    expect(profiles.get('anna')).toEqual({
      user_id: 'anna',
      experiment_bucket_map: { 10: { variation_id: '102' } },
    });
    expect(official(ALL_FIVE, profiles)('anna').variationKey).toBe('ten');
    expect(official(ALL_FIVE, profiles)('ben').variationKey).toBe('five');
  });

  it('gives the module what the SDK has stored, and keeps the rest of the record', async () => {
    const foreign = { experiment_bucket_map: { 99: { variation_id: '991' } }, user_id: 'anna' };
    const profiles = new Map<string, Profile>([['anna', foreign]]);
    official(ALL_TEN, profiles)('anna');
    const stored = structuredClone(profiles.get('anna'));
    const running = await start(ALL_FIVE, { profiles });
    const { result } = await as(running, 'anna', (one) => [one.decide(FLAG).cause, one.variation(FLAG)]);
    expect(result).toEqual(['sticky', 'ten']);
    expect(profiles.get('anna')).toEqual(stored);
    expect(stored).toEqual({
      user_id: 'anna',
      experiment_bucket_map: { 10: { variation_id: '102' }, 99: { variation_id: '991' } },
    });
  });
});

describe('decide options', () => {
  it('can be given with the call', async () => {
    const profiles = new Map<string, Profile>();
    official(ALL_TEN, profiles)('anna');
    const running = await start(ALL_FIVE, { profiles });
    const { result, exposed } = await as(running, 'anna', (one) => ({
      ignoring: one.decide(FLAG, { ignoreStored: true, expose: false }).assignment?.variation.key,
      messages: one.decide(FLAG, { reasons: true, ignoreStored: true, expose: false }).messages.length,
      bare: one.decide(FLAG, { variables: false, expose: false }).variables.size,
      usual: one.peekVariables(FLAG).get('count'),
      all: [...one.decideAll({ ignoreStored: true }).values()].map(({ cause }) => cause)[0],
    }));
    expect(result).toEqual({
      ignoring: official(ALL_FIVE)('anna').variationKey,
      messages: official(ALL_FIVE)('anna', ['INCLUDE_REASONS']).reasons.length,
      bare: 0,
      usual: 10,
      all: 'split',
    });
    expect(result.messages).toBeGreaterThan(0);
    expect(exposed).toEqual([]);
    expect(profiles.get('anna')).toMatchObject({ experiment_bucket_map: { 10: { variation_id: '102' } } });
  });

  it('can be set up for all calls, and lifted for one', async () => {
    const running = await start(ALL_FIVE, {
      defaults: ['DISABLE_DECISION_EVENT', 'INCLUDE_REASONS', 'EXCLUDE_VARIABLES', 'ENABLED_FLAGS_ONLY'],
    });
    const quiet = await as(running, 'ben', (one) => [
      one.isOn(FLAG),
      one.variables(FLAG).size,
      one.decide(FLAG).messages.length > 0,
      [...one.decideAll().keys()],
      one.decideAll({ enabledOnly: false }).size,
    ]);
    const on = official(ALL_FIVE)('ben').enabled;
    expect(quiet.result.slice(0, 3)).toEqual([on, 0, true]);
    expect(quiet.result[3]).not.toContain('new_checkout');
    expect(quiet.result[4]).toBe(3);
    expect(quiet.exposed).toEqual([]);
    const loud = await as(
      running,
      'ben',
      (one) => one.decide(FLAG, { expose: true, variables: true }).variables.size,
    );
    expect(loud).toEqual({ result: 1, exposed: [FLAG] });
  });

  it('store decisions that are not reported', async () => {
    const profiles = new Map<string, Profile>();
    const running = await start(ALL_TEN, { defaults: ['DISABLE_DECISION_EVENT'], profiles });
    expect((await as(running, 'cleo', (one) => one.isOn(FLAG))).exposed).toEqual([]);
    expect(profiles.has('cleo')).toBe(true);
  });

  it('store without reporting where the official SDK does', async () => {
    const ours = new Map<string, Profile>();
    const theirs = new Map<string, Profile>();
    const running = await start(ALL_TEN, { profiles: ours });
    const client = createInstance({
      projectConfigManager: createStaticProjectConfigManager({ datafile: JSON.stringify(ALL_TEN) }),
      userProfileService: {
        lookup: (userId) => theirs.get(userId) as never,
        save: (profile) => void theirs.set(profile.user_id, structuredClone(profile) as never),
      },
    });
    const silent = { expose: false, store: true };
    const rows: readonly (readonly [
      string,
      (user: string) => unknown,
      (one: VisitorExperiments) => unknown,
    ])[] = [
      [
        'DISABLE_DECISION_EVENT',
        (user) =>
          client.createUserContext(user).decide(FLAG, ['DISABLE_DECISION_EVENT' as OptimizelyDecideOption])
            .variationKey,
        (one) => one.decide(FLAG, silent).assignment?.variation.key,
      ],
      [
        'getVariation',
        (user) => client.getVariation('how_many', user),
        (one) => one.decide('how_many', silent).assignment?.variation.key,
      ],
      [
        'getFeatureVariable',
        (user) => client.getFeatureVariable(FLAG, 'count', user),
        (one) => one.decide(FLAG, silent).variables.get('count'),
      ],
      [
        'getAllFeatureVariables',
        (user) => client.getAllFeatureVariables(FLAG, user),
        (one) => Object.fromEntries(one.decide(FLAG, silent).variables),
      ],
    ];
    for (const [name, asked, answered] of rows) {
      const { result, exposed } = await as(running, name, answered);
      expect(result).toEqual(asked(name));
      expect(exposed).toEqual([]);
      expect(ours.get(name)).toEqual(theirs.get(name));
      expect(theirs.has(name)).toBe(true);
    }
    for (const look of ['peek', 'peekVariation', 'peekVariables'] as const) {
      await as(running, look, (one) => one[look](FLAG));
      expect(ours.has(look)).toBe(false);
    }
  });

  it('neither read nor write the store when it is ignored by default', async () => {
    const profiles = new Map<string, Profile>();
    official(ALL_TEN, profiles)('anna');
    const before = structuredClone(profiles);
    const running = await start(ALL_FIVE, { defaults: ['IGNORE_USER_PROFILE_SERVICE'], profiles });
    expect((await as(running, 'anna', (one) => one.variation(FLAG))).result).toBe('five');
    expect((await as(running, 'ben', (one) => one.variation(FLAG))).result).toBe('five');
    expect(profiles).toEqual(before);
  });

  it('list flags, not the experiments behind them; what is left out counts when all count', async () => {
    const running = await start(SHOP_DATAFILE);
    const { result } = await as(running, 'ben', (one) => [...one.decideAll().keys()]);
    expect(result).toEqual([FLAG, 'new_checkout', 'price_badge']);
    const some = await as(running, 'ben', (one) => [...one.decideAll({ keys: [FLAG, 'how_many'] }).keys()]);
    expect(some.result).toEqual([FLAG, 'how_many']);
  });
});

describe('overrides', () => {
  it('force a flag as a whole, or one of its rules, as the official SDK does', async () => {
    const running = await start(ALL_FIVE);
    const { result } = await as(running, 'anna', (one) => {
      const answers = [one.variation(FLAG)];
      one.override(FLAG, 'eight', { rule: 'how_many' });
      const { ruleId, assignment } = one.decide(FLAG);
      answers.push(`${ruleId}:${assignment?.variation.key}`);
      one.override(FLAG, 'ten');
      answers.push(`${one.decide(FLAG).ruleId}:${one.variation(FLAG)}`);
      one.override(FLAG, null);
      answers.push(one.variation(FLAG));
      one.override(FLAG, null, { rule: 'how_many' });
      answers.push(one.variation(FLAG));
      return answers;
    });
    expect(result).toEqual(['five', 'how_many:eight', ':ten', 'eight', 'five']);
    const client = createInstance({
      projectConfigManager: createStaticProjectConfigManager({ datafile: JSON.stringify(ALL_FIVE) }),
    });
    const user = client.createUserContext('anna');
    user.setForcedDecision({ flagKey: FLAG, ruleKey: 'how_many' }, { variationKey: 'eight' });
    expect(user.decide(FLAG)).toMatchObject({ ruleKey: 'how_many', variationKey: 'eight' });
    user.setForcedDecision({ flagKey: FLAG }, { variationKey: 'ten' });
    expect(user.decide(FLAG)).toMatchObject({ ruleKey: null, variationKey: 'ten' });
  });

  it('of rules are refused on platforms whose flags have none', async () => {
    const running = await startApp();
    onTestFinished(() => running.close());
    const visitor = running.experiments.forVisitor({ visitorCode: 'v' });
    expect(() => visitor.override('half', 'a', { rule: 'r' })).toThrow(TypeError);
  });
});
