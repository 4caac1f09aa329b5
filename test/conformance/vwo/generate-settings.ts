import type { Random } from '../../support/random.js';
import { vendorUuid } from './oracle.js';
import type { SegmentPool } from './generate-segment.js';
import { segment, USER_IDS } from './generate-segment.js';

type Json = Record<string, unknown>;

/** Settings, and what visitors of them need to know. */
export interface GeneratedSettings {
  readonly settings: Json;
  readonly featureKeys: readonly string[];
  readonly campaigns: readonly Json[];
  readonly groupIds: readonly unknown[];
  readonly groups: Readonly<Record<string, Json>>;
}

const FEATURE_KEYS = [
  'checkout',
  'search',
  'banner',
  'constructor',
  'über',
  'f 6',
  '42',
  '__proto__',
  'a_b',
  '',
];

/** Settings as VWO serves them, with every feature of the format, odd values included. */
export function settings(random: Random): GeneratedSettings {
  const accountId = random.pick<unknown>([123456, '123456', 7, '00700', 123456, 1.5, 'ünï', 0, '']);
  const featureCount = 1 + random.int(5);
  const featureIds = Array.from({ length: featureCount }, (_, i) =>
    random.chance(0.05) ? `${i + 1}` : i + 1,
  );
  const pool: SegmentPool = {
    featureIds,
    uuids: USER_IDS.slice(0, 4).map((id) => vendorUuid(id, String(accountId))),
  };
  const first = random.chance(0.3) ? random.int(FEATURE_KEYS.length) : 0;
  const keys = Array.from({ length: featureCount }, (_, i) =>
    random.chance(0.03) ? 'checkout' : (FEATURE_KEYS[(i + first) % FEATURE_KEYS.length] as string),
  );
  const campaigns: Json[] = [];
  const features = keys.map((key, i) => feature(random, pool, key, featureIds[i], campaigns));
  shareCampaigns(random, features, campaigns);
  const groups = groupsOf(random, features, campaigns);
  const made: Json = {
    version: random.int(50),
    accountId,
    sdkKey: 'conformance',
    features,
    campaigns,
    ...groups.members,
    ...(random.chance(0.2) ? { collectionPrefix: 'eu01' } : {}),
  };
  return {
    settings: random.chance(0.1) ? shortened(made) : made,
    featureKeys: [...new Set(keys)],
    campaigns,
    groupIds: groups.ids,
    groups: (made['groups'] ?? {}) as Record<string, Json>,
  };
}

/** The same under short names; what VWO demands under long names stays there. */
function shortened({ features, campaigns, groups, campaignGroups, ...rest }: Json): Json {
  return {
    ...rest,
    accountId: 1,
    a: rest['accountId'],
    v: rest['version'],
    sK: 'short',
    f: features,
    c: campaigns,
    campaigns: [],
    ...(groups === undefined ? {} : { g: groups, cG: campaignGroups }),
  };
}

function feature(random: Random, pool: SegmentPool, key: string, id: unknown, campaigns: Json[]): Json {
  const rules: Json[] = [];
  const rollouts = random.pick([0, 0, 1, 1, 1, 2, 3]);
  const add = (type: string): void => {
    const made = campaign(random, pool, type, key, campaigns.length);
    campaigns.push(made);
    const variations = made['variations'] as Json[];
    const names = type === 'FLAG_TESTING' ? random.chance(0.1) : random.chance(0.85);
    const one = variations[type === 'FLAG_PERSONALIZE' ? random.int(variations.length || 1) : 0];
    rules.push({
      type: random.chance(0.05) ? 'FLAG_TESTING' : type,
      ruleKey: random.chance(0.05) ? 'rule-1' : `rule-${campaigns.length}`,
      campaignId: made['id'],
      ...(names && typeof one?.['id'] === 'number'
        ? { variationId: random.chance(0.03) ? 77 : one['id'] }
        : {}),
      status: random.pick(['RUNNING', 'PAUSED']),
    });
    // A personalization has one rule for each of its variations.
    if (type === 'FLAG_PERSONALIZE' && variations.length > 1 && random.chance(0.5)) {
      rules.push({
        type,
        ruleKey: `rule-${campaigns.length}-b`,
        campaignId: made['id'],
        variationId: variations[1]?.['id'],
      });
    }
  };
  for (let i = 0; i < rollouts; i++) add('FLAG_ROLLOUT');
  const experiments = random.int(4);
  for (let i = 0; i < experiments; i++)
    add(random.pick(['FLAG_TESTING', 'FLAG_TESTING', 'FLAG_PERSONALIZE']));
  if (random.chance(0.04)) add('FLAG_OTHER');
  return {
    id,
    key,
    name: `Feature ${key}`,
    type: 'FEATURE_FLAG',
    status: random.pick(['ON', 'OFF']),
    metrics: [{ id: 1, type: 'CUSTOM_GOAL', identifier: `goal-${key}` }],
    ...(rules.length === 0 && random.chance(0.5) ? {} : { rules: shuffledSometimes(random, rules) }),
    ...(random.chance(0.25)
      ? {
          impactCampaign: random.pick([
            { campaignId: 900, type: 'IMPACT' },
            { campaignId: campaigns[0]?.['id'] ?? 901 },
            {},
            { campaignId: 0 },
            { campaignId: '902' },
          ]),
        }
      : {}),
    ...(random.chance(0.1) ? { isDebuggerEnabled: true } : {}),
    ...(random.chance(0.05) ? { isGatewayServiceRequired: true } : {}),
  };
}

function shuffledSometimes(random: Random, rules: Json[]): Json[] {
  return random.chance(0.2) ? rules.toReversed() : rules;
}

function campaign(random: Random, pool: SegmentPool, type: string, featureKey: string, index: number): Json {
  const id = 10 + index;
  const isTest = type !== 'FLAG_ROLLOUT' && type !== 'FLAG_PERSONALIZE';
  const count = isTest
    ? random.pick([2, 2, 3, 4, 1, 0])
    : type === 'FLAG_PERSONALIZE'
      ? 1 + random.int(2)
      : 1;
  const isTargeted = random.chance(0.55);
  const weights = isTest
    ? testWeights(random, count)
    : Array.from({ length: count }, () =>
        random.pick<unknown>([100, 100, 100, 50, 33.3, 0.5, 0, '50', 75, 150, '', 'x', -1]),
      );
  return {
    id,
    key: random.chance(0.04) ? 'checkout_rule-1' : `${featureKey}_rule-${index + 1}`,
    name: `Campaign ${id}`,
    type,
    status: random.pick(['RUNNING', 'PAUSED']),
    segments: isTest && isTargeted ? segmentOrOdd(random, pool) : {},
    variations: weights.map((weight, i) =>
      variation(random, pool, { weight, id: i + 1, isTest, isTargeted }),
    ),
    ...(random.chance(0.95) ? { percentTraffic: random.pick([100, 100, 100, 50, 20, 0, 33.3, -1]) } : {}),
    ...(random.chance(0.6) ? { isForcedVariationEnabled: random.chance(0.6) } : {}),
    ...(random.chance(0.5) ? { isUserListEnabled: random.chance(0.5) } : {}),
    ...(random.chance(0.3) ? { salt: random.pick(['SALT', '', 'ßalt', 'abc']) } : {}),
  };
}

function segmentOrOdd(random: Random, pool: SegmentPool): unknown {
  return random.chance(0.005) ? [] : segment(random, pool);
}

function testWeights(random: Random, count: number): unknown[] {
  if (random.chance(0.6)) return Array.from({ length: count }, () => Number((100 / count).toFixed(2)));
  return Array.from({ length: count }, () =>
    random.pick<unknown>([
      10,
      20,
      50,
      16.67,
      33.33,
      100,
      0,
      '25',
      60,
      -10,
      'x',
      150,
      0.001,
      49.999,
      '',
      '1e1',
    ]),
  );
}

interface VariationPlan {
  readonly weight: unknown;
  readonly id: number;
  readonly isTest: boolean;
  readonly isTargeted: boolean;
}

function variation(random: Random, pool: SegmentPool, plan: VariationPlan): Json {
  const { weight, isTest } = plan;
  const segments = isTest
    ? random.chance(0.5)
      ? segment(random, pool)
      : random.pick<unknown>([{}, undefined, []])
    : rolloutSegments(random, pool, plan);
  const id = random.pick<unknown>([...Array<number>(30).fill(plan.id), 0, 1, String(plan.id), plan.id + 0.5]);
  return {
    id,
    name: `Variation-${plan.id}`,
    weight,
    ...(segments === undefined ? {} : { segments }),
    ...(random.chance(0.9) ? { variables: variables(random, plan.id) } : {}),
    ...(random.chance(0.3) ? { salt: random.pick(['vsalt', '', '盐']) } : {}),
    ...(random.chance(0.2) ? { key: `key-${plan.id}` } : {}),
    ...(random.chance(0.05) ? { i: plan.id, n: `short-${plan.id}`, w: weight } : {}),
    ...(random.chance(0.05) ? { seg: random.pick<unknown>([{}, null, '', segment(random, pool)]) } : {}),
    ...(random.chance(0.1) ? { startRangeVariation: 1, endRangeVariation: 5000 } : {}),
  };
}

function rolloutSegments(random: Random, pool: SegmentPool, { isTargeted }: VariationPlan): unknown {
  if (random.chance(0.01)) return undefined;
  return isTargeted ? segment(random, pool) : {};
}

function variables(random: Random, id: number): Json[] {
  const value = (): unknown => random.pick<unknown>(['text', 5, 0, false, true, { a: [1] }, [1, 2], '', 1.5]);
  return random.list(0, 3, (i) => ({
    id: i + 1,
    type: random.pick(['string', 'integer', 'boolean', 'json', 'double']),
    key: random.chance(0.1) ? 'same' : `var-${i}`,
    value: i === 0 ? `v${id}` : value(),
    ...(random.chance(0.05)
      ? { val: random.pick<unknown>([0, null, 'short']), k: random.pick(['short-key', 'var-0']) }
      : {}),
  }));
}

/** Features share campaigns, campaigns share ids, rules lead nowhere. */
function shareCampaigns(random: Random, features: Json[], campaigns: Json[]): void {
  for (const target of features) {
    const rules = (target['rules'] ??= []) as Json[];
    if (campaigns.length > 0 && random.chance(0.15)) {
      const other = random.pick(campaigns);
      rules.push({ type: other['type'], ruleKey: 'shared', campaignId: other['id'] });
    }
    if (random.chance(0.05)) rules.push({ type: 'FLAG_ROLLOUT', ruleKey: 'nowhere', campaignId: 4711 });
  }
  const twin = campaigns[0];
  if (twin !== undefined && random.chance(0.03))
    campaigns.push({ ...twin, name: 'Twin', percentTraffic: 40 });
}

function groupsOf(
  random: Random,
  features: readonly Json[],
  campaigns: readonly Json[],
): { members: Json; ids: unknown[] } {
  if (random.chance(0.35)) return { members: {}, ids: [] };
  const groups: Json = {};
  const campaignGroups: Json = {};
  const ids: unknown[] = [];
  const linked = features.flatMap((target) => (target['rules'] as Json[] | undefined) ?? []);
  for (let id = 1; id <= 1 + random.int(2); id++) {
    const names = [
      ...new Set(
        linked.filter(() => random.chance(id === 1 ? 0.8 : 0.4)).map((rule) => memberOf(rule, campaigns)),
      ),
    ].filter((name) => name !== null);
    const members = names.filter((name) => random.chance(0.97) || !Object.hasOwn(campaignGroups, name));
    const groupId: unknown = random.pick([id, String(id), id, String(id), `g${id}`]);
    ids.push(groupId);
    for (const name of members) if (random.chance(0.97)) campaignGroups[name] ??= groupId;
    groups[String(groupId)] = group(random, members);
  }
  if (random.chance(0.02)) campaignGroups[String(campaigns[0]?.['id'])] = random.pick<unknown>([99, 0]);
  return { members: { groups, campaignGroups }, ids };
}

/** Rollouts are no members: VWO's SDK never comes back from one (see "differs on purpose"). */
function memberOf(rule: Json, campaigns: readonly Json[]): string | null {
  const found = campaigns.find((candidate) => candidate['id'] === rule['campaignId']);
  if (found === undefined || found['type'] === 'FLAG_ROLLOUT') return null;
  const variations = found['variations'] as readonly Json[];
  return found['type'] === 'FLAG_PERSONALIZE'
    ? `${String(found['id'])}_${String(rule['variationId'] ?? variations[0]?.['id'])}`
    : String(found['id']);
}

function group(random: Random, members: string[]): Json {
  const weights = Object.fromEntries(
    members
      .filter(() => random.chance(0.8))
      .map((name) => [
        random.chance(0.3) ? (name.split('_')[0] as string) : name,
        random.pick<unknown>([50, 30, 20, 100, '40', 0, 10, -5, null, 33.335]),
      ]),
  );
  return {
    name: 'Group',
    campaigns: random.chance(0.02)
      ? [...members, 5]
      : random.chance(0.05)
        ? members.map((name) => name.split('_')[0])
        : members,
    ...random.pick<Json>([
      {},
      { et: 1 },
      { et: 1 },
      { et: 2 },
      { et: 2 },
      { et: 2 },
      random.pick([{ et: 0 }, { et: '1' }, { et: null }, { et: 3 }]),
    ]),
    ...(random.chance(0.5)
      ? {
          p: members
            .filter(() => random.chance(0.35))
            .map((name) => (random.chance(0.3) && !name.includes('_') ? Number(name) : name)),
        }
      : {}),
    ...(random.chance(0.8) ? { wt: weights } : {}),
  };
}
