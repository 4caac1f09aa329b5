import { compileVwo } from '../../../lib/platforms/vwo/compile/compile.js';
import { Oracle, tolerateStrayRejections } from '../vwo/oracle.js';
import { vwoFeature, vwoSettings } from '../../fixtures/vwo/settings.js';
import type { Answer, PlatformCase, Visitor } from './platform-case.js';
import { storedOf } from './platform-case.js';

type Json = Readonly<Record<string, unknown>>;
type Part = ReturnType<typeof vwoFeature>;

const text = (value: string): Json => ({ id: 1, key: 'served', type: 'string', value });

function rollout(id: number, key: string, variation: Json = {}, segments: unknown = {}): Part {
  return vwoFeature(id, { key, segments, variation: { variables: [text('on')], ...variation } });
}

function arm(id: number, served: string, weight: number, segments: unknown = {}): Json {
  return { id, name: served, weight, segments, variables: [text(served)] };
}

function split(id: number, key: string, weights: readonly [number, number] = [50, 50]): Part {
  const variations = [arm(1, 'a', weights[0]), arm(2, 'b', weights[1])];
  return vwoFeature(id, { key, type: 'FLAG_TESTING', campaign: { variations } });
}

const TYPED = [
  { id: 2, key: 'color', type: 'string', value: 'red' },
  { id: 3, key: 'size', type: 'integer', value: 5 },
  { id: 4, key: 'price', type: 'double', value: 9.5 },
  { id: 5, key: 'bold', type: 'boolean', value: true },
  { id: 6, key: 'theme', type: 'json', value: { dark: [1] } },
];

const FRENCH = { or: [{ custom_variable: { country: 'FR' } }] };

const NOBODY = { or: [{ custom_variable: { country: 'nowhere' } }] };

const TESTER = vwoFeature(6, {
  key: 'tester',
  type: 'FLAG_TESTING',
  segments: NOBODY,
  campaign: {
    isForcedVariationEnabled: true,
    variations: [arm(1, 'on', 100, { or: [{ user: 'tester-1' }] })],
  },
});

const OFF = vwoFeature(2, { key: 'off', feature: { rules: [] } });

function project(half: Part, more: readonly Part[] = []): Json {
  const parts = [
    rollout(1, 'on'),
    OFF,
    half,
    rollout(4, 'some', { weight: 50 }),
    rollout(5, 'french', {}, FRENCH),
    TESTER,
    rollout(7, 'typed', { variables: [text('on'), ...TYPED] }),
    rollout(8, 'after', {}, { or: [{ featureId: { 5: 'on' } }] }),
    split(9, 'left'),
    split(10, 'right'),
    split(11, 'company'),
    ...more,
  ];
  return vwoSettings(parts, {
    groups: { 7: { name: 'Sides', campaigns: ['90', '100'], et: 1 } },
    campaignGroups: { 90: 7, 100: 7 },
  });
}

const HALF = split(3, 'half');

function attributesOf({ country, company }: Visitor): Json {
  return { ...(country === undefined ? {} : { country }), ...(company === undefined ? {} : { company }) };
}

function answerOf(on: boolean, variables: Json): Answer {
  const { served, ...rest } = variables;
  return { served: on ? String(served) : 'off', variables: rest };
}

/** The SDK keeps one state per process. */
let started: Promise<Oracle> | undefined;

async function startOnce(): Promise<Oracle> {
  tolerateStrayRejections();
  return Oracle.start();
}

export const vwo: PlatformCase = {
  id: 'vwo',
  name: 'VWO FME',
  compile: compileVwo,
  subject: (visitor) => ({ units: { visitor: visitor.id }, attributes: attributesOf(visitor) }),
  answer: ({ on, variables }) => answerOf(on, Object.fromEntries(variables)),
  official: async (payload) => {
    const oracle = await (started ??= startOnce());
    if (!(await oracle.load(payload))) throw new Error("VWO's SDK does not take the settings.");
    return async (flag, visitor) => {
      const world = { stored: null, gatewayUser: undefined, lists: {} };
      const context = { id: visitor.id, customVariables: attributesOf(visitor) };
      const { on, variables } = await oracle.ask(flag, context, world);
      const list = variables as readonly { readonly key: string; readonly value: unknown }[];
      return answerOf(on, Object.fromEntries(list.map(({ key, value }) => [key, value])));
    };
  },
  project: project(HALF),
  reweighted: project(split(3, 'half', [100, 0])),
  damaged: project(HALF, [vwoFeature(12, { key: 'broken', feature: { rules: 'none' } })]),
  heldOut: null,
  named: (key) => vwoSettings([rollout(1, key)]),
  forced: { forcedVariations: { 'half_rule-1': 'b' } },
  assigned: { customAssignments: { half: 'b', 'half_rule-1': 'b' } },
  remembered: storedOf,
  absent: {
    assigned: { status: 'not applicable', because: 'the SDK knows whitelists only' },
    holdout: {
      status: 'no',
      because: 'holdouts came with vwo-fme-node-sdk 1.60, the module follows 1.35',
    },
    otherUnit: {
      status: 'no',
      because: 'bucketing seeds came with vwo-fme-node-sdk 1.60, the module follows 1.35',
    },
    inline: { status: 'not applicable', because: 'experiments run as the configuration has them' },
  },
};
