import type { Random } from '../../support/random.js';

const SCALARS = [
  0,
  1,
  5,
  -1,
  2.5,
  10,
  100,
  1e21,
  true,
  false,
  null,
  '',
  '0',
  '5',
  '10',
  'US',
  'us',
  'FR',
  'alice',
  'true',
  'null',
  '1.2.3',
  'v1.2.3',
  '1.2',
  '1.10.0',
  '1.2.3-rc.1',
  '1.2.3-rc.11',
  '2.0.0+build1',
  'a,b',
  'Été',
  '日本',
  '😀',
  'a/b',
];

const LISTS = [
  [],
  ['a'],
  ['a', 'b'],
  ['US', 'FR'],
  [1, 2, 3],
  ['5'],
  [5],
  [null, 0, ''],
  [{ n: 1 }, { n: 2 }],
  [true],
];

const PATHS = [
  'id',
  'company',
  'deviceId',
  'country',
  'age',
  'premium',
  'tags',
  'version',
  'nested.city',
  'nested.deep.n',
  'tags.0',
  'tags.length',
  'email',
  'missing',
  'nested',
  'scores',
  'items',
  'items.0.n',
  'nothing',
  'flag.x',
  'a.b',
  'list',
];

const PATTERNS = [
  '^a',
  'a$',
  'US|FR',
  '[0-9]+',
  '(',
  '^$',
  'a/b',
  '\\d{2}',
  'null',
  ',',
  '.',
  'É',
  'u',
  '^(?:al|bo)',
  '[a-c]',
];

const VERSION_OPERATORS = ['$veq', '$vne', '$vgt', '$vgte', '$vlt', '$vlte'];
const RELATIONS = ['$eq', '$ne', '$lt', '$lte', '$gt', '$gte'];
const LIST_OPERATORS = ['$in', '$nin', '$ini', '$nini', '$all', '$alli'];
const TYPES = ['string', 'number', 'boolean', 'array', 'object', 'null', 'undefined', 'unknown'];
const MEMBER_OPERATORS = ['$not', '$size', '$elemMatch'];

/** Names of the saved groups that payloads define; some are malformed, two refer to each other. */
export const GROUP_IDS = [
  'g-list',
  'g-v2',
  'g-cond',
  'g-loop-a',
  'g-loop-b',
  'g-bad',
  'g-null',
  'g-unknown',
  'g-self',
  'g-odd',
];

export function anyScalar(random: Random): unknown {
  return random.pick(SCALARS);
}

export function anyValue(random: Random): unknown {
  const kind = random.int(10);
  if (kind < 7) return anyScalar(random);
  if (kind < 9) return structuredClone(random.pick(LISTS));
  return { n: anyScalar(random), city: random.pick(['Paris', 'Lyon', 5]) };
}

export function attributeValue(random: Random, name: string): unknown {
  if (random.chance(0.12)) return anyValue(random);
  switch (name) {
    case 'id':
    case 'company':
    case 'deviceId':
      return random.chance(0.85)
        ? `${name}-${random.int(500)}`
        : random.pick([random.int(1000), '', null, 0, true, 'é😀']);
    case 'country':
      return random.pick(['US', 'FR', 'us', 'DE']);
    case 'age':
      return random.pick([5, 10, 17, 18, 42, '5', '42', null]);
    case 'premium':
      return random.chance(0.5);
    case 'tags':
    case 'list':
      return structuredClone(random.pick(LISTS));
    case 'scores':
      return random.list(0, 4, () => random.int(10));
    case 'items':
      return random.list(0, 3, () =>
        random.pick<unknown>([{ n: random.int(4) }, { n: '2', t: ['a'] }, null, 0, '', 'x', [1]]),
      );
    case 'version':
      return random.pick([
        '1.2.3',
        'v1.2.3',
        '1.2',
        '1.10.0',
        '1.2.3-rc.1',
        '2.0.0+b',
        2,
        1.5,
        null,
        '',
        '1.2.3-rc.11',
      ]);
    case 'nested':
      return { city: random.pick(['Paris', 'Lyon', null]), deep: { n: random.int(6) } };
    default:
      return anyScalar(random);
  }
}

export function condition(random: Random, depth = 0): Record<string, unknown> {
  const members = random.list(depth === 0 ? 1 : 0, 2, () => member(random, depth));
  return Object.fromEntries(members);
}

function member(random: Random, depth: number): [string, unknown] {
  const kind = depth > 2 ? 9 : random.int(14);
  if (kind === 0) return [random.pick(['$or', '$and', '$nor']), conditionList(random, depth)];
  if (kind === 1) return [random.pick(['$or', '$and', '$nor']), conditionList(random, depth)];
  if (kind === 2) return ['$not', condition(random, depth + 1)];
  if (kind === 3) return ['$savedGroup', groupReference(random)];
  return [random.pick(PATHS), comparison(random, depth)];
}

function conditionList(random: Random, depth: number): unknown {
  if (random.chance(0.04)) return random.pick<unknown>([{}, 5, true, '', {}]);
  return random.list(0, 3, () => condition(random, depth + 1));
}

function groupReference(random: Random): unknown {
  if (random.chance(0.06)) return random.pick<unknown>([null, 'g-list', [], { id: 5 }, {}, 0]);
  const reference: Record<string, unknown> = { id: random.pick(GROUP_IDS) };
  if (random.chance(0.3))
    reference['attributeKey'] = random.pick<unknown>(['id', 'country', 'nested.city', null, 5]);
  return reference;
}

function comparison(random: Random, depth: number): unknown {
  const kind = random.int(10);
  if (kind < 3) return anyValue(random);
  if (kind === 3 && random.chance(0.3)) return { city: 'Paris', deep: { n: random.int(6) } };
  const operators = random.list(1, 2, () => operatorMember(random, depth));
  return Object.fromEntries(operators);
}

function operatorMember(random: Random, depth: number): [string, unknown] {
  const operator = random.pick([
    ...VERSION_OPERATORS,
    ...RELATIONS,
    ...RELATIONS,
    ...LIST_OPERATORS,
    ...LIST_OPERATORS,
    ...MEMBER_OPERATORS,
    '$exists',
    '$inGroup',
    '$notInGroup',
    '$regex',
    '$regexi',
    '$type',
    '$and',
    '$unknown',
    '$notRegex',
  ]);
  return [operator, operatorArgument(random, operator, depth)];
}

function operatorArgument(random: Random, operator: string, depth: number): unknown {
  if (VERSION_OPERATORS.includes(operator))
    return random.pick<unknown>(['1.2.3', 'v1.2.3', '1.2.3-rc.2', '1.2', 2, null, '', '1.9.0']);
  if (RELATIONS.includes(operator)) return anyScalar(random);
  if (LIST_OPERATORS.includes(operator)) return listArgument(random, depth);
  switch (operator) {
    case '$exists':
      return random.pick<unknown>([true, false, 1, 0, null, 'x']);
    case '$inGroup':
    case '$notInGroup':
      return random.chance(0.95) ? random.pick(GROUP_IDS) : random.pick<unknown>([5, null]);
    case '$regex':
    case '$regexi':
      return random.pick(PATTERNS);
    case '$type':
      return random.pick(TYPES);
    case '$elemMatch':
      return random.chance(0.5) ? condition(random, depth + 2) : (comparison(random, depth + 1) ?? {});
    case '$size':
      return random.pick<unknown>([0, 1, 2, '1', { $gt: 0 }, { $lte: 2 }, true, false, null]);
    case '$not':
      return depth > 2 ? anyScalar(random) : comparison(random, depth + 1);
    default:
      return anyScalar(random);
  }
}

function listArgument(random: Random, depth: number): unknown {
  if (random.chance(0.05)) return random.pick<unknown>(['US', 5, null, {}]);
  return random.list(0, 3, () =>
    random.chance(0.15) && depth < 3 ? { $gt: random.int(6) } : anyScalar(random),
  );
}
