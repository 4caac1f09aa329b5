import { describe, expect, it } from 'vitest';
import { evaluate, evaluateExperiment, explain } from '../../../../../lib/engine/evaluate.js';
import { createSubject } from '../../../../../lib/engine/subject.js';
import { PayloadError } from '../../../../../lib/errors/payload.error.js';
import { compileOptimizely } from '../../../../../lib/platforms/optimizely/compile/compile.js';
import type { LooseDatafile } from '../../../../fixtures/optimizely/datafile.js';
import { smallDatafile } from '../../../../fixtures/optimizely/datafile.js';

const american = createSubject({ units: { visitor: 'v-1' }, attributes: { country: 'us' } });
const other = createSubject({ units: { visitor: 'v-1' } });

function changed(change: (datafile: LooseDatafile) => void) {
  const datafile = smallDatafile();
  change(datafile);
  return compileOptimizely(datafile);
}

describe('a compiled datafile', () => {
  const program = compileOptimizely(JSON.stringify(smallDatafile()));

  it('decides by experiment, by rollout, and tells where from', () => {
    expect(evaluate(program, 'checkout', american)).toMatchObject({
      on: true,
      value: 9,
      source: 'feature-test',
      ruleId: 'checkout_test',
      cause: 'split',
      reason: 'SPLIT',
    });
    expect(evaluate(program, 'checkout', other)).toMatchObject({
      source: 'rollout',
      ruleId: 'everyone',
      cause: 'rollout',
    });
    expect(evaluateExperiment(program, 'checkout_test', american)).toMatchObject({
      value: 'on',
      source: 'experiment',
    });
  });

  it('serves the switch of a flag without variables and an object of a flag with several', () => {
    expect(evaluate(program, 'other', american).value).toBe(true);
    const several = changed((datafile) => {
      datafile['featureFlags'][0].variables.push({
        id: 'v2',
        key: '__proto__',
        type: 'json',
        defaultValue: '{"a":[1]}',
      });
    });
    const { value, variables } = evaluate(several, 'checkout', american);
    expect([...variables]).toEqual([
      ['size', 9],
      ['__proto__', { a: [1] }],
    ]);
    expect(Object.entries(value as object)).toEqual([...variables]);
    expect(Object.isFrozen((variables.get('__proto__') as { a: unknown }).a)).toBe(true);
  });

  it('tells goals, facts and the documents it reads', () => {
    expect([...(program.goals ?? [])].map(([key, { id }]) => [key, id])).toEqual([['purchase', '80']]);
    expect(program.facts.get('attributes')).toEqual(new Map([['country', '90']]));
    expect(program.facts.get('region')).toBe('US');
    expect(program.facts.has('odp')).toBe(false);
    expect(program.storedKeys(american)).toEqual(['v-1']);
    expect(program.storedKeys(createSubject())).toEqual([]);
  });

  it('tells the segments to fetch and the predictions to ask for', () => {
    const rich = changed((datafile) => {
      datafile['integrations'] = [{ key: 'odp', host: 'https://odp.example', publicKey: 'k' }];
      const segment = (value: string) => ({
        type: 'third_party_dimension',
        name: 's',
        match: 'qualified',
        value,
      });
      datafile['typedAudiences'].push({
        id: '3',
        name: '',
        conditions: ['or', segment('b'), ['not', segment('a')], segment('b')],
      });
      datafile['experiments'][0].cmab = { trafficAllocation: 10_000, attributeIds: ['90'] };
    });
    expect(rich.facts.get('odp')).toMatchObject({ host: 'https://odp.example', segments: ['b', 'a'] });
    const [rule] = rich.facts.get('cmabRules') as {
      id: string;
      attributes: unknown;
      concerns: (subject: unknown) => boolean;
    }[];
    expect(rule).toMatchObject({ id: '10', attributes: [{ id: '90', key: 'country' }] });
    expect(rule?.concerns(american)).toBe(true);
    expect(rule?.concerns(other)).toBe(false);
  });

  it('reads the visitor id from the unit it is told to', () => {
    const named = compileOptimizely(smallDatafile(), { visitorUnit: 'user' });
    expect(evaluate(named, 'other', createSubject({ units: { user: 42 } })).assignment?.hashValue).toBe('42');
    expect(evaluate(named, 'other', american)).toMatchObject({
      cause: 'missing-unit',
      errorCode: 'TARGETING_KEY_MISSING',
    });
    expect(evaluate(named, 'other', createSubject({ units: { user: 'undefined' } })).cause).toBe(
      'missing-unit',
    );
    expect(evaluate(named, 'other', createSubject({ units: { user: '' } })).cause).toBe('rollout');
  });

  it('does not change the payload', () => {
    const datafile = smallDatafile();
    datafile['experiments'][0].type = 'fr';
    datafile['featureFlags'][0].variables[0].subType = 'json';
    const before = structuredClone(datafile);
    const compiled = compileOptimizely(datafile);
    evaluate(compiled, 'checkout', american);
    expect(datafile).toEqual(before);
  });

  it('gives no reasons unless asked', () => {
    expect(evaluate(program, 'checkout', other).messages).toEqual([]);
    expect(explain(program, 'checkout', other).decision.messages.length).toBeGreaterThan(3);
    expect(evaluate(program, 'nope', other).messages).toEqual(['No flag was found for key "nope".']);
  });
});

describe('a bad datafile', () => {
  it.each([
    ['an empty text', ''],
    ['text that is not JSON', '{"version":"4"'],
    ['a byte order mark', `\ufeff${JSON.stringify(smallDatafile())}`],
    ['null', null],
    ['a number', 5],
    ['a list', []],
    ['no version', {}],
    ['a version that is a number', { version: 4, revision: '1' }],
    ['another version', { version: '5', revision: '1' }],
    ['no revision', { version: '4' }],
  ])('is refused when it is %s', (_what, payload) => {
    expect(() => compileOptimizely(payload)).toThrow(PayloadError);
  });

  it.each<[string, string, (datafile: LooseDatafile) => void]>([
    [
      'an experiment that is not there',
      'featureFlags[0].experimentIds',
      (d) => d['featureFlags'][0].experimentIds.push('99'),
    ],
    ['no variables', 'featureFlags[0].variables', (d) => delete d['featureFlags'][0].variables],
    [
      'null among its variables',
      'featureFlags[0].variables[0]',
      (d) => (d['featureFlags'][0].variables = [null]),
    ],
    [
      'experiment ids that are no list',
      'featureFlags[0].experimentIds',
      (d) => (d['featureFlags'][0].experimentIds = '10'),
    ],
    [
      'an experiment with a null variation',
      'experiments[0].variations[1]',
      (d) => d['experiments'][0].variations.push(null),
    ],
    [
      'variations that are no list',
      'experiments[0].variations',
      (d) => (d['experiments'][0].variations = { a: 1 }),
    ],
    [
      'a null condition',
      'typedAudiences[0].conditions',
      (d) => (d['typedAudiences'][0].conditions = ['and', null]),
    ],
    [
      'conditions that are no JSON',
      'audiences[0].conditions',
      (d) => {
        d['typedAudiences'] = [];
        d['audiences'] = [{ id: 'a1', name: '', conditions: '["and"' }];
      },
    ],
    [
      'a feature rollout without traffic',
      'experiments[0]',
      (d) => {
        d['experiments'][0].type = 'fr';
        delete d['experiments'][0].trafficAllocation;
      },
    ],
  ])('puts only the flag out of service that has %s', (_what, path, change) => {
    const program = changed(change);
    const warning = program.warnings.find(
      ({ flagKey, quarantined }) => quarantined && flagKey === 'checkout',
    );
    expect(warning?.path).toBe(path);
    expect(evaluate(program, 'checkout', american)).toMatchObject({
      cause: 'quarantined',
      reason: 'ERROR',
      value: null,
    });
    expect(evaluate(program, 'other', american)).toMatchObject({ on: true, cause: 'rollout' });
  });

  it.each<[string, (datafile: LooseDatafile) => void]>([
    ['a null experiment', (d) => d['experiments'].push(null)],
    ['a null attribute', (d) => d['attributes'].push(null)],
    ['groups that are no list', (d) => (d['groups'] = 7)],
    ['an integration without a key', (d) => (d['integrations'] = [{ host: 'x' }])],
    ['a null holdout', (d) => (d['holdouts'] = [null])],
    ['a local holdout of no rules', (d) => (d['localHoldouts'] = [{ id: 'h', key: 'h', includedRules: [] }])],
    [
      'a holdout with a null variation',
      (d) => (d['holdouts'] = [{ id: 'h', key: 'h', status: 'Running', variations: [null] }]),
    ],
    ['a null rollout', (d) => d['rollouts'].push(null)],
    ['the same flag key twice', (d) => d['featureFlags'].push(d['featureFlags'][1])],
  ])('is used without %s, which is named', (_what, change) => {
    const program = changed(change);
    expect(program.warnings).toHaveLength(1);
    expect(program.warnings[0]).toMatchObject({ flagKey: null, quarantined: false });
    expect(evaluate(program, 'checkout', american).cause).toBe('split');
  });

  it('is quarantined for conditions nested beyond the limit, and decided up to it', () => {
    const nested = (depth: number): unknown => {
      let conditions: unknown = { type: 'custom_attribute', name: 'country', match: 'exact', value: 'us' };
      for (let i = 0; i < depth; i++) conditions = ['not', conditions];
      return conditions;
    };
    const deep = (depth: number) => changed((d) => (d['typedAudiences'][0].conditions = nested(depth)));
    expect(evaluate(deep(1000), 'checkout', american).cause).toBe('split');
    expect(evaluate(deep(999), 'checkout', american).source).toBe('rollout');
    expect(evaluate(deep(10_000), 'checkout', american).cause).toBe('quarantined');
    const own = changed((d) => (d['experiments'][0].audienceConditions = nested(10_000)));
    expect(evaluate(own, 'checkout', american).cause).toBe('quarantined');
    expect(evaluate(own, 'other', american).on).toBe(true);
  });
});

describe('differs on purpose', () => {
  it('treats names that every object inherits as ordinary keys, where the SDK crashes', () => {
    const program = compileOptimizely(smallDatafile());
    for (const key of ['toString', '__proto__', 'constructor', 'hasOwnProperty']) {
      expect(evaluate(program, key, american).cause).toBe('unknown-flag');
      expect(evaluateExperiment(program, key, american).cause).toBe('unknown-flag');
    }
    const named = compileOptimizely(
      JSON.stringify(smallDatafile())
        .replaceAll('"checkout"', '"__proto__"')
        .replaceAll('"10"', '"__proto__"'),
    );
    expect(evaluate(named, '__proto__', american)).toMatchObject({ cause: 'split', on: true });
    expect(({} as Record<string, unknown>)['status']).toBeUndefined();
  });

  it('decides for a visitor with an attribute named hasOwnProperty, where the SDK crashes', () => {
    const program = compileOptimizely(smallDatafile());
    const subject = createSubject({
      units: { visitor: 'v-1' },
      attributes: { hasOwnProperty: 1, country: 'us' },
    });
    expect(evaluate(program, 'checkout', subject).cause).toBe('split');
  });

  it('buckets nobody by a rule without traffic, where the SDK crashes on reaching it', () => {
    const program = changed((d) => delete d['experiments'][0].trafficAllocation);
    expect(evaluate(program, 'checkout', american)).toMatchObject({ source: 'rollout', on: true });
  });

  it('runs a flag without experimentIds and a rollout without rules, where the SDK crashes', () => {
    const program = changed((d) => {
      delete d['featureFlags'][0].experimentIds;
      delete d['rollouts'][0].experiments;
    });
    expect(evaluate(program, 'checkout', american)).toMatchObject({ cause: 'default', on: false, value: 5 });
  });

  it('lets nobody into an experiment of a group that is not there, where the SDK crashes', () => {
    const program = changed((d) => (d['experiments'][0].groupId = 'ghost'));
    expect(evaluate(program, 'checkout', american).source).toBe('rollout');
  });

  it('counts a stored entry that is null as none, where the SDK crashes', () => {
    const program = compileOptimizely(smallDatafile());
    const subject = createSubject({
      units: { visitor: 'v-1' },
      attributes: { country: 'us' },
      stored: { 'v-1': { user_id: 'v-1', experiment_bucket_map: { 10: null } } },
    });
    expect(evaluate(program, 'checkout', subject).cause).toBe('split');
  });

  it('is unknown for an audience without conditions, where the SDK crashes', () => {
    const program = changed((d) => delete d['typedAudiences'][0].conditions);
    expect(evaluate(program, 'checkout', american).source).toBe('rollout');
  });
});
