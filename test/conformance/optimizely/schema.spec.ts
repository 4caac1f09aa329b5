import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { PayloadError } from '../../../lib/errors/payload.error.js';
import { compileOptimizely } from '../../../lib/platforms/optimizely/compile/compile.js';
import { smallDatafile } from '../../fixtures/optimizely/datafile.js';

const load = createRequire(import.meta.url);

/** The official SDK's optional schema check, which its package does not export. */
const { validate } = load(
  join(dirname(load.resolve('@optimizely/optimizely-sdk')), 'optimizely.json_schema_validator.min.js'),
) as { validate(datafile: unknown, schema: undefined, throws: false): boolean };

type Datafile = ReturnType<typeof smallDatafile>;
type Damage = (datafile: Datafile) => unknown;

function datafile(damage: Damage): Datafile {
  const made: Datafile = smallDatafile();
  made['audiences'] = [{ id: 'a2', name: 'Old', conditions: '["or"]' }];
  made['integrations'] = [{ key: 'odp', host: 'https://odp.example', publicKey: 'p' }];
  made['experiments'].push({ ...structuredClone(made['experiments'][0]), id: '11', key: 'spare' });
  made['groups'] = [
    {
      id: 'g1',
      policy: 'random',
      trafficAllocation: [{ entityId: '12', endOfRange: 10_000 }],
      experiments: [{ ...structuredClone(made['experiments'][0]), id: '12', key: 'grouped' }],
    },
  ];
  damage(made);
  return made;
}

const PATHS = [
  ['projectId'],
  ['accountId'],
  ['revision'],
  ['groups'],
  ['experiments'],
  ['events'],
  ['audiences'],
  ['attributes'],
  ['integrations'],
  ['groups', 0, 'id'],
  ['groups', 0, 'policy'],
  ['groups', 0, 'trafficAllocation'],
  ['groups', 0, 'trafficAllocation', 0, 'entityId'],
  ['groups', 0, 'experiments', 0, 'layerId'],
  ...[
    'id',
    'key',
    'status',
    'layerId',
    'variations',
    'trafficAllocation',
    'audienceIds',
    'forcedVariations',
  ].map((name) => ['experiments', 1, name]),
  ['experiments', 1, 'name'],
  ['experiments', 1, 'variations', 0, 'id'],
  ['experiments', 1, 'variations', 0, 'key'],
  ['experiments', 1, 'variations', 0, 'featureEnabled'],
  ['experiments', 1, 'trafficAllocation', 0, 'endOfRange'],
  ['experiments', 1, 'trafficAllocation', 0, 'entityId'],
  ['experiments', 1, 'audienceIds', 0],
  ['events', 0, 'id'],
  ['events', 0, 'key'],
  ['events', 0, 'experimentIds'],
  ['attributes', 0, 'id'],
  ['attributes', 0, 'key'],
  ['audiences', 0, 'id'],
  ['audiences', 0, 'name'],
  ['audiences', 0, 'conditions'],
  ['integrations', 0, 'key'],
  ['integrations', 0, 'host'],
  ['integrations', 0, 'publicKey'],
] as const;

const VALUES: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['a number', 7],
  ['a fraction', 7.5],
  ['a text', '["or"]'],
  ['an object', {}],
  ['an empty list', []],
  ['true', true],
];

const put =
  (path: readonly (string | number)[], value: unknown): Damage =>
  (made) => {
    const at = path.slice(0, -1).reduce((owner, step) => owner[step] as Datafile, made);
    at[path.at(-1) as string] = value;
  };

/** What the check tells of a datafile. */
function told(made: Datafile): 'rejected' | readonly string[] {
  try {
    const { warnings } = compileOptimizely(made, { validateDatafile: true });
    return warnings.map(({ path, message }) => `${path}: ${message}`);
  } catch (error) {
    if (error instanceof PayloadError) return 'rejected';
    throw error;
  }
}

/** Of a flag that has nothing to do with the damage. */
function spared(program: Program): unknown {
  return evaluate(
    program,
    'checkout',
    createSubject({ units: { visitor: 'v' }, attributes: { country: 'us' } }),
  ).value;
}

describe('validateDatafile', () => {
  it('finds nothing in a datafile that is as it must be', () => {
    const made = datafile(() => undefined);
    expect(validate(made, undefined, false)).toBe(true);
    expect(told(made)).toEqual([]);
  });

  it.each(PATHS.map((path) => [path.join('.'), path] as const))(
    'agrees with the official schema about %s',
    (_name, path) => {
      for (const [name, value] of VALUES) {
        // Without experiments flags lack theirs, of which no schema knows.
        if (name === 'an empty list' && path.length === 1 && path[0] === 'experiments') continue;
        // JSON has no holes in lists; true and an empty list pass for integers there.
        if (value === undefined && typeof path.at(-1) === 'number') continue;
        if ((name === 'true' || name === 'an empty list') && path.at(-1) === 'endOfRange') continue;
        const made = datafile(put(path, value));
        expect([name, told(made).length === 0]).toEqual([name, validate(made, undefined, false)]);
      }
    },
  );

  it('puts only the flags out of service that depend on what is broken', () => {
    const made = datafile((one) => {
      one['featureFlags'].push({ ...one['featureFlags'][0], key: 'broken', experimentIds: ['11'] });
      delete one['experiments'][1].layerId;
    });
    expect(validate(made, undefined, false)).toBe(false);
    const program = compileOptimizely(made, { validateDatafile: true });
    expect(spared(program)).toBe(9);
    expect(evaluate(program, 'broken', createSubject({ units: { visitor: 'v' } })).cause).toBe('quarantined');
    expect(program.warnings.filter(({ quarantined }) => quarantined)).toMatchObject([
      { flagKey: 'broken', path: 'experiments[1].layerId' },
      { flagKey: 'spare', path: 'experiments[1].layerId' },
    ]);
    expect(compileOptimizely(made).warnings).toEqual([]);
  });

  it('accepts contextual bandits, which the official schema rejects', () => {
    const made = datafile(
      (one) => (one['experiments'][1].cmab = { attributeIds: ['90'], trafficAllocation: 5000 }),
    );
    expect(validate(made, undefined, false)).toBe(false);
    expect(told(made)).toEqual([]);
  });
});
