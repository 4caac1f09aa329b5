import { audienceText, data } from './generate-audience.js';
import type { Random } from '../../support/random.js';

export const UNIT_TYPES = ['session_id', 'user_id', 'account'] as const;

const NAMES = [
  'exp_checkout',
  'exp price',
  'Exp_Checkout',
  'ünïcode 😀',
  'nav.menu',
  '42',
  'a',
  'exp_b',
  '',
] as const;
const VARIABLES = ['button.color', 'button.text', 'price', '0', '1', 'length', 'flag', 'ü'] as const;
const FIELDS = ['owner', 'tags', 'note', 'limit'] as const;

/** Names and keys that payloads may have, and one that none has. */
export const ASKED_EXPERIMENTS = [...NAMES, 'exp_unknown'];
export const ASKED_VARIABLES = [...VARIABLES, 'unknown.key', 'exp_checkout'];
export const ASKED_FIELDS = [...FIELDS, 'unknown'];

export type Generated = Record<string, unknown> & { experiments: Record<string, unknown>[] };

export function payload(random: Random): Generated {
  const count = 1 + random.int(6);
  const experiments = random.times(count, (index) => experiment(random, index + 1));
  if (random.chance(0.2)) experiments.reverse();
  return random.chance(0.1) ? { version: 3, experiments } : { experiments };
}

export function experiment(random: Random, id: number): Record<string, unknown> {
  const variants = random.times(random.chance(0.05) ? 0 : 1 + random.int(4), (index) =>
    variant(random, index),
  );
  const made: Record<string, unknown> = {
    id: random.chance(0.15) ? random.pick([1, 2, null, '3', undefined, 0, -1, 2.5]) : id,
    name: random.chance(0.02) ? random.pick([42, null, true]) : random.pick(NAMES),
    iteration: random.chance(0.04) ? random.pick([null, '1', [1], {}, undefined]) : 1 + random.int(3),
    unitType: random.chance(0.12)
      ? random.pick([null, 'device', undefined, 5, ['user_id'], {}, true, ''])
      : random.pick(UNIT_TYPES),
    seedHi: seed(random),
    seedLo: seed(random),
    split: split(random, variants.length),
    trafficSeedHi: seed(random),
    trafficSeedLo: seed(random),
    trafficSplit: trafficSplit(random),
    fullOnVariant: fullOn(random, variants.length),
    applications: [{ name: 'shop' }],
    variants,
    audience: random.chance(0.65) ? audienceText(random) : random.pick([null, '', undefined]),
    audienceStrict: random.chance(0.9)
      ? random.chance(0.5)
      : random.pick(['false', '', 0, 1, null, undefined, [], {}]),
    customFieldValues: random.chance(0.5) ? customFields(random) : random.pick([null, null, undefined, []]),
  };
  return JSON.parse(JSON.stringify(made)) as Record<string, unknown>;
}

function seed(random: Random): unknown {
  return random.chance(0.95)
    ? random.word32()
    : random.pick([
        -1,
        4294967296,
        1.9,
        null,
        '12',
        undefined,
        'x',
        1e300,
        true,
        [5],
        {},
        '0x10',
        -0.5,
        2 ** 53,
      ]);
}

function split(random: Random, variants: number): unknown {
  if (random.chance(0.07))
    return random.pick([
      [],
      [0.5],
      ['0.5', '0.5'],
      [null, 1],
      'ab',
      5,
      true,
      {},
      [[0.5], 0.5],
      [true, false],
      ['', 1],
      [[], 1],
      [{}, 1],
      [1e308, 1e308, -1e308],
      [-1, 2],
      [0],
      [0.2, 0.2, 0.2, 0.2, 0.2, 0],
      ['0.3'],
      null,
      undefined,
    ]);
  if (random.chance(0.1)) return random.pick([[0, 0, 1], [1], [0.1, 0.1], [0, 1], [1, 0], [2, -1, 0.5]]);
  const weights = random.times(Math.max(1, variants), () => random.next());
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

function trafficSplit(random: Random): unknown {
  if (random.chance(0.03))
    return random.pick([
      5,
      'ab',
      '01',
      '',
      0,
      {},
      [null, 1],
      ['0', '1'],
      [[], [1]],
      true,
      false,
      null,
      undefined,
    ]);
  if (random.chance(0.55)) return [0, 1];
  return random.pick([
    [0.5, 0.5],
    [0.2, 0.8],
    [0.9, 0.1],
    [1, 0],
    [1],
    [],
    [0, 0, 1],
    [0.3, 0.3, 0.4],
    [0, 0.5],
    [-1, 1.5],
    [0, 2],
  ]);
}

function fullOn(random: Random, variants: number): unknown {
  if (random.chance(0.82)) return 0;
  return random.chance(0.7)
    ? 1 + random.int(Math.max(1, variants))
    : random.pick([7, -1, '0', '1', null, undefined, true, false, 1.5, [1], [], {}, '', 'x', ' 1', '01']);
}

function variant(random: Random, index: number): unknown {
  if (random.chance(0.02)) return random.pick([5, 'x', '', [], {}, true, false]);
  return { name: String.fromCharCode(65 + index), config: config(random) };
}

function config(random: Random): unknown {
  if (random.chance(0.12)) return random.pick([null, '', undefined, '{}', 5, true, {}, []]);
  if (random.chance(0.04))
    return random.pick([
      '[1,"two"]',
      '"ab"',
      '7',
      'true',
      '[[]]',
      '["{}"]',
      '[]',
      ' {} ',
      '{"flag":1,"flag":2}',
      '{"price":1e999}',
      '{"price":-0}',
      '[[1,2]]',
      '"x"',
      '0',
      'false',
    ]);
  const keys = random.times(random.int(4), () => random.pick(VARIABLES));
  return JSON.stringify(
    Object.fromEntries(keys.map((key) => [key, random.chance(0.1) ? null : data(random)])),
  );
}

function customFields(random: Random): unknown {
  return random.times(random.int(4), () => {
    const type = random.pick([
      'text',
      'string',
      'number',
      'boolean',
      'json',
      'date',
      undefined,
      'JSON',
      null,
      5,
    ]);
    return { name: random.pick(FIELDS), type, value: fieldValue(random) };
  });
}

function fieldValue(random: Random): unknown {
  return random.pick([
    '',
    'abc',
    '42',
    '-1.5e3',
    'true',
    'false',
    'null',
    '{"a":[1]}',
    '{',
    true,
    5,
    null,
    '[]',
    ' 7 ',
    '0x1F',
    '1e400',
    '"text"',
    'TRUE',
    ' null',
    '{"__proto__":1}',
    {},
    [],
    [5],
    ['true'],
    undefined,
    false,
  ]);
}

/** Experiments for which the vendor's SDK rejects the whole file. */
export function malformed(random: Random): unknown {
  const sound = { ...experiment(random, 99), name: 'exp_malformed' };
  return random.pick<unknown>([
    null,
    7,
    { ...sound, variants: null },
    { ...sound, variants: 'AB' },
    { ...sound, variants: [{ config: 'null' }] },
    { ...sound, variants: [{ config: '{"a":1}' }, { config: '{"a":' }] },
    { ...sound, variants: [null] },
    { ...sound, variants: {} },
    { ...sound, variants: undefined },
    { ...sound, variants: 3 },
    { ...sound, variants: [{ config: [''] }] },
    { ...sound, variants: [{ config: { length: 3 } }] },
    { ...sound, variants: [{ config: ' ' }] },
    { ...sound, variants: [{ config: "{'a':1}" }] },
    { ...sound, variants: [{ config: 'undefined' }] },
    undefined,
  ]);
}
