import type { Random } from '../../support/random.js';
import { anyScalar, anyValue, attributeValue, condition } from './generate-conditions.js';

type Json = Record<string, unknown>;

const ATTRIBUTE_NAMES = [
  'id',
  'company',
  'deviceId',
  'country',
  'age',
  'premium',
  'tags',
  'version',
  'nested',
  'email',
  'scores',
  'items',
  'list',
];
const URLS = [
  '',
  'https://shop.example.com/',
  'https://shop.example.com/products/12?ref=mail#top',
  'http://shop.example.com/Products/',
  'https://example.com/a/b?exp-0=1',
  'https://example.com/?exp-1=1abc&exp-0=0',
  'https://example.com/?f2=1?f3=0',
  'not a url %%%',
  '/products',
  'https://example.com/?exp-2=-1',
  'https://www.example.com/x?exp-1=',
  'https://example.com/?exp-0=9',
  'https://bücher.example/katalog/é?q=ü',
  'http://',
];
const URL_PATTERNS = [
  { type: 'simple', pattern: '/products/*' },
  { type: 'simple', pattern: '*.example.com/*' },
  { type: 'simple', pattern: 'shop.example.com/' },
  { type: 'simple', pattern: '/products/12?ref=mail' },
  { type: 'simple', pattern: 'https://shop.example.com/products/12/?ref=*#top' },
  { type: 'simple', pattern: 'https://bücher.example/*' },
  { type: 'regex', pattern: '^https://shop' },
  { type: 'regex', pattern: '^/products' },
  { type: 'regex', pattern: '(' },
  { type: 'glob', pattern: '*' },
  { type: 'simple', pattern: '*' },
  { type: 'simple', pattern: 'http://[' },
];

/** Saved groups of every shape, malformed ones and circles included. */
export const SAVED_GROUPS: Json = {
  'g-list': ['id-1', 'id-2', 'US', 5, 'alice', null],
  'g-v2': { type: 'list', attributeKey: 'country', values: ['US', 'FR', 'id-3', 5] },
  'g-cond': { type: 'condition', condition: { age: { $gte: 18 } } },
  'g-loop-a': {
    type: 'condition',
    condition: { $or: [{ country: 'DE' }, { $savedGroup: { id: 'g-loop-b' } }] },
  },
  'g-loop-b': { type: 'condition', condition: { $not: { $savedGroup: { id: 'g-loop-a' } } } },
  'g-self': { type: 'condition', condition: { $not: { $savedGroup: { id: 'g-self' } } } },
  'g-bad': { type: 'list', attributeKey: 'country', values: 'US' },
  'g-null': null,
  'g-odd': { type: 'segment', values: ['US'] },
};

export function payload(random: Random): Json {
  const count = 4 + random.int(8);
  const keys = Array.from({ length: count }, (_, i) => (i === 0 ? '$holdout:h1' : `f${i}`));
  const features = Object.fromEntries(keys.map((key) => [key, feature(random, keys)]));
  return {
    features,
    ...(random.chance(0.8) && { savedGroups: SAVED_GROUPS }),
    ...(random.chance(0.8) && { contextualBandits: bandits(random) }),
    ...(random.chance(0.5) && { dateUpdated: '2026-11-01T00:00:00Z' }),
  };
}

function bandits(random: Random): Json {
  return {
    'cb-1': {
      banditVersion: 3,
      contexts: random.list(1, 3, (i) => ({
        leafId: i,
        condition: condition(random, 1),
        weights: weights(random, 2),
      })),
    },
    'cb-2': { contexts: [] },
    'cb-3': { banditVersion: 1, contexts: [{ leafId: 7, condition: { $or: null }, weights: [0.5, 0.5] }] },
    'cb-4': { banditVersion: 2, contexts: [{ leafId: 8, weights: [0.9, 0.1] }] },
  };
}

function feature(random: Random, keys: readonly string[]): unknown {
  if (random.chance(0.02))
    return random.pick<unknown>([
      null,
      {},
      { rules: null },
      { defaultValue: null },
      { defaultValue: 0, rules: [] },
    ]);
  return {
    ...(random.chance(0.9) && { defaultValue: anyValue(random) }),
    rules: random.list(0, 4, (i) => rule(random, keys, i)),
  };
}

function rule(random: Random, keys: readonly string[], index: number): Json {
  const base: Json = {
    ...(random.chance(0.7) && { id: `fr_${index}` }),
    ...(random.chance(0.45) && { condition: condition(random) }),
    ...(random.chance(0.22) && { parentConditions: random.list(1, 2, () => prerequisite(random, keys)) }),
    ...(random.chance(0.12) && { filters: random.list(1, 2, () => filter(random)) }),
    ...hashing(random),
  };
  if (random.chance(0.02)) return base;
  return random.chance(0.4) ? { ...base, ...forceRule(random) } : { ...base, ...experimentRule(random) };
}

function hashing(random: Random): Json {
  return {
    ...(random.chance(0.3) && {
      hashAttribute: random.pick([
        'id',
        'company',
        'deviceId',
        'missing',
        'age',
        'nested.city',
        'premium',
        'tags',
        'nested',
      ]),
    }),
    ...(random.chance(0.25) && { fallbackAttribute: random.pick(['deviceId', 'id', 'company', 'missing']) }),
    ...(random.chance(0.4) && { hashVersion: random.pick<unknown>([1, 2, 2, 2, 3, '1', '2', 0, null]) }),
    ...(random.chance(0.3) && { seed: random.pick(['seed-a', 'seed-b', '', 'é']) }),
    ...(random.chance(0.12) && { disableStickyBucketing: random.chance(0.7) }),
  };
}

function prerequisite(random: Random, keys: readonly string[]): Json {
  return {
    id: random.chance(0.9) ? random.pick(keys) : 'nowhere',
    ...(random.chance(0.8) && {
      condition: random.pick<unknown>([
        { value: true },
        { value: { $exists: true } },
        { value: { $ne: null } },
        { value: 'US' },
        { 'value.n': { $gt: 0 } },
        {},
        { value: { $in: [1, 5, 'US', true] } },
        { country: 'US' },
        { value: { $inGroup: 'g-list' } },
        { $savedGroup: { id: 'g-v2', attributeKey: 'value' } },
      ]),
    }),
    ...(random.chance(0.4) && { gate: random.chance(0.8) }),
  };
}

function range(random: Random): [number, number] {
  const start = random.pick([0, 0, 0.1, 0.25, 0.5]);
  return [start, start + random.pick([0, 0.1, 0.3, 0.5, 1])];
}

function filter(random: Random): Json {
  return {
    seed: random.pick(['ns-1', 'ns-2']),
    ranges: random.list(0, 2, () => range(random)),
    ...(random.chance(0.4) && { attribute: random.pick(['id', 'company', 'missing']) }),
    ...(random.chance(0.4) && { hashVersion: random.pick<unknown>([1, 2, 3, 0]) }),
  };
}

function forceRule(random: Random): Json {
  return {
    force: random.chance(0.1) ? null : anyValue(random),
    ...(random.chance(0.45) && { coverage: random.pick<unknown>([0, 0.1, 0.5, 0.501, 0.9, 1, 2, -1, null]) }),
    ...(random.chance(0.2) && { range: range(random) }),
    ...(random.chance(0.1) && { variations: ['ignored', 'too'] }),
    ...(random.chance(0.12) && { tracks: [track(random)] }),
  };
}

function track(random: Random): Json {
  const key = `remote-${random.int(3)}`;
  const value = anyScalar(random);
  return {
    experiment: { key, variations: ['a', 'b'], hashVersion: 2 },
    result: {
      key: '1',
      variationId: 1,
      value,
      inExperiment: true,
      hashUsed: true,
      hashAttribute: 'id',
      hashValue: 'id-9',
      featureId: null,
      stickyBucketUsed: false,
      ...(random.chance(0.5) && { name: 'B', bucket: 0.25 }),
    },
  };
}

export function weights(random: Random, n: number): unknown {
  const kind = random.int(8);
  if (kind === 0) return [0.3, 0.3];
  if (kind === 1) return [0.1, 0.1];
  if (kind === 2) return Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 0));
  if (kind === 3) return Array.from({ length: n }, () => 1 / n + 0.002);
  const parts = Array.from({ length: n }, () => 1 + random.int(9));
  const total = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / total);
}

function meta(random: Random, n: number): Json[] {
  const passing = random.chance(0.15);
  return Array.from({ length: n }, (_, i) => ({
    ...(random.chance(0.85) && { key: random.chance(0.9) ? `v${i}` : String(random.int(3)) }),
    ...(random.chance(0.4) && { name: `Variation ${i}` }),
    ...(passing && { passthrough: random.chance(0.7) }),
  }));
}

function experimentRule(random: Random): Json {
  const n = random.chance(0.05) ? random.int(2) : 2 + random.int(3);
  const variations = Array.from({ length: n }, () => anyValue(random));
  const contextual = random.chance(0.12);
  return {
    ...(contextual ? { contextualVariations: variations } : { variations }),
    ...((contextual || random.chance(0.05)) && {
      contextualBanditRef: random.pick(['cb-1', 'cb-2', 'cb-3', 'cb-4', 'cb-none']),
    }),
    ...(random.chance(0.75) && { key: random.pick(['exp-0', 'exp-1', 'exp-2', 'exp-3', 'exp-4', '']) }),
    ...split(random, n),
  };
}

/** What rules and standalone experiments have in common. */
export function split(random: Random, n: number): Json {
  return {
    ...(random.chance(0.5) && { weights: weights(random, n) }),
    ...(random.chance(0.4) && { coverage: random.pick<unknown>([0, 0.1, 0.5, 0.9, 1, 2, -1, null]) }),
    ...(random.chance(0.2) && {
      ranges: random.list(Math.max(0, n - 1), n, (i) => [i / n, (i + random.pick([0.5, 1])) / n]),
    }),
    ...(random.chance(0.6) && { meta: meta(random, n) }),
    ...(random.chance(0.2) && { name: 'An experiment', phase: '0' }),
    ...(random.chance(0.15) && { namespace: ['ns-3', ...range(random)] }),
    ...(random.chance(0.3) && { bucketVersion: random.pick([0, 1, 2]) }),
    ...(random.chance(0.15) && { minBucketVersion: random.pick([0, 1, 2]) }),
  };
}

/** An experiment of its own, as given to `run` or found in the payload's list. */
export function experiment(random: Random, keys: readonly string[], key: string): Json {
  const n = random.chance(0.05) ? 1 : 2 + random.int(2);
  return {
    key,
    variations: Array.from({ length: n }, () => anyValue(random)),
    ...hashing(random),
    ...split(random, n),
    ...(random.chance(0.4) && { condition: condition(random) }),
    ...(random.chance(0.2) && { filters: random.list(0, 2, () => filter(random)) }),
    ...(random.chance(0.3) && { parentConditions: random.list(1, 2, () => prerequisite(random, keys)) }),
    ...(random.chance(0.3) && { urlPatterns: random.list(0, 2, () => urlPattern(random)) }),
    ...(random.chance(0.1) && { force: random.pick<unknown>([0, 1, -1, 9]) }),
    ...(random.chance(0.12) && { status: random.pick(['draft', 'running', 'stopped']) }),
    ...(random.chance(0.1) && { active: random.chance(0.5) }),
    ...(random.chance(0.1) && { groups: random.pick([[], ['beta'], ['beta', 'staff'], ['none']]) }),
  };
}

export function urlPattern(random: Random): Json {
  return { ...random.pick(URL_PATTERNS), ...(random.chance(0.9) && { include: random.chance(0.75) }) };
}

/** A visitor in the shape of the SDK's user context. */
export interface GeneratedUser {
  readonly attributes: Json;
  readonly attributeOverrides?: Json;
  readonly url?: string;
  readonly enabled?: boolean;
  readonly qaMode?: boolean;
  readonly forcedVariations?: Json;
  readonly forcedFeatureValues?: Json;
  /** Stored documents; undefined: no sticky bucket service. */
  readonly documents?: Json;
}

export function user(random: Random, keys: readonly string[]): GeneratedUser {
  const attributes: Json = {};
  for (const name of ATTRIBUTE_NAMES) {
    if (random.chance(name === 'id' ? 0.94 : 0.7)) attributes[name] = attributeValue(random, name);
  }
  return {
    attributes,
    ...(random.chance(0.1) && {
      attributeOverrides: { country: anyScalar(random), id: random.pick<unknown>(['id-1', null, 'over']) },
    }),
    ...(random.chance(0.5) && { url: random.pick(URLS) }),
    ...(random.chance(0.02) && { enabled: false }),
    ...(random.chance(0.03) && { qaMode: true }),
    ...(random.chance(0.1) && {
      forcedVariations: { [`exp-${random.int(4)}`]: random.pick<unknown>([0, 1, -1, 9, 0.5, null]), f1: 1 },
    }),
    ...(random.chance(0.06) && {
      forcedFeatureValues: { [random.pick(keys)]: anyScalar(random), elsewhere: 1 },
    }),
    ...(random.chance(0.5) && { documents: documents(random, attributes) }),
  };
}

function documents(random: Random, attributes: Json): Json {
  const result: Json = {};
  for (const name of ['id', 'deviceId', 'company']) {
    const value = attributes[name] || '';
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (random.chance(0.5)) result[`${name}||${text}`] = document(random, name, text);
  }
  return result;
}

function document(random: Random, attributeName: string, attributeValue: string): Json {
  const entries = random.list(0, 8, () => [
    `exp-${random.int(5)}__${random.pick([0, 0, 1, 2])}`,
    random.pick(['v0', 'v1', 'v2', '0', '1', 'gone']),
  ]);
  return { attributeName, attributeValue, assignments: Object.fromEntries(entries) };
}
