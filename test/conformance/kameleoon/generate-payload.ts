import { POOL } from './pool.js';
import type { Random } from '../../support/random.js';
import { makeCondition, makeSegment } from './generate-segment.js';

const SHARES = [0, 0, 0.1, 0.25, 0.5, 0.5, 1, 1, 1, 1, 0.333, 0.9999];

/** Everything at once. */
export function makePayload(random: Random): Record<string, unknown> {
  const listed = random.chance(0.85);
  const segments = POOL.segments
    .slice(0, random.between(1, POOL.segments.length))
    .map((id) => makeSegment(random, id));
  const flags = random.list(1, 6, (index) => makeFlag(random, index, listed ? null : segments));
  return {
    dateModified: 1_700_000_000_000,
    configuration: makeConfiguration(random),
    customData: makeCustomData(random),
    ...(random.chance(0.3) ? { holdout: makeHoldout(random) } : {}),
    ...(listed ? { segments: random.chance(0.05) ? [...segments, makeSegment(random, 11)] : segments } : {}),
    featureFlags: flags,
  };
}

/** One condition per flag, so that the decision tells its answer. */
export function makeFocusedPayload(random: Random): Record<string, unknown> {
  const segments = POOL.segments.map((id) => ({
    id,
    audienceTracking: true,
    conditionsData: {
      firstLevelOrOperators: [],
      firstLevel: [{ orOperators: [], conditions: [makeCondition(random, id)] }],
    },
  }));
  const featureFlags = POOL.flags.map((featureKey, index) => ({
    id: 1000 + index,
    featureKey,
    environmentEnabled: true,
    defaultVariationKey: 'off',
    variations: ['off', 'on', 'v1'].map((key) => ({ key, variables: [] })),
    rules: [
      {
        id: index * 10,
        type: 'EXPERIMENTATION',
        segmentId: POOL.segments[index],
        exposition: 1,
        experimentId: POOL.experiments[index],
        variationByExposition: [
          { variationKey: 'on', variationId: POOL.variationIds[index], exposition: 0.5 },
          { variationKey: 'v1', variationId: POOL.variationIds[index + 1], exposition: 0.5 },
        ],
      },
    ],
  }));
  const configuration = { consentType: 'NOT_REQUIRED', dataApiDomain: 'data.example.test' };
  return { configuration, customData: makeCustomData(random), segments, featureFlags };
}

/** The conditions of a focused payload, by flag key. */
export function focusOf(payload: Record<string, unknown>): Map<string, Record<string, unknown>> {
  const segments = payload['segments'] as ReturnType<typeof makeFocusedPayload>[];
  return new Map(
    POOL.flags.map((key, index) => {
      const data = segments[index]?.['conditionsData'] as {
        firstLevel: { conditions: Record<string, unknown>[] }[];
      };
      return [key, data.firstLevel[0]?.conditions[0] ?? {}];
    }),
  );
}

function makeConfiguration(random: Random): unknown {
  return {
    realTimeUpdate: random.chance(0.1),
    consentType: random.chance(0.4) ? 'REQUIRED' : 'NOT_REQUIRED',
    consentOptOutBehavior: random.pick(['PARTIALLY_BLOCK', 'FULLY_BLOCK', 'FULLY_BLOCK', undefined]),
    dataApiDomain: 'data.example.test',
  };
}

function makeCustomData(random: Random): unknown {
  const mapping = random.chance(0.5) ? random.pick([0, 3, 3, 3]) : -1;
  return POOL.indexes.map((index) => ({
    ...(random.chance(0.98) ? { id: 500 + index } : {}),
    index,
    ...(index >= 1 && index <= 3 && random.chance(0.8) ? { name: POOL.names[index - 1] } : {}),
    localOnly: random.chance(0.2),
    isMappingIdentifier: index === mapping,
    scope: random.pick(['VISIT', 'VISITOR', 'PAGE']),
  }));
}

function makeHoldout(random: Random): unknown {
  const held = random.pick([0, 0.2, 0.5, 1]);
  const arms = [
    { variationKey: 'in-holdout', variationId: 91, exposition: held },
    { variationKey: 'not-in-holdout', variationId: 92, exposition: random.pick([1 - held, 0.3]) },
  ];
  return {
    experimentId: random.chance(0.9) ? POOL.holdout : random.pick(POOL.experiments),
    variationByExposition: random.chance(0.2) ? arms.reverse() : arms,
  };
}

function makeFlag(random: Random, index: number, embedded: readonly unknown[] | null): unknown {
  const variations = makeVariations(random);
  const keys = variations.map(({ key }) => key);
  const bucketing = random.chance(0.4);
  return {
    id: random.chance(0.9) ? 1000 + index * random.pick([1, -1, 3]) : random.pick([1000, '1002', null]),
    featureKey: random.chance(0.06) ? POOL.flags[0] : POOL.flags[index],
    environmentEnabled: random.chance(0.93),
    defaultVariationKey: random.pick(['off', 'off', 'on', ...keys, 'missing']),
    ...(random.chance(0.25) ? { mutuallyExclusiveGroup: random.pick([...POOL.groups, null, '']) } : {}),
    ...(bucketing ? { bucketingCustomDataId: random.pick([501, 502, 502, 503, 599, null]) } : {}),
    ...(bucketing && random.chance(0.4) ? { bucketingCustomDataIndex: random.pick([0, 1, 2, null]) } : {}),
    variations,
    rules: random.list(0, 4, (at) => makeRule(random, index * 10 + at, keys, embedded)),
  };
}

function makeVariations(random: Random): { key: string; name?: string; variables: unknown[] }[] {
  const count = random.between(1, 4);
  return Array.from({ length: count }, (_, index) => ({
    key: random.chance(0.95) ? (POOL.keys[index] as string) : random.pick(POOL.keys),
    ...(random.chance(0.5) ? { name: `Variation ${index}` } : {}),
    variables: random.list(0, 4, () => makeVariable(random)),
  }));
}

const VALUES: readonly [string, readonly unknown[]][] = [
  ['BOOLEAN', [true, false, 'false', '', 0, 1, null, undefined]],
  ['NUMBER', [1, -2.5, '3', ' 4 ', '', null, true, '0x10', '1e3', 'five', undefined]],
  ['STRING', ['text', '', 5, true, null, undefined, { a: 1 }, ['x', 'y']]],
  ['JS', ['alert(1)', null]],
  ['CSS', ['a{}', 7]],
  ['JSON', ['{"a":[1,{"b":null}]}', '[]', 'null', '"x"', 12, true, '{bad', '', undefined, { a: 1 }]],
  ['COLOR', ['red']],
];

function makeVariable(random: Random): unknown {
  const [type, values] = random.chance(0.97) ? random.pick(VALUES.slice(0, 6)) : random.pick(VALUES);
  return { key: random.pick(['a', 'b', 'c', '__proto__', 'constructor']), type, value: random.pick(values) };
}

function share(random: Random): number {
  return random.chance(0.3) ? random.next() / 2 : random.pick(SHARES);
}

function makeRule(
  random: Random,
  id: number,
  keys: readonly string[],
  embedded: readonly unknown[] | null,
): unknown {
  const arms = random.list(0, 4, () => ({
    variationKey: random.chance(0.9) ? random.pick(keys) : random.pick([...POOL.keys, 'nowhere']),
    variationId: random.chance(0.85) ? random.pick(POOL.variationIds) : null,
    ...(random.chance(0.97)
      ? { exposition: random.chance(0.97) ? share(random) : random.pick(['0.4', null]) }
      : {}),
  }));
  const exposition = random.chance(0.97)
    ? random.pick(SHARES.slice(4))
    : random.pick([null, '0.6', 0, undefined, true]);
  const segment = random.chance(0.5) ? random.pick([...POOL.segments, 77]) : null;
  return {
    id: random.chance(0.95) ? id : 0,
    order: random.between(0, 9),
    type: random.chance(0.7)
      ? 'EXPERIMENTATION'
      : random.pick(['TARGETED_DELIVERY', 'TARGETED_DELIVERY', 'OTHER']),
    ...(embedded === null
      ? { segmentId: random.chance(0.1) ? String(segment ?? 11) : segment }
      : { segment: random.chance(0.6) ? random.pick(embedded) : null }),
    exposition,
    ...(random.chance(0.4)
      ? { respoolTime: random.pick([0, null, 1_650_000_000_000, 1_660_000_000_001]) }
      : {}),
    experimentId: random.pick(POOL.experiments),
    variationByExposition: random.chance(0.6) ? evenArms(keys, random) : arms,
  };
}

function evenArms(keys: readonly string[], random: Random): unknown[] {
  return keys.map((variationKey, index) => ({
    variationKey,
    variationId: POOL.variationIds[(index + random.between(0, 3)) % POOL.variationIds.length],
    exposition: 1 / keys.length,
  }));
}
