import { compileOptimizely } from '../../../lib/platforms/optimizely/compile/compile.js';
import type { GeneratedVisitor } from '../optimizely/generate-visitor.js';
import { OfficialSdk } from '../optimizely/oracle.js';
import { observationOf } from '../optimizely/observe.js';
import type { Observation } from '../optimizely/oracle.js';
import type { Answer, PlatformCase, Visitor } from './platform-case.js';
import { storedOf } from './platform-case.js';

type Json = Readonly<Record<string, unknown>>;

interface Arm {
  readonly key: string;
  /** Where its part of 0 to 10,000 ends. */
  readonly end: number;
}

/** An experiment or a delivery. */
function rule(id: string, arms: readonly Arm[], changes: Json = {}): Json {
  return {
    id,
    key: `rule_${id}`,
    status: 'Running',
    layerId: `layer_${id}`,
    audienceIds: [],
    forcedVariations: {},
    variations: arms.map(({ key }) => ({
      id: `${id}_${key}`,
      key,
      featureEnabled: key !== 'off',
      variables: [],
    })),
    trafficAllocation: arms.map(({ key, end }) => ({ entityId: `${id}_${key}`, endOfRange: end })),
    ...changes,
  };
}

const EVEN = [
  { key: 'a', end: 5000 },
  { key: 'b', end: 10_000 },
];
const EVERYBODY = [{ key: 'on', end: 10_000 }];

function flag(key: string, rolloutId: string, experimentIds: readonly string[] = [], more: Json = {}): Json {
  return { id: `flag_${key}`, key, rolloutId, experimentIds, variables: [], ...more };
}

const VARIABLES = [
  { id: '1', key: 'color', type: 'string', defaultValue: 'red' },
  { id: '2', key: 'size', type: 'integer', defaultValue: '5' },
  { id: '3', key: 'price', type: 'double', defaultValue: '9.5' },
  { id: '4', key: 'bold', type: 'boolean', defaultValue: 'true' },
  { id: '5', key: 'theme', type: 'string', subType: 'json', defaultValue: '{"dark":[1]}' },
];

const FLAGS = [
  flag('on', 'all'),
  flag('off', ''),
  flag('half', '', ['1']),
  flag('some', 'some'),
  flag('french', 'french'),
  flag('tester', '', ['2']),
  flag('typed', 'all', [], { variables: VARIABLES }),
  flag('left', '', ['3']),
  flag('right', '', ['4']),
  flag('company', '', ['5']),
];

function project(changes: Json = {}, half: readonly Arm[] = EVEN): Json {
  return {
    version: '4',
    revision: '1',
    accountId: '1001',
    projectId: '2002',
    attributes: [{ id: '1', key: 'country' }],
    events: [],
    audiences: [],
    typedAudiences: [
      {
        id: 'fr',
        name: 'France',
        conditions: ['and', { type: 'custom_attribute', name: 'country', match: 'exact', value: 'FR' }],
      },
    ],
    groups: [
      {
        id: 'sides',
        policy: 'random',
        experiments: [rule('3', EVEN), rule('4', EVEN)],
        trafficAllocation: [
          { entityId: '3', endOfRange: 5000 },
          { entityId: '4', endOfRange: 10_000 },
        ],
      },
    ],
    experiments: [
      rule('1', half),
      rule('2', EVERYBODY, { trafficAllocation: [], forcedVariations: { 'tester-1': 'on' } }),
      rule('5', EVEN),
    ],
    rollouts: [
      { id: 'all', experiments: [rule('10', EVERYBODY)] },
      { id: 'some', experiments: [rule('11', [{ key: 'on', end: 5000 }])] },
      { id: 'french', experiments: [rule('12', EVERYBODY, { audienceIds: ['fr'] })] },
    ],
    featureFlags: FLAGS,
    ...changes,
  };
}

function attributesOf({ country, company }: Visitor): Json {
  return {
    ...(country === undefined ? {} : { country }),
    ...(company === undefined ? {} : { $opt_bucketing_id: company }),
  };
}

function answerOf({ enabled, variationKey, variables }: Observation): Answer {
  return {
    served: enabled === true ? String(variationKey) : 'off',
    variables,
  };
}

function officialVisitor(visitor: Visitor): GeneratedVisitor {
  return {
    userId: visitor.id,
    attributes: attributesOf(visitor),
    segments: null,
    forcedDecisions: [],
    forcedVariations: {},
    profile: undefined,
    predictions: {},
  };
}

export const optimizely: PlatformCase = {
  id: 'optimizely',
  name: 'Optimizely',
  compile: compileOptimizely,
  subject: (visitor) => ({ units: { visitor: visitor.id }, attributes: attributesOf(visitor) }),
  answer: (decision) => answerOf(observationOf(decision)),
  official: async (payload) => {
    const sdk = new OfficialSdk(JSON.stringify(payload));
    return (key, visitor) => {
      const decision = sdk.decide(officialVisitor(visitor), key, [])?.decisions[0];
      if (decision === undefined) throw new Error(`Optimizely's SDK failed on "${key}".`);
      return answerOf(decision);
    };
  },
  project: project(),
  reweighted: project({}, [
    { key: 'a', end: 10_000 },
    { key: 'b', end: 10_000 },
  ]),
  damaged: project({ featureFlags: [...FLAGS, { ...flag('broken', ''), experimentIds: 'none' }] }),
  heldOut: project({ holdouts: [rule('h', [{ key: 'off', end: 3000 }])] }),
  named: (key) => project({ featureFlags: [flag(key, 'all')] }),
  forced: { forcedVariations: { half: 'b' } },
  assigned: { customAssignments: { rule_1: 'b' } },
  remembered: storedOf,
  absent: {
    prerequisite: { status: 'not applicable', because: 'there are no conditions on other flags' },
    inline: { status: 'not applicable', because: 'experiments run as the configuration has them' },
  },
};
