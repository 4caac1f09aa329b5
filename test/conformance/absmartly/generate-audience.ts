import type { Random } from '../../support/random.js';

/** Names of attributes that visitors may have. */
export const ATTRIBUTES = ['country', 'age', 'plan', 'beta', 'tags', 'user', 'score', 'empty', ''] as const;

const PATHS = [
  ...ATTRIBUTES,
  'user/name',
  'user/plans/0',
  'user/plans/length',
  'tags/1',
  'country/length',
  'country/0',
];
const DEEP_PATHS = [
  ...PATHS,
  'user/address/city',
  'empty/x',
  'age/x',
  'user/',
  '/x',
  'nothing',
  'user/plans/9/x',
];

/** Values that audiences and attributes share, so that comparisons often hold. */
const SCALARS: readonly unknown[] = [
  'DE',
  'US',
  'FR',
  'pro',
  'free',
  '',
  '0',
  'false',
  'true',
  '18',
  '18abc',
  '8.2',
  '0x10',
  '10',
  '9',
  ' ',
  'ü',
  '😀',
  0,
  1,
  -1,
  18,
  8.2,
  100.1,
  0.1,
  1e21,
  1e30,
  1e-16,
  2 ** 60,
  9007199254740992,
  123456.789,
  5e-324,
  10,
  9,
  ' DE',
  '1e3',
  '-0',
  '+5',
  '.5',
  '5.',
  'Infinity',
  '-',
  'DE,US',
  'pro@example.com',
  '2.10.0',
  'line\nbreak',
  'de\u0301',
  '\ud83d',
  -0.5,
  1 / 3,
  0.1 + 0.2,
  1e20,
  999999999999999900000,
  1.5e-15,
  5e-16,
  4.9e-16,
  123456789.12345679,
  -8.2,
  -1e-16,
  1e15 + 0.3,
  2 ** 31,
  2 ** 53 + 2,
  Number.MAX_VALUE,
  -1e21,
  true,
  false,
  null,
];

const PATTERNS = [
  '^D',
  'E$',
  'o',
  '^$',
  '',
  '^[A-Z]{2}$',
  'pro|free',
  '\\d+',
  '(',
  '[',
  '^\\w+$',
  'ü',
  '.',
  'a{2,1}',
  '^(?:pro|free)$',
  '[^@]+@[^@]+\\.com$',
  '^\\d+(?:\\.\\d+){1,2}$',
  '(.)\\1',
  '^(?=.*E)D',
  '^(?!US)',
  '(?<=p)ro',
  '(?<!p)ro',
  '(?<c>D)\\k<c>?',
  '\\bpro\\b',
  '^.*$',
  '[^]',
  '[]',
  '\\u0044',
  '\\x44',
  '\\cA',
  '\\0',
  '\\p{L}',
  '^[\\w.-]+?$',
  'D{,2}',
  'o{0}',
  '(?i)de',
  '\\',
  '*',
  '^😀$',
  '^.{2}$',
  '\\s',
  '$^',
  '(a+)+$',
  'é|ü',
  '[\\d-x]',
  '[z-a]',
  '\\/',
  '{',
  '}',
  ']',
  'a|*',
];

const OPERATORS = [
  'eq',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'match',
  'and',
  'or',
  'not',
  'null',
  'value',
  'var',
] as const;

const PROTOTYPE_NAMES = ['toString', 'constructor', '__proto__', 'hasOwnProperty'];

export function scalar(random: Random): unknown {
  return random.chance(0.15) ? random.int(2000) / 10 : random.pick(SCALARS);
}

/** JSON data. */
export function data(random: Random, depth = 0): unknown {
  if (depth > 2 || random.chance(0.6)) return scalar(random);
  if (random.chance(0.5)) return random.times(random.int(4), () => data(random, depth + 1));
  return Object.fromEntries(
    random.times(random.int(4), () => [
      random.pick(['a', 'b', 'DE', '18', 'length']),
      data(random, depth + 1),
    ]),
  );
}

/** An audience as it stands in a payload: mostly sound, sometimes text that is none. */
export function audienceText(random: Random): unknown {
  if (random.chance(0.05)) return random.pick(BROKEN_AUDIENCES);
  const filter = random.chance(0.6) ? [expression(random, 0)] : expression(random, 0);
  return JSON.stringify({ filter });
}

const BROKEN_AUDIENCES: readonly unknown[] = [
  '{',
  'null',
  '[]',
  '5',
  '"text"',
  'true',
  '{}',
  '{"filter":null}',
  '{"filter":5}',
  '{"filter":"x"}',
  '{"filter":{}}',
  '{"filter":[]}',
  ' ',
  ' {"filter":[]}\n',
  '\ufeff{"filter":[{"value":false}]}',
  '{"filter":[{"value":false}],"filter":[{"value":true}]}',
  '{"filter":[{"eq":[{"var":"age"},{"value":1}],"eq":[{"var":"age"},{"value":18}]}]}',
  '{"filter":{"0":{"value":true},"value":true}}',
  '{"filter":[{"gt":[{"value":1e999},{"var":"age"}]}]}',
  '{"filter":[{"lte":[{"var":"score"},{"value":-1e999}]}]}',
  '{"filter":[[[{"value":true}]]]}',
  '{"filter":[{"value":-0}]}',
  '{"__proto__":{"filter":[{"value":false}]}}',
  '{"filter":{"__proto__":[]}}',
  '[{"filter":[{"value":false}]}]',
  "{'filter':[]}",
  '{"filter":[{"value":false}]',
  '{"filter":[],}',
  'NaN',
  'undefined',
  '{"filter":[{"var":{"path":"country","x":1}}]}',
  '{"filter":[{"var":{"Path":"country"}}]}',
  '{"filter":[{"var":["country"]}]}',
  '{"filter":true}',
  '{"Filter":[{"value":false}]}',
  '{"filter":[{"value":false}],"x":1}',
  5,
  true,
  {},
  [],
  ['{"filter":[{"value":false}]}'],
];

function expression(random: Random, depth: number): unknown {
  if (random.chance(0.03)) return random.pick([...SCALARS, {}, []]);
  if (random.chance(0.015)) return named(random.pick(PROTOTYPE_NAMES), data(random));
  if (random.chance(0.02)) return named(random.pick(['xor', 'AND', '', 'semver_eq', '1']), data(random));
  const operator = depth > 3 ? random.pick(['eq', 'value', 'var', 'in', 'match']) : random.pick(OPERATORS);
  const made = named(operator, operand(random, operator, depth));
  // Only the first key counts; integer-like keys come first whatever the order they were written in.
  if (random.chance(0.03)) Object.assign(made, { [random.pick(['not', 'zzz', '0'])]: data(random) });
  return made;
}

/** Also makes an own member of `__proto__`. */
function named(name: string, value: unknown): object {
  return JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as object;
}

function operand(random: Random, operator: string, depth: number): unknown {
  if (random.chance(0.03)) return data(random);
  switch (operator) {
    case 'value':
      return data(random);
    case 'var':
      return path(random);
    case 'and':
    case 'or':
      return random.times(random.int(4), () => expression(random, depth + 1));
    case 'not':
    case 'null':
      return expression(random, depth + 1);
    default:
      return pair(random, operator, depth);
  }
}

function path(random: Random): unknown {
  const text = random.chance(0.8) ? random.pick(PATHS) : random.pick(DEEP_PATHS);
  return random.chance(0.2) ? { path: text } : text;
}

function pair(random: Random, operator: string, depth: number): unknown {
  const variable = { var: path(random) };
  const constant = { value: constantFor(random, operator) };
  const both = operator === 'in' ? [constant, variable] : [variable, constant];
  if (random.chance(0.1)) both.reverse();
  if (random.chance(0.1)) both[random.int(2)] = expression(random, depth + 1) as (typeof both)[number];
  if (random.chance(0.05)) both[1] = { var: path(random) };
  if (random.chance(0.02)) both.pop();
  if (random.chance(0.02)) both.push(constant);
  return both;
}

function constantFor(random: Random, operator: string): unknown {
  if (operator === 'match') return random.chance(0.9) ? random.pick(PATTERNS) : data(random);
  if (operator !== 'in' || random.chance(0.2)) return data(random);
  return random.times(random.int(6), () => (random.chance(0.1) ? data(random) : scalar(random)));
}
