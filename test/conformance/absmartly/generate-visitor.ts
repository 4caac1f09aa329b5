import type { SubjectInit } from '../../../lib/engine/subject.js';
import { ATTRIBUTES, data, scalar } from './generate-audience.js';
import { ASKED_EXPERIMENTS, UNIT_TYPES } from './generate-payload.js';
import type { Random } from '../../support/random.js';

export interface Visitor {
  units: Record<string, string | number>;
  /** In the order in which they are set; a name may come twice. */
  attributes: [string, unknown][];
  overrides: [string, unknown][];
  customAssignments: [string, unknown][];
}

export function visitor(random: Random): Visitor {
  const units: Visitor['units'] = {};
  for (const type of UNIT_TYPES) if (random.chance(0.8)) units[type] = unit(random);
  if (random.chance(0.05)) units[random.pick(['device', '5', 'undefined'])] = unit(random);
  return {
    units,
    attributes: random.times(random.int(9), () => [random.pick(ATTRIBUTES), attribute(random)]),
    overrides: random.chance(0.2) ? random.times(1 + random.int(3), () => choice(random)) : [],
    customAssignments: random.chance(0.3) ? random.times(1 + random.int(3), () => choice(random)) : [],
  };
}

/** What the last of equal names leaves. */
export function subjectInit(visitor: Visitor): SubjectInit {
  return {
    units: visitor.units,
    attributes: new Map(visitor.attributes),
    forcedVariations: new Map(visitor.overrides),
    customAssignments: new Map(visitor.customAssignments),
  };
}

export function unit(random: Random): string | number {
  if (random.chance(0.1))
    return random.pick([
      125.75,
      2.5,
      -0.5,
      0.5,
      1.5,
      0,
      -0,
      1e21,
      1e20,
      NaN,
      Infinity,
      -Infinity,
      123456789,
      -7,
      1e300,
      2 ** 53,
      5e-324,
    ]);
  if (random.chance(0.1))
    return random.pick([
      '😀',
      'a\ud800b',
      '\udc00',
      ' padded ',
      '\u00a0nbsp\u00a0',
      '\ufeffbom\ufeff',
      '\u0085nel\u0085',
      'inner  space\t',
      '\0',
      'ü',
      '漢字',
      '0',
      '007',
      'x'.repeat(70),
    ]);
  if (random.chance(0.1)) return 'y'.repeat(50 + random.int(80)) + random.int(10);
  return `visitor-${random.word32().toString(36)}`;
}

export function choice(random: Random): [string, unknown] {
  return [random.pick(ASKED_EXPERIMENTS), variantValue(random)];
}

function variantValue(random: Random): unknown {
  return random.chance(0.75)
    ? random.int(4)
    : random.pick([
        9,
        -1,
        1.5,
        -0,
        Infinity,
        '1',
        '2',
        '01',
        '-1',
        '1e0',
        ' 1',
        'length',
        '',
        null,
        NaN,
        undefined,
        true,
        false,
        [1],
        [],
        [[1]],
        {},
        1n,
        new Date(0),
      ]);
}

class Plan {
  readonly name = 'pro';
}

export function attribute(random: Random): unknown {
  if (random.chance(0.2)) return user(random);
  if (random.chance(0.07))
    return random.pick([
      NaN,
      Infinity,
      -Infinity,
      -0,
      undefined,
      new Plan(),
      new Date(0),
      () => 1,
      5n,
      Symbol('s'),
      new Map([['name', 'pro']]),
      new Set(['pro']),
      new String('DE'),
      Object.assign([], { 1: 'pro' }),
      [NaN, undefined],
      { length: 2, 0: 'pro' },
    ]);
  return random.chance(0.6) ? scalar(random) : data(random);
}

function user(random: Random): unknown {
  const plans = random.pick([['pro'], ['free', 18], [], null, 'pro']);
  const made = { name: scalar(random), plans, address: random.pick([null, { city: 'DE' }, undefined, 5]) };
  return random.chance(0.05) ? Object.assign(Object.create(null) as object, made) : made;
}
