import type { Random } from '../../support/random.js';

/** Values of visitors and operands are taken from the same small pools, so that they meet. */
const WORDS = [
  'red',
  'Red',
  'blue',
  'RED-blue',
  'a,b',
  'x y',
  '',
  'Ünï',
  '中文',
  'inlist',
  'true',
  'null',
  'undefined',
  '*',
  'a*c',
  '"q"',
  'İ',
  'STRASSE',
  'straße',
  'x'.repeat(300),
  '👩‍👩‍👧',
  'red)',
];
const NUMBERS = [
  '0',
  '0.0',
  '1',
  '01',
  '1.0',
  '1.1',
  '1.10',
  '1.2',
  '1.2.0',
  '1.2.3',
  '1.2.9',
  '9',
  '10',
  '10.0',
  '10.5',
  '10.10',
  '23',
  '23.0',
  '100',
  '.5',
  '5.',
  '1..2',
  '-5',
  '1e3',
  ' 7',
  '7 ',
  '99999999999999999999',
  '1234567890123456789012',
  '9007199254740993',
  '0.1',
  '1.5.',
  '00',
  '+5',
  '0x10',
  '1_000',
  '٣',
  'Infinity',
  '1'.repeat(400),
];
const PATTERNS = [
  '^r',
  'e+d',
  '[a-z]+',
  '(',
  '^\\d+$',
  '1.*',
  '.',
  '^1\\.1$',
  'a|b',
  '23',
  '(?i)red',
  '(?i:red)',
  '\\w+-\\w+',
  '^$',
  'x*',
  '^(?=.*r)',
  '(?<!x)red',
  '(.)\\1',
  '(?<n>e).\\k<n>|d',
  '[^a]',
  '^.{2,4}$',
  '\\u00dc',
  '\\p{L}',
  '(a+)+$',
  '^(?:red|blue)$',
  '[z-a]',
  '*',
  '\\bblue\\b',
];
export const NAMES = [
  'color',
  'age',
  'version',
  'plan',
  '_vwoUserId',
  'constructor',
  'toString',
  'flag',
  'undefined',
];
export const USER_IDS = ['user-1', 'user-2', 'ユーザー', 'a b', '42', 'x', 'toString', '__proto__'];
export const IPS = ['10.0.0.1', '10.0.0.10', '192.168.1.1', '::1', '10.0.0'];
export const COUNTRIES = ['US', 'IN', 'de', '"US"', ' US '];
export const CITIES = ['Berlin', 'New York', 'Pune'];
export const SYSTEMS = ['Windows', 'macOS', 'Linux', 'iOS'];
export const BROWSERS = ['Chrome', 'Firefox', 'Mobile Safari', 'Edge (old'];
export const DEVICES = ['desktop', 'mobile', 'Tablet'];
export const AGENTS = ['Mozilla/5.0 Chrome/99', 'curl/8', '42', 'Mozilla%2F5.0', '100%', 'x%zz'];
export const LISTS = ['list-1', '6f8', 'constructor'];

/** A value that a visitor may have for a custom variable. */
export function anyValue(random: Random): unknown {
  if (random.chance(0.45)) return random.pick(WORDS);
  if (random.chance(0.6)) return random.pick(NUMBERS);
  return random.pick<unknown>([
    0,
    1,
    10,
    10.5,
    1.1,
    23,
    100,
    -5,
    1e21,
    0.1,
    true,
    false,
    null,
    [],
    ['red'],
    [1, 2],
    ['a', 'b'],
    {},
    { a: 1 },
    '10',
    'a\nb',
    1e-7,
    0.1 + 0.2,
    Number.MAX_SAFE_INTEGER,
    [[]],
    [null],
    ['10', '10'],
    { toString: 'x' },
    { length: 3 },
    { valueOf: 5 },
  ]);
}

function text(random: Random): string {
  return random.chance(0.5) ? random.pick(WORDS) : random.pick(NUMBERS);
}

/** An operand of every form. */
export function operand(random: Random): unknown {
  const inner = text(random);
  switch (random.int(16)) {
    case 0:
    case 1:
      return inner;
    case 2:
      return `lower(${inner.toUpperCase()})`;
    case 3:
      return `wildcard(*${part(inner, random)}*)`;
    case 4:
      return `wildcard(*${part(inner, random)})`;
    case 5:
      return `wildcard(${part(inner, random)}*)`;
    case 6:
      return random.pick([
        `wildcard(${inner})`,
        'wildcard(*)',
        'wildcard(**)',
        'wildcard()',
        'wildcard',
        `wildcard(*a*c*)`,
      ]);
    case 7:
      return `regex(${random.pick(PATTERNS)})`;
    case 8:
    case 9:
    case 10:
      return `${random.pick(['gt', 'gte', 'lt', 'lte'])}(${random.pick(NUMBERS)})`;
    case 11:
      return `${random.pick(['gt', 'lower', 'regex', 'wildcard', 'lte'])}(${inner})${random.pick([' tail', ')', 'x)', ''])}`;
    case 12:
      return `inlist(${random.pick([...LISTS, 'a)b', ''])})`;
    case 13:
      return random.pick<unknown>([
        'Lower(x)',
        ' lower(red)',
        'gt()',
        'lower(a\nb)',
        'gt(1.)',
        '10abc',
        '1 0',
        'Infinity',
        '1e3',
      ]);
    default:
      return random.chance(0.25)
        ? random.pick<unknown>([5, true, null, {}, ['red'], ['10'], ['gt(5)'], ['inlist'], [1, 2], []])
        : inner;
  }
}

function part(inner: string, random: Random): string {
  const from = random.int(inner.length + 1);
  return inner.slice(from, from + 1 + random.int(3));
}

type Node = Record<string, unknown>;

/** What segments of one payload may refer to. */
export interface SegmentPool {
  readonly featureIds: readonly unknown[];
  readonly uuids: readonly string[];
}

/** A node of the segment language. Mostly what VWO's editor makes, now and then what nobody should. */
export function segment(random: Random, pool: SegmentPool, depth = 0): Node {
  if (depth < 3 && random.chance(depth === 0 ? 0.75 : 0.35)) {
    switch (random.int(6)) {
      case 0:
        return { not: segment(random, pool, depth + 1) };
      case 1:
        return { and: random.list(0, 3, () => segment(random, pool, depth + 1)) };
      case 2:
        return { and: locations(random, pool, depth) };
      case 3:
        return { or: devices(random, pool, depth) };
      case 4:
        return { or: featureNodes(random, pool, depth) };
      default:
        return { or: random.list(0, 3, () => segment(random, pool, depth + 1)) };
    }
  }
  return random.chance(0.02) ? (oddNode(random) as Node) : leaf(random, pool);
}

function leaf(random: Random, pool: SegmentPool): Node {
  switch (random.int(12)) {
    case 0:
    case 1:
      return { user: users(random, pool) };
    case 2:
      return {
        ua: random.chance(0.4)
          ? operand(random)
          : `wildcard(*${random.pick(['Chrome', 'curl', 'Mozilla/5', '%'])}*)`,
      };
    case 3:
      return {
        ip_address: random.pick<unknown>([
          random.pick(IPS),
          `wildcard(10.0*)`,
          'gt(10.0.0.2)',
          'lte(10.0.0.10)',
          '"10.0.0.1"',
          'regex(^10)',
          operand(random),
        ]),
      };
    case 4:
      return {
        [random.pick(['browser_version', 'os_version'])]: random.pick<unknown>([
          '99',
          'gte(10.5)',
          'lt(100)',
          'wildcard(9*)',
          '"12.1"',
          99,
          operand(random),
        ]),
      };
    case 5:
      return random.chance(0.3)
        ? random.pick([location(random), device(random)])
        : { custom_variable: { [random.pick(NAMES)]: operand(random) } };
    default:
      return { custom_variable: { [random.pick(NAMES)]: operand(random) } };
  }
}

function users(random: Random, pool: SegmentPool): unknown {
  if (random.chance(0.02)) return random.pick<unknown>([5, null, ['user-1'], {}]);
  return random
    .list(1, 4, () => (random.chance(0.3) ? random.pick(pool.uuids) : random.pick(USER_IDS)))
    .join(random.pick([',', ', ', ' , ']));
}

function location(random: Random): Node {
  return random.pick<Node>([
    { country: random.pick<unknown>([...COUNTRIES, null]) },
    { region: random.pick(['Berlin', 'NY', 'MH']) },
    { city: random.pick(CITIES) },
    { country: random.pick(COUNTRIES), city: random.pick(CITIES) },
  ]);
}

function locations(random: Random, pool: SegmentPool, depth: number): Node[] {
  return random.list(1, 3, () => (random.chance(0.8) ? location(random) : segment(random, pool, depth + 1)));
}

function device(random: Random): Node {
  const value = (list: readonly string[]): unknown =>
    random.pick<unknown>([
      random.pick(list),
      random.list(0, 3, () => random.pick(list)),
      `wildcard(${random.pick(list).slice(0, 3)}*)`,
      `wildcard(*${random.pick(['o', 'x', '[', '(w|z)'])}*)`,
      [random.pick(list), 5],
      'lower(x)',
    ]);
  return random.pick<Node>([
    { os: value(SYSTEMS) },
    { browser_string: value(BROWSERS) },
    { device_type: value(DEVICES) },
    { device: value(['iPhone', 'Pixel']) },
    { os: value(SYSTEMS), device_type: value(DEVICES) },
  ]);
}

function devices(random: Random, pool: SegmentPool, depth: number): Node[] {
  return random.list(1, 3, () => (random.chance(0.85) ? device(random) : segment(random, pool, depth + 1)));
}

function featureNodes(random: Random, pool: SegmentPool, depth: number): Node[] {
  const node = (): Node => ({
    featureId: {
      [String(random.pick([...pool.featureIds, 999, '1x']))]: random.pick([
        'on',
        'off',
        'on',
        'off',
        'maybe',
      ]),
    },
  });
  const several = (): Node => ({
    featureId: { ...(node()['featureId'] as Node), ...(node()['featureId'] as Node) },
  });
  return random.list(1, 3, () =>
    random.chance(0.7) ? (random.chance(0.1) ? several() : node()) : segment(random, pool, depth + 1),
  );
}

function oddNode(random: Random): unknown {
  return random.pick<unknown>([
    {},
    [],
    null,
    'text',
    5,
    { and: {} },
    { or: {} },
    { and: null },
    { or: null },
    { and: 'ab' },
    { or: '' },
    { not: null },
    { and: [null] },
    { or: [[]] },
    { or: [5, { user: 'x' }] },
    { unknown: 1 },
    { custom_variable: {} },
    { custom_variable: null },
    { custom_variable: 'x' },
    { custom_variable: { color: 'red', age: 'gt(5)' } },
    { user: 'user-1', custom_variable: { color: 'red' } },
    { or: [{ featureId: null }] },
    { or: [{ featureId: {} }] },
    { or: [{ custom_variable: { color: 'red' }, featureId: { 1: 'on' } }] },
  ]);
}
