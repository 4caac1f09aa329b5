import type { Random } from '../../support/random.js';

export const MATCHES = [
  'exact',
  'exists',
  'substring',
  'gt',
  'ge',
  'lt',
  'le',
  'semver_eq',
  'semver_gt',
  'semver_ge',
  'semver_lt',
  'semver_le',
] as const;

export const ATTRIBUTE_NAMES = [
  'country',
  'age',
  'vip',
  'version',
  'plan',
  'city',
  '$opt_note',
  'toString',
  'länge',
];
export const SEGMENTS = ['seg-1', 'seg-2', 'seg 3', 'ünï'];

const VERSIONS = [
  '1',
  '2',
  '2.0',
  '2.1',
  '2.1.0',
  '2.1.9',
  '2.1.10',
  '02.1',
  '3.7.1',
  '2.1.0-beta',
  '2.1.0-beta.2',
  '2.1.0-alpha',
  '2.1-rc',
  '2.1.0+build',
  '2.1.0+build.7',
  '2.1.0+12',
  '2.1.0-10',
  '2.1.0-9',
  '2-1+3',
  '2+1-3',
  '2.1.0-',
  '2.1.0+',
  '2.1.0.4',
  '2..1',
  '',
  '-1',
  'a.b',
  '2.1 .0',
  '2.x',
  '99999999999999999999.1',
  '2.1.0-beta+7',
  '1.9.9-zeta',
  '10.0.0',
];
const NUMBERS = [0, -0, 1, -1, 5, 18, 18.5, 0.1, 21, 2 ** 53, 2 ** 53 + 2, -(2 ** 53), 1e308];
const TEXTS = ['', 'us', 'US', 'user', 'de', 'germany', 'true', '18', 'premium', 'ü', 'u\u0308'];
const ODD: readonly unknown[] = [null, [], {}, ['us'], { a: 1 }];

/** A value such as attributes and conditions have. */
export function anyValue(random: Random): unknown {
  const kind = random.int(20);
  if (kind < 7) return random.pick(TEXTS);
  if (kind < 12) return random.pick(NUMBERS);
  if (kind < 15) return random.chance(0.5);
  if (kind < 19) return random.pick(VERSIONS);
  return random.pick(ODD);
}

/** A value that fits what a match wants, most of the time. */
function fitting(random: Random, match: unknown): unknown {
  if (random.chance(0.12)) return anyValue(random);
  if (typeof match === 'string' && match.startsWith('semver')) return random.pick(VERSIONS);
  if (match === 'gt' || match === 'ge' || match === 'lt' || match === 'le') return random.pick(NUMBERS);
  if (match === 'substring') return random.pick(TEXTS);
  return random.pick([random.pick(TEXTS), random.pick(NUMBERS), true, false]);
}

/** One condition of an audience. */
export function anyLeaf(random: Random): unknown {
  const kind = random.int(40);
  if (kind === 0) return random.pick(['text', 7, true]);
  if (kind === 1)
    return { type: random.pick(['other', '', 'Custom_Attribute', 'toString', null]), name: 'age', value: 1 };
  if (kind < 6) return segmentLeaf(random);
  const match = anyMatch(random);
  const leaf: Record<string, unknown> = { type: 'custom_attribute', name: random.pick(ATTRIBUTE_NAMES) };
  if (match !== undefined) leaf['match'] = match;
  if (!random.chance(0.02)) leaf['value'] = fitting(random, match);
  return leaf;
}

function anyMatch(random: Random): unknown {
  if (random.chance(0.12)) return undefined;
  if (random.chance(0.05)) return random.pick([null, '', 'EXACT', 'regex', 'toString']);
  return random.pick(MATCHES);
}

function segmentLeaf(random: Random): unknown {
  const leaf: Record<string, unknown> = {
    type: 'third_party_dimension',
    name: 'odp.audiences',
    value: random.pick(SEGMENTS),
  };
  if (random.chance(0.8)) leaf['match'] = 'qualified';
  else if (random.chance(0.3)) leaf['match'] = random.pick(['exact', null, '']);
  return leaf;
}

/** A tree of operators over leaves, in every shape that has been seen. */
export function anyTree(random: Random, leaf: () => unknown, depth = 0): unknown {
  if (depth > 3 || random.chance(depth === 0 ? 0.05 : 0.45)) return leaf();
  const operands = random.times(random.int(4), () => anyTree(random, leaf, depth + 1));
  const kind = random.int(20);
  if (kind < 7) return ['and', ...operands];
  if (kind < 13) return ['or', ...operands];
  if (kind < 17) return ['not', ...operands];
  if (kind === 17) return ['AND', ...operands];
  return operands;
}
