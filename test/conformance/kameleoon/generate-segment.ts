import { POOL, TEXTS } from './pool.js';
import type { Random } from '../../support/random.js';

const OPERATORS = [true, false];
const MATCH = [
  'EXACT',
  'CONTAINS',
  'REGULAR_EXPRESSION',
  'EXACT',
  'CONTAINS',
  'REGULAR_EXPRESSION',
  'NONE',
  null,
];
const COMPARE = ['EQUAL', 'GREATER', 'LOWER', 'EQUAL', 'GREATER', 'LOWER', 'BETWEEN', null];

export function makeSegment(random: Random, id: number): unknown {
  const groups = random.chance(0.05) ? [] : random.list(1, 3, () => makeGroup(random, id));
  return {
    id: random.chance(0.95) ? id : String(id),
    name: `segment ${id}`,
    audienceTracking: random.chance(0.6),
    conditionsData: {
      firstLevelOrOperators: operators(random, groups.length),
      ...(random.chance(0.995) ? { firstLevel: groups } : {}),
    },
  };
}

function makeGroup(random: Random, id: number): unknown {
  const conditions = random.list(random.chance(0.01) ? 0 : 1, 3, () => makeCondition(random, id));
  return { orOperators: operators(random, conditions.length), conditions };
}

function operators(random: Random, count: number): unknown[] {
  const right = Math.max(count - 1, 0);
  const length = random.chance(0.97) ? right : Math.max(right + random.pick([-1, 1]), 0);
  return Array.from({ length }, () => random.pick(OPERATORS));
}

/**
 * A condition of a segment. Segments mostly refer to later ones only: a circle makes the SDK overflow its stack, which takes
 * it a while.
 */
export function makeCondition(random: Random, segmentId: number): Record<string, unknown> {
  const type = random.pick(TYPES);
  const fields = type === 'SEGMENT' ? reference(random, segmentId) : (FIELDS[type]?.(random) ?? {});
  const isInclude = random.chance(0.25)
    ? { isInclude: random.pick([false, false, false, null]) }
    : random.chance(0.5)
      ? { isInclude: true }
      : {};
  return {
    targetingType: type,
    id: random.between(1, 999),
    weight: random.between(0, 5),
    ...isInclude,
    ...fields,
  };
}

const text = (random: Random, operands: readonly unknown[]): { matchType: unknown; operand: unknown } => {
  const matchType = random.pick(MATCH);
  if (random.chance(0.05)) return { matchType, operand: random.pick(['', null, undefined]) };
  return { matchType, operand: random.pick(matchType === 'REGULAR_EXPRESSION' ? TEXTS.patterns : operands) };
};

const page = (random: Random): object => {
  const { matchType, operand } = text(random, [...TEXTS.urls, 'shop', 'cart']);
  return { matchType, url: operand };
};

const count = (random: Random): unknown =>
  random.chance(0.95) ? random.between(0, 4) : random.pick([null, '2', undefined]);

const version = (random: Random): object => ({
  version: random.chance(0.9) ? random.pick(TEXTS.versions) : random.pick([null, undefined, '']),
  versionMatchType: random.pick(COMPARE),
});

const elapsed = (random: Random): object => ({
  matchType: random.pick(COMPARE),
  count: random.chance(0.95) ? random.pick([0, 1, 2, 5, 30, 60, 0.5]) : '1',
  unitOfTime: random.pick(['MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'DAY', 'YEAR', null]),
});

const reference = (random: Random, from: number): object => {
  if (random.chance(0.06)) return { segmentId: from };
  const later = POOL.segments.filter((id) => id > from);
  return {
    segmentId: random.chance(0.04) ? random.pick(POOL.segments) : random.pick([...later, ...later, 77, null]),
  };
};

const VALUE_MATCHES =
  'CONTAINS EXACT REGULAR_EXPRESSION LOWER EQUAL GREATER TRUE FALSE UNDEFINED AMONG_VALUES RANGE CONTAINS EXACT EQUAL AMONG_VALUES RANGE TRUE FALSE LOWER GREATER OTHER'.split(
    ' ',
  );

const FIELDS: Readonly<Record<string, (random: Random) => object>> = {
  CUSTOM_DATUM: (random) => {
    const valueMatchType = random.pick(VALUE_MATCHES);
    const operands: Readonly<Record<string, readonly unknown[]>> = {
      REGULAR_EXPRESSION: TEXTS.patterns,
      LOWER: ['18', '30.5', '0x10', ' ', '1e2', 'Infinity', '10', 'gold'],
      GREATER: ['18', '30.5', '0x10', ' ', '1e2', '', '10', 'gold'],
      AMONG_VALUES: ['["gold","18"]', '[18, "silver"]', '[]', '{"a":1}', 'gold', '', '"gold"'],
    };
    const index = random.pick(POOL.indexes);
    return {
      customDataIndex: random.chance(0.95) ? String(index) : random.pick([index, null, '', 'x', '1.0']),
      valueMatchType,
      value: random.chance(0.96)
        ? random.pick(operands[valueMatchType] ?? TEXTS.values)
        : random.pick([null, 18, undefined]),
      range: random.pick([[10, 20], [18, 18], [0, 1000], ['10', '40'], [5], null, undefined, [null, 50]]),
    };
  },
  DEVICE_TYPE: (random) => ({ device: random.pick(['PHONE', 'TABLET', 'DESKTOP', undefined]) }),
  OPERATING_SYSTEM: (random) => ({ os: random.pick(['WINDOWS', 'MAC', 'IOS', 'LINUX', 'ANDROID']) }),
  BROWSER: (random) => ({
    browser: random.chance(0.97) ? random.pick(['CHROME', 'FIREFOX', 'SAFARI']) : random.pick([null, 3]),
    version: random.chance(0.6)
      ? random.pick(['86', '14.1', '100', 'x', 'beta', 'new', 'v9', '86.5beta', ''])
      : undefined,
    versionMatchType: random.pick(COMPARE),
  }),
  GEOLOCATION: (random) => ({
    country: random.pick([...TEXTS.countries, 'france', null, '']),
    region: random.chance(0.4) ? random.pick([...TEXTS.regions, 'île-de-france']) : random.pick([null, '']),
    city: random.chance(0.3) ? random.pick(TEXTS.cities) : undefined,
  }),
  COOKIE: (random) => {
    const name = text(random, [...TEXTS.cookies, 's', 'e']);
    const value = text(random, [...TEXTS.cookieValues, 'ar']);
    return {
      name: name.operand,
      nameMatchType: random.chance(0.2) ? 'OPTIONAL' : random.pick([name.matchType, 'EXACT']),
      value: value.operand,
      valueMatchType: value.matchType,
    };
  },
  PAGE_URL: page,
  PREVIOUS_PAGE: page,
  PAGE_TITLE: (random) => {
    const { matchType, operand } = text(random, [...TEXTS.titles, 'o']);
    return { matchType, title: operand };
  },
  PAGE_VIEWS: (random) => ({ matchType: random.pick(COMPARE), pageCount: count(random) }),
  CONVERSIONS: (random) => ({ goalId: random.pick([-1, 1, 2, 3, 0, null]) }),
  VISITOR_CODE: (random) => {
    const { matchType, operand } = text(random, ['v1', 'u1', 'v', '1', 'u2']);
    return { matchType, visitorCode: operand };
  },
  SDK_LANGUAGE: (random) => ({
    sdkLanguage: random.pick(['NODEJS', 'NODEJS', 'PYTHON', null]),
    ...(random.chance(0.6) ? version(random) : {}),
  }),
  APPLICATION_VERSION: version,
  SEGMENT: () => ({}),
  NEW_VISITORS: (random) => ({
    visitorType: random.chance(0.96) ? random.pick(['NEW', 'RETURNING']) : random.pick(['OLD', null]),
  }),
  VISITS: (random) => ({ matchType: random.pick(COMPARE), visitCount: count(random) }),
  SAME_DAY_VISITS: (random) => ({ matchType: random.pick(COMPARE), visitCount: count(random) }),
  FIRST_VISIT: elapsed,
  LAST_VISIT: elapsed,
  HEAT_SLICE: (random) => ({
    keyMomentId: random.chance(0.95) ? random.pick([1, 2]) : '1',
    goalId: random.chance(0.95) ? random.pick([1, 2]) : null,
    lowerBound: random.pick([0, 20, 50]),
    upperBound: random.chance(0.95) ? random.pick([50, 80, 100]) : null,
  }),
  TARGET_EXPERIMENT: (random) => ({
    experiment: random.pick([...POOL.experiments, POOL.holdout, null]),
    variation: random.pick([...POOL.variationIds, 91, 92, null]),
    variationMatchType: random.pick(['ANY', 'EXACT', 'EXACT', 'OTHER']),
  }),
  TARGET_FEATURE_FLAG: (random) => ({
    featureFlagId: random.pick([1000, 1001, 1002, 1003, 1006, null]),
    ruleId: random.chance(0.4) ? random.pick([0, 1, 10, 11, 20, 21]) : null,
    variationKey: random.chance(0.4) ? random.pick(POOL.keys) : null,
  }),
  EXCLUSIVE_EXPERIMENT: (random) => ({
    campaignType: random.pick(['EXPERIMENT', 'PERSONALIZATION', 'ANY', 'OTHER']),
  }),
  TARGET_PERSONALIZATION: (random) => ({ personalizationId: random.pick([41, 42, 43, 0, null]) }),
  INTERESTS: () => ({}),
  TIME_RANGE: () => ({}),
};

const TYPES = [
  ...Object.keys(FIELDS),
  'CUSTOM_DATUM',
  'CUSTOM_DATUM',
  'CUSTOM_DATUM',
  'CUSTOM_DATUM',
  'CUSTOM_DATUM',
  'CUSTOM_DATUM',
  'CUSTOM_DATUM',
  'CUSTOM_DATUM',
  'SEGMENT',
  'COOKIE',
  'HEAT_SLICE',
  'HEAT_SLICE',
  'TARGET_PERSONALIZATION',
  'TARGET_PERSONALIZATION',
];

/** All types of condition that segments are made of. */
export const CONDITION_TYPES: readonly string[] = Object.keys(FIELDS);
