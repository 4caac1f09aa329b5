import { describe, expect, it } from 'vitest';
import type { Assignment, Decision } from '../../../lib/engine/decision.js';
import { plainDecision } from '../../../lib/engine/decision.js';
import {
  evaluate,
  evaluateExperiment,
  evaluateFlag,
  evaluateVariable,
  explain,
} from '../../../lib/engine/evaluate.js';
import type { Flag, Rule } from '../../../lib/engine/program.js';
import { createProgram, EMPTY_PROGRAM } from '../../../lib/engine/program.js';
import { createSubject } from '../../../lib/engine/subject.js';

const NOBODY = createSubject();

function exposure(key: string): Assignment {
  const variation = { index: 1, key: '1', id: null, name: null, value: key };
  const experiment = { key, id: null, name: null, kind: 'experiment', definition: {} };
  return {
    flagKey: key,
    experiment,
    variation,
    inExperiment: true,
    hashUsed: true,
    hashAttribute: 'id',
    hashValue: 'u',
    bucket: 0.5,
    sticky: false,
    details: null,
  };
}

function serves(key: string, value: unknown): Decision {
  return plainDecision({ key, value, reason: 'STATIC', cause: 'forced' });
}

function flag(key: string, rules: readonly Rule['decide'][], value: unknown = 'default'): Flag {
  return {
    key,
    rules: rules.map((decide, i) => ({ id: `rule-${i}`, kind: 'test', decide })),
    otherwise: (walk) => walk.share(plainDecision({ key, value, reason: 'DEFAULT', cause: walk.cause })),
  };
}

function programOf(...flags: Flag[]): ReturnType<typeof createProgram> {
  return createProgram({ revision: 'r1', flags: new Map(flags.map((one) => [one.key, one])) });
}

describe('evaluate', () => {
  it('answers with the first rule that has an answer', () => {
    const program = programOf(flag('a', [() => undefined, () => serves('a', 1), () => serves('a', 2)]));
    expect(evaluate(program, 'a', NOBODY).value).toBe(1);
  });

  it('names the closest miss as the cause of the default', () => {
    const program = programOf(
      flag('a', [
        (walk) => walk.miss('not-targeted'),
        (walk) => walk.miss('traffic-excluded'),
        (walk) => walk.miss('not-targeted'),
      ]),
    );
    expect(evaluate(program, 'a', NOBODY)).toMatchObject({ value: 'default', cause: 'traffic-excluded' });
  });

  it('turns a fault into a decision', () => {
    const program = programOf(
      flag('a', [
        () => {
          throw new Error('broken rule');
        },
      ]),
    );
    expect(evaluate(program, 'a', NOBODY)).toMatchObject({
      value: null,
      reason: 'ERROR',
      cause: 'error',
      errorCode: 'GENERAL',
    });
    expect(evaluate(program, 'a', NOBODY).errorMessage).toContain('broken rule');
  });

  it('tells an unknown flag from a configuration that has not arrived', () => {
    expect(evaluate(programOf(), 'x', NOBODY)).toMatchObject({
      cause: 'unknown-flag',
      errorCode: 'FLAG_NOT_FOUND',
    });
    expect(evaluate(EMPTY_PROGRAM, 'x', NOBODY)).toMatchObject({
      cause: 'not-ready',
      errorCode: 'PROVIDER_NOT_READY',
    });
  });

  it('asks the program about keys that it does not list', () => {
    const program = createProgram({
      revision: 'r',
      flags: new Map(),
      unknown: (key) => flag(key, [], `made ${key}`),
    });
    expect(evaluate(program, 'x', NOBODY).value).toBe('made x');
  });

  it.each(['__proto__', 'constructor', 'toString'])('knows no flag %s unless there is one', (key) => {
    expect(evaluate(programOf(flag('a', [])), key, NOBODY).cause).toBe('unknown-flag');
    expect(evaluate(programOf(flag(key, [], 'own')), key, NOBODY).value).toBe('own');
  });

  it('lets a forced value win over everything', () => {
    const subject = createSubject({ forcedValues: { a: 'forced', elsewhere: undefined } });
    const program = programOf(flag('a', [() => serves('a', 1)]));
    expect(evaluate(program, 'a', subject)).toMatchObject({
      value: 'forced',
      cause: 'override',
      exposures: [],
    });
    expect(evaluate(program, 'elsewhere', subject)).toMatchObject({ value: null, cause: 'override' });
  });
});

describe('prerequisites', () => {
  it('put their exposures, writes and decisions before those of the flag', () => {
    const parent = flag('parent', [
      (walk) => {
        walk.expose(exposure('parent'));
        walk.write('doc', { by: 'parent' });
        return walk.share(serves('parent', true));
      },
    ]);
    const child = flag('child', [
      (walk) => {
        walk.prerequisite('parent');
        expect(walk.stored('doc')).toEqual({ by: 'parent' });
        walk.expose(exposure('child'));
        return walk.share(serves('child', true));
      },
    ]);
    const decision = evaluate(programOf(parent, child), 'child', NOBODY);
    expect(decision.exposures.map((one) => one.experiment.key)).toEqual(['parent', 'child']);
    expect(decision.prerequisites.map((one) => [one.key, one.exposures.length])).toEqual([['parent', 1]]);
    expect(decision.writes).toEqual([{ key: 'doc', document: { by: 'parent' } }]);
  });

  it('find a flag on its own path, and do not mistake a sibling for it', () => {
    const ask =
      (key: string): Rule['decide'] =>
      (walk) =>
        serves('answer', walk.prerequisite(key).cause);
    const program = programOf(
      flag('a', [ask('b')]),
      flag('b', [ask('a')]),
      flag('self', [ask('self')]),
      flag('twice', [
        (walk) => walk.prerequisite('leaf') && serves('twice', walk.prerequisite('leaf').cause),
      ]),
      flag('leaf', [() => serves('leaf', 1)]),
    );
    expect(evaluate(program, 'a', NOBODY).value).toBe('forced');
    expect(evaluate(program, 'self', NOBODY).value).toBe('prerequisite-cycle');
    expect(evaluate(program, 'twice', NOBODY).value).toBe('forced');
  });

  it('leave the cause of the flag at hand alone', () => {
    const program = programOf(
      flag('parent', [(walk) => walk.miss('holdout')]),
      flag('child', [
        (walk) => walk.miss('not-targeted'),
        (walk) => (walk.prerequisite('parent'), undefined),
      ]),
    );
    expect(evaluate(program, 'child', NOBODY).cause).toBe('not-targeted');
  });
});

describe('a decision that depends on no visitor', () => {
  it('is shared', () => {
    const program = programOf(flag('a', []), flag('b', [(walk) => walk.share(SHARED)]));
    expect(evaluate(program, 'b', NOBODY)).toBe(
      evaluate(program, 'b', createSubject({ attributes: { id: 1 } })),
    );
  });
  const SHARED = serves('b', 1);
});

describe('other entries', () => {
  it('decide variables by their own key, and flags where there is no such variable', () => {
    const program = createProgram({
      revision: 'r',
      flags: new Map([
        ['a', flag('a', [], 'flag')],
        ['b', flag('b', [], 'flag')],
      ]),
      variables: new Map([['a', flag('a', [], 'variable')]]),
    });
    expect(evaluateVariable(program, 'a', NOBODY).value).toBe('variable');
    expect(evaluateVariable(program, 'b', NOBODY).value).toBe('flag');
  });

  it('decide experiments that run on their own', () => {
    const program = createProgram({
      revision: 'r',
      flags: new Map(),
      experiments: new Map([['e', flag('e', [], 'alone')]]),
    });
    expect(evaluateExperiment(program, 'e', NOBODY).value).toBe('alone');
    expect(evaluateExperiment(program, 'f', NOBODY).cause).toBe('unknown-flag');
    expect(evaluateFlag(program, flag('inline', [], 'inline'), NOBODY).value).toBe('inline');
  });
});

describe('explain', () => {
  it('tells what every rule did, prerequisites included, and decides the same', () => {
    const program = programOf(
      flag('parent', [() => serves('parent', true)]),
      flag('child', [
        (walk) => walk.miss('not-targeted'),
        (walk) => {
          walk.note('bucket 0.3');
          walk.prerequisite('parent');
          return undefined;
        },
      ]),
    );
    const { decision, steps } = explain(program, 'child', NOBODY);
    expect(decision).toEqual(evaluate(program, 'child', NOBODY));
    expect(
      steps.map(({ flagKey, index, outcome, cause, notes }) => [flagKey, index, outcome, cause, notes]),
    ).toEqual([
      ['child', 0, 'passed', 'not-targeted', ['not-targeted']],
      ['parent', 0, 'answered', 'forced', []],
      ['child', 1, 'passed', 'not-targeted', ['bucket 0.3']],
      ['child', -1, 'answered', 'not-targeted', []],
    ]);
  });
});

describe('createSubject', () => {
  it('takes names as they are, prototype or not', () => {
    const attributes = JSON.parse('{"__proto__":1,"constructor":2,"a":3}') as Record<string, unknown>;
    expect([...createSubject({ attributes }).attributes]).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
      ['a', 3],
    ]);
  });

  it('lays overrides over attributes, null included, and changes neither', () => {
    const attributes = { a: 1, b: 2 };
    const subject = createSubject({ attributes, attributeOverrides: { b: null, c: 3 } });
    expect(Object.fromEntries(subject.attributes)).toEqual({ a: 1, b: null, c: 3 });
    expect(attributes).toEqual({ a: 1, b: 2 });
  });

  it('has a store only when one is given', () => {
    expect(createSubject().stored).toBeNull();
    expect(createSubject({ stored: {} }).stored?.size).toBe(0);
  });
});
