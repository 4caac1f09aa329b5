import { compileAbsmartly } from '../../../lib/platforms/absmartly/compile/compile.js';
import { Oracle } from '../absmartly/oracle.js';
import type { Answer, PlatformCase, Visitor } from './platform-case.js';

type Json = Readonly<Record<string, unknown>>;

/** An experiment whose variants tell what is served: `null` for the plain page. */
function experiment(id: number, name: string, variants: readonly (Json | null)[], changes: Json = {}): Json {
  return {
    id,
    name,
    iteration: 1,
    unitType: 'session_id',
    seedHi: 1000 + id,
    seedLo: 2000 + id,
    split: variants.map(() => 1 / variants.length),
    trafficSeedHi: 3000 + id,
    trafficSeedLo: 4000 + id,
    trafficSplit: [0, 1],
    fullOnVariant: 0,
    applications: [{ name: 'shop' }],
    variants: variants.map((variables, index) => ({
      name: String.fromCharCode(65 + index),
      config: variables === null ? null : JSON.stringify(variables),
    })),
    audience: '',
    audienceStrict: false,
    customFieldValues: null,
    ...changes,
  };
}

const served = (name: string, what: string): Json => ({ [`${name}.served`]: what });

const even = (name: string): readonly Json[] => [served(name, 'a'), served(name, 'b')];

const FRENCH = JSON.stringify({ filter: [{ eq: [{ var: 'country' }, { value: 'FR' }] }] });

const TYPED = { color: 'red', size: 5, price: 9.5, bold: true, theme: { dark: [1] } };

const ON = { fullOnVariant: 1 };

const HALF = experiment(3, 'half', even('half'));

const OTHERS = [
  experiment(1, 'on', [null, served('on', 'on')], ON),
  experiment(2, 'off', [null, served('off', 'on')], { split: [1, 0] }),
  experiment(4, 'some', [null, served('some', 'on')], { split: [0, 1], trafficSplit: [0.5, 0.5] }),
  experiment(5, 'french', [null, served('french', 'on')], {
    ...ON,
    audience: FRENCH,
    audienceStrict: true,
  }),
  experiment(6, 'typed', [null, { ...served('typed', 'on'), ...TYPED }], ON),
  experiment(7, 'company', even('company'), { unitType: 'company' }),
];

function answerOf(flag: string, variables: ReadonlyMap<string, unknown>): Answer {
  const name = `${flag}.served`;
  const { [name]: what, ...rest } = Object.fromEntries(variables);
  return { served: typeof what === 'string' ? what : 'off', variables: rest };
}

function unitsOf({ id, company }: Visitor): Readonly<Record<string, string>> {
  return { session_id: id, ...(company === undefined ? {} : { company }) };
}

function attributesOf({ country }: Visitor): Json {
  return country === undefined ? {} : { country };
}

export const absmartly: PlatformCase = {
  id: 'absmartly',
  name: 'A/B Smartly',
  compile: compileAbsmartly,
  subject: (visitor) => ({ units: unitsOf(visitor), attributes: attributesOf(visitor) }),
  answer: ({ key, variables }) => answerOf(key, variables),
  official: async (payload) => {
    const oracle = new Oracle();
    return (flag, visitor) => {
      const { context } = oracle.context(payload, {
        units: unitsOf(visitor),
        attributes: Object.entries(attributesOf(visitor)),
        overrides: [],
        customAssignments: [],
      });
      const owners = Object.entries(context.variableKeys() as Record<string, readonly string[]>);
      const own = owners.filter(([, experiments]) => experiments.includes(flag)).map(([name]) => name);
      const values = own.map((name) => [name, context.peekVariableValue(name, 'none') as unknown] as const);
      return answerOf(flag, new Map(values.filter(([, value]) => value !== 'none')));
    };
  },
  project: { experiments: [HALF, ...OTHERS] },
  reweighted: { experiments: [{ ...HALF, split: [1, 0] }, ...OTHERS] },
  damaged: { experiments: [{ ...HALF, id: 9, name: 'broken', variants: null }, HALF, ...OTHERS] },
  heldOut: null,
  named: (key) => ({ experiments: [experiment(1, key, [null, served(key, 'on')], ON)] }),
  forced: { forcedVariations: { half: 1 } },
  assigned: { customAssignments: { half: 1 } },
  remembered: () => ({ stored: new Map() }),
  absent: {
    listed: { status: 'not applicable', because: 'experiments list no visitors' },
    sticky: {
      status: 'not applicable',
      because: 'assignments last as long as a context does, the SDK stores none',
    },
    prerequisite: {
      status: 'not applicable',
      because: 'there are no conditions on other flags',
    },
    group: { status: 'not applicable', because: 'experiments are made exclusive by their audiences only' },
    holdout: { status: 'not applicable', because: 'the context data has no holdouts' },
    inline: { status: 'not applicable', because: 'experiments run as the configuration has them' },
  },
};
