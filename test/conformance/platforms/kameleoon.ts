import { compileKameleoon } from '../../../lib/platforms/kameleoon/compile/compile.js';
import type { KameleoonDatum } from '../../../lib/platforms/kameleoon/visitor/remembered-data.js';
import { Oracle } from '../kameleoon/oracle.js';
import type { Answer, PlatformCase, Visitor } from './platform-case.js';

type Json = Readonly<Record<string, unknown>>;

const VARIABLES = [
  { key: 'color', type: 'STRING', value: 'red' },
  { key: 'size', type: 'NUMBER', value: 5 },
  { key: 'price', type: 'NUMBER', value: 9.5 },
  { key: 'bold', type: 'BOOLEAN', value: true },
  { key: 'theme', type: 'JSON', value: '{"dark":[1]}' },
];

interface Rule {
  readonly arms: readonly (readonly [key: string, share: number])[];
  readonly segmentId?: number;
  readonly exposition?: number;
}

const EVERYBODY: Rule = { arms: [['on', 1]] };

const EVEN: Rule = {
  arms: [
    ['a', 0.5],
    ['b', 0.5],
  ],
};

/** A flag of at most one experiment; its ids are the flag's times ten. */
function flag(id: number, featureKey: string, rule: Rule | null, changes: Json = {}): Json {
  return {
    id,
    featureKey,
    environmentEnabled: true,
    defaultVariationKey: 'off',
    variations: ['off', 'on', 'a', 'b'].map((key) => ({ key, variables: [] })),
    rules: rule === null ? [] : [ruleOf(id, rule)],
    ...changes,
  };
}

function ruleOf(id: number, { arms, segmentId, exposition = 1 }: Rule): Json {
  return {
    id: id * 10,
    type: 'EXPERIMENTATION',
    segmentId: segmentId ?? null,
    exposition,
    experimentId: id * 10,
    variationByExposition: arms.map(([variationKey, share], index) => ({
      variationKey,
      variationId: id * 100 + index + 1,
      exposition: share,
    })),
  };
}

function segment(id: number, condition: Json): Json {
  return {
    id,
    conditionsData: { firstLevelOrOperators: [], firstLevel: [{ orOperators: [], conditions: [condition] }] },
  };
}

const SEGMENTS = [
  segment(1, {
    targetingType: 'CUSTOM_DATUM',
    customDataIndex: '1',
    valueMatchType: 'EXACT',
    value: 'FR',
  }),
  segment(2, { targetingType: 'VISITOR_CODE', matchType: 'EXACT', visitorCode: 'tester-1' }),
  segment(3, { targetingType: 'TARGET_FEATURE_FLAG', featureFlagId: 5, ruleId: null, variationKey: null }),
];

const TYPED_VARIATIONS = [
  { key: 'off', variables: [] },
  { key: 'on', variables: VARIABLES },
];

const OTHERS = [
  flag(1, 'on', EVERYBODY),
  flag(2, 'off', null),
  flag(4, 'some', { ...EVERYBODY, exposition: 0.5 }),
  flag(5, 'french', { ...EVERYBODY, segmentId: 1 }),
  flag(6, 'tester', { ...EVERYBODY, segmentId: 2 }),
  flag(7, 'typed', EVERYBODY, { variations: TYPED_VARIATIONS }),
  flag(8, 'after', { ...EVERYBODY, segmentId: 3 }),
  flag(9, 'left', EVEN, { mutuallyExclusiveGroup: 'sides' }),
  flag(10, 'right', EVEN, { mutuallyExclusiveGroup: 'sides' }),
  flag(11, 'company', EVEN, { bucketingCustomDataIndex: 2 }),
];

const HALF = flag(3, 'half', EVEN);

function file(featureFlags: readonly Json[], more: Json = {}): Json {
  return {
    configuration: { consentType: 'NOT_REQUIRED' },
    customData: [
      { id: 501, index: 1, name: 'country' },
      { id: 502, index: 2, name: 'company' },
    ],
    segments: SEGMENTS,
    featureFlags,
    ...more,
  };
}

const HOLDOUT = {
  experimentId: 900,
  variationByExposition: [
    { variationKey: 'in-holdout', variationId: 901, exposition: 0.3 },
    { variationKey: 'not-in-holdout', variationId: 902, exposition: 0.7 },
  ],
};

function dataOf({ country, company }: Visitor): KameleoonDatum[] {
  return [
    ...(country === undefined ? [] : [{ type: 'customData' as const, index: 1, values: [country] }]),
    ...(company === undefined ? [] : [{ type: 'customData' as const, index: 2, values: [company] }]),
  ];
}

function attributesOf({ country, company }: Visitor): Json {
  return { ...(country === undefined ? {} : { country }), ...(company === undefined ? {} : { company }) };
}

export const kameleoon: PlatformCase = {
  id: 'kameleoon',
  name: 'Kameleoon',
  compile: compileKameleoon,
  subject: (visitor) => ({ units: { visitor: visitor.id }, attributes: attributesOf(visitor) }),
  answer: ({ value, variables }): Answer => ({
    served: typeof value === 'string' ? value : 'off',
    variables: Object.fromEntries(variables),
  }),
  official: async (payload) => {
    const oracle = await Oracle.start(payload);
    return (key, visitor) => {
      oracle.addData(visitor.id, dataOf(visitor));
      const { value } = oracle.decide(visitor.id, key).outcome;
      const variables = [...(value?.variables ?? [])].map(([name, variable]) => [name, variable.value]);
      return { served: value?.key ?? 'off', variables: Object.fromEntries(variables) as Json };
    };
  },
  project: file([HALF, ...OTHERS]),
  reweighted: file([
    flag(3, 'half', {
      arms: [
        ['a', 1],
        ['b', 0],
      ],
    }),
    ...OTHERS,
  ]),
  damaged: file([{ ...flag(12, 'broken', EVERYBODY), variations: null }, HALF, ...OTHERS]),
  heldOut: file([HALF, ...OTHERS], { holdout: HOLDOUT }),
  named: (key) => file([flag(1, key, EVERYBODY)]),
  forced: { forcedVariations: { 30: 'b' } },
  assigned: { customAssignments: { 30: 'b' } },
  remembered: (decisions) => ({
    facts: {
      assignments: new Map(
        decisions.flatMap(({ exposures }) =>
          exposures.map(({ experiment, variation }) => [experiment.key, variation.id]),
        ),
      ),
    },
  }),
  absent: {
    sticky: {
      status: 'not applicable',
      because: 'the SDK hashes anew each time, the assignments it keeps serve conditions only',
    },
    inline: { status: 'not applicable', because: 'experiments run as the configuration has them' },
  },
};
