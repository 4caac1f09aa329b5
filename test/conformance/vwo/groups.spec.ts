import { describe, expect, it } from 'vitest';
import { compileVwo } from '../../../lib/platforms/vwo/compile/compile.js';
import { vwoFeature, vwoSettings } from '../../fixtures/vwo/settings.js';
import { observe } from './observe.js';
import type { Observation, Oracle, World } from './oracle.js';
import { withOracle } from './oracle-session.js';

const ruleOf = (campaignId: number): Readonly<Record<string, unknown>> => ({
  rules: [{ type: 'FLAG_TESTING', ruleKey: 'rule-1', campaignId }],
});

/** Corners of mutually exclusive groups that generated settings seldom reach. */
describe('VWO: mutually exclusive groups', () => {
  let oracle: Oracle;
  withOracle((started) => {
    oracle = started;
  });

  /** What both see; fails where they differ. */
  async function both(
    settings: object,
    key: string,
    stored: ReadonlyMap<string, unknown>,
  ): Promise<Observation> {
    const world: World = { stored, gatewayUser: undefined, lists: {} };
    expect(await oracle.load(settings)).toBe(true);
    const theirs = await oracle.ask(key, { id: 'u' }, world);
    const { decision: _, ...ours } = observe(compileVwo(settings), key, { id: 'u' }, world);
    expect(ours).toEqual(theirs);
    return ours;
  }

  const personalize = (id: number, variationId: number): ReturnType<typeof vwoFeature> =>
    vwoFeature(id, {
      type: 'FLAG_PERSONALIZE',
      variation: { id: variationId },
      feature: { rules: [{ type: 'FLAG_PERSONALIZE', ruleKey: 'rule-1', campaignId: id * 10, variationId }] },
    });

  it.each([
    [0, 0],
    [1, 2],
  ])('a winner whose variation has id %d leaves %d documents', async (variationId, documents) => {
    const groups = {
      groups: { 7: { name: 'G', campaigns: [`10_${variationId}`, '20_1'], et: 2, p: [`10_${variationId}`] } },
      campaignGroups: { [`10_${variationId}`]: 7, '20_1': 7 },
    };
    const parts = [personalize(1, variationId), personalize(2, 1)];
    const { on, writes } = await both(vwoSettings(parts, groups), 'feature-1', new Map());
    expect(on).toBe(true);
    expect(writes.length).toBe(documents);
  });

  it('a rollout in a group passes if it is the stored winner, and fails if another is', async () => {
    const settings = vwoSettings([vwoFeature(1)], {
      groups: { 7: { name: 'G', campaigns: ['10'] } },
      campaignGroups: { 10: 7 },
    });
    const winner = (id: number): ReadonlyMap<string, unknown> =>
      new Map([['_vwo_meta_meg_7_u', { experimentId: id, experimentKey: 'k', experimentVariationId: -1 }]]);
    expect((await both(settings, 'feature-1', winner(10))).on).toBe(true);
    expect((await both(settings, 'feature-1', winner(99))).on).toBe(false);
  });

  it('a winner by weight may be nobody', async () => {
    const tests = [1, 2].map((id) => vwoFeature(id, { type: 'FLAG_TESTING' }));
    const settings = vwoSettings(tests, {
      groups: { 7: { name: 'G', campaigns: ['10', '20'], et: 2, wt: { 10: 0, 20: 0 } } },
      campaignGroups: { 10: 7, 20: 7 },
    });
    expect((await both(settings, 'feature-1', new Map())).on).toBe(false);
    expect((await both(settings, 'feature-2', new Map())).writes).toEqual([]);
  });

  it.each([[0], [false], [''], [{}], [5]])(
    'a group that is %j has no members, or fails',
    async (definition) => {
      const parts = [vwoFeature(1, { type: 'FLAG_TESTING' }), vwoFeature(2)];
      const settings = vwoSettings(parts, { groups: { 7: definition }, campaignGroups: { 10: '7' } });
      expect((await both(settings, 'feature-1', new Map())).on).toBe(false);
      expect((await both(settings, 'feature-2', new Map())).on).toBe(true);
    },
  );

  it('a winner by weight that belongs to another feature leaves the others with nothing, whatever it is', async () => {
    const campaign = { type: 'FLAG_OTHER', variations: [] };
    const settings = vwoSettings([vwoFeature(1, { type: 'FLAG_TESTING' }), vwoFeature(2, { campaign })], {
      groups: { 7: { name: 'G', campaigns: ['10', '20'], et: 2, wt: { 10: 0, 20: 100 } } },
      campaignGroups: { 10: 7, 20: 7 },
    });
    expect(await both(settings, 'feature-1', new Map())).toMatchObject({ on: false, exposures: [] });
  });

  it.each([
    ['a text: its characters', '2', true],
    ['a text of several characters', '13', false],
    ['a number', 5, false],
    ['an object', {}, false],
    ['nothing', null, false],
    ['a list with a number in it', ['20', 5], false],
  ])('members that are no list of texts: %s', async (_, campaigns, on) => {
    const settings = vwoSettings(
      [1, 2].map((id) => vwoFeature(id, { type: 'FLAG_TESTING', campaign: { id }, feature: ruleOf(id) })),
      { groups: { 7: { name: 'G', campaigns } }, campaignGroups: { 2: 7 } },
    );
    expect((await both(settings, 'feature-2', new Map())).on).toBe(on);
  });

  it('several variations whose whitelists match switch the flag off', async () => {
    const variation = (id: number): object => ({ id, name: `V${id}`, weight: 50, segments: { user: 'u' } });
    const campaign = { isForcedVariationEnabled: true, variations: [variation(1), variation(2)] };
    const settings = vwoSettings([vwoFeature(1, { type: 'FLAG_TESTING', campaign })]);
    expect(await both(settings, 'feature-1', new Map())).toMatchObject({
      on: false,
      exposures: [],
      callback: null,
    });
  });
});
