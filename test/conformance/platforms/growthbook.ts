import type { Decision } from '../../../lib/engine/decision.js';
import { compileGrowthbook } from '../../../lib/platforms/growthbook/compile/compile.js';
import { Oracle } from '../growthbook/oracle.js';
import type { Answer, PlatformCase, Visitor } from './platform-case.js';
import { storedOf } from './platform-case.js';

const TYPED = { color: 'red', size: 5, price: 9.5, bold: true, theme: { dark: [1] } };

const ON = { defaultValue: true };

/** Stored assignments name variations by these. */
const ARMS = [{ key: 'a' }, { key: 'b' }];

function split(changes: object = {}, key = 'half'): object {
  return {
    defaultValue: false,
    rules: [{ key, variations: ['a', 'b'], meta: ARMS, hashAttribute: 'id', hashVersion: 2, ...changes }],
  };
}

const FEATURES = {
  on: ON,
  off: { defaultValue: false },
  half: split(),
  some: { defaultValue: false, rules: [{ force: true, coverage: 0.5, hashAttribute: 'id' }] },
  french: { defaultValue: false, rules: [{ condition: { country: 'FR' }, force: true }] },
  tester: { defaultValue: false, rules: [{ condition: { id: { $in: ['tester-1'] } }, force: true }] },
  typed: { defaultValue: TYPED },
  after: {
    defaultValue: false,
    rules: [{ parentConditions: [{ id: 'french', condition: { value: true } }], force: true }],
  },
  left: split({ namespace: ['sides', 0, 0.5] }, 'left'),
  right: split({ namespace: ['sides', 0.5, 1] }, 'right'),
  company: split({ hashAttribute: 'company' }, 'company'),
};

const HOLDOUT_RULE = {
  parentConditions: [{ id: '$holdout:all', condition: { value: 'held' } }],
  force: false,
};

const HOLDOUT = {
  defaultValue: 'everybody',
  rules: [{ key: 'holdout', variations: ['held', 'free'], weights: [0.3, 0.7], hashAttribute: 'id' }],
};

function attributesOf({ id, ...rest }: Visitor): Readonly<Record<string, unknown>> {
  return { id, ...rest };
}

function answerOf(value: unknown): Answer {
  if (typeof value === 'object' && value !== null) return { served: 'on', variables: { ...value } };
  if (typeof value === 'string') return { served: value, variables: {} };
  return { served: value === true ? 'on' : 'off', variables: {} };
}

export const growthbook: PlatformCase = {
  id: 'growthbook',
  name: 'GrowthBook',
  compile: compileGrowthbook,
  subject: (visitor) => ({ attributes: attributesOf(visitor) }),
  answer: (decision: Decision) => answerOf(decision.value),
  official: async (payload) => {
    const oracle = new Oracle(payload as Record<string, unknown>);
    return (flag, visitor) => {
      const { result } = oracle.feature(flag, { attributes: attributesOf(visitor) });
      return answerOf((result as { readonly value: unknown }).value);
    };
  },
  project: { features: FEATURES },
  reweighted: { features: { ...FEATURES, half: split({ weights: [1, 0] }) } },
  damaged: { features: { ...FEATURES, broken: { defaultValue: true, rules: 'none' } } },
  heldOut: {
    features: {
      ...FEATURES,
      '$holdout:all': HOLDOUT,
      on: { ...ON, rules: [HOLDOUT_RULE] },
      half: { ...split(), rules: [HOLDOUT_RULE, ...(split() as { rules: object[] }).rules] },
    },
  },
  named: (key) => ({ features: { [key]: ON } }),
  forced: { forcedVariations: { half: 1 } },
  assigned: { customAssignments: { half: 1 } },
  remembered: storedOf,
  absent: {
    assigned: {
      status: 'not applicable',
      because: 'the SDK knows forced variations only',
    },
  },
};
