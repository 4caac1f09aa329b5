import { describe, expect, it } from 'vitest';
import { evaluate, evaluateVariable, explain } from '../../../../../lib/engine/evaluate.js';
import { createSubject } from '../../../../../lib/engine/subject.js';
import { PayloadError } from '../../../../../lib/errors/payload.error.js';
import { compileAbsmartly } from '../../../../../lib/platforms/absmartly/compile/compile.js';
import {
  customFieldType,
  customFieldValue,
} from '../../../../../lib/platforms/absmartly/compile/context-data.js';
import { sampleExperiment, VISITOR } from '../../../../fixtures/absmartly/sample-payload.js';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

function program(...experiments: unknown[]) {
  return compileAbsmartly({ experiments });
}

describe('compileAbsmartly', () => {
  it('assigns and reports in the members of the vendor', () => {
    const decision = evaluate(program(sampleExperiment()), 'exp', createSubject(VISITOR));
    expect(decision).toMatchObject({ reason: 'SPLIT', cause: 'split', source: 'split', errorCode: null });
    expect(decision.exposures).toEqual([decision.assignment]);
    expect(decision.assignment).toMatchObject({
      inExperiment: true,
      hashUsed: true,
      hashAttribute: 'session_id',
      hashValue: 'bleh@absmartly.com',
      experiment: { key: 'exp', id: 1, kind: 'experiment' },
      details: { id: 1, unit: 'session_id', variant: decision.value, assigned: true, eligible: true },
    });
  });

  it('takes the payload as text', () => {
    const text = JSON.stringify({ experiments: [sampleExperiment({ fullOnVariant: 1 })] });
    const decision = evaluate(compileAbsmartly(text), 'exp', createSubject());
    expect(decision).toMatchObject({ value: 1, on: true, cause: 'full-on' });
    expect(Object.fromEntries(decision.variables)).toEqual({ size: 10 });
  });

  it('has one revision per content', () => {
    const one = program(sampleExperiment());
    expect(one.revision).toBe(
      compileAbsmartly(JSON.stringify({ experiments: [sampleExperiment()] })).revision,
    );
    expect(one.revision).not.toBe(program(sampleExperiment({ iteration: 2 })).revision);
  });

  it.each([{}, { experiments: null }, { experiments: [] }])(
    'takes %j as a payload without experiments',
    (payload) => {
      expect(compileAbsmartly(payload).flags.size).toBe(0);
    },
  );

  it('leaves the payload as it was', () => {
    const payload = { experiments: [sampleExperiment()] };
    const before = structuredClone(payload);
    evaluate(compileAbsmartly(payload), 'exp', createSubject(VISITOR));
    expect(payload).toEqual(before);
    expect(Object.isFrozen(payload.experiments[0])).toBe(false);
  });

  it('serves variables that nobody can change for others', () => {
    const variants = [{ config: '{"a":{"list":[1]}}' }];
    const one = program(
      sampleExperiment({ fullOnVariant: 5, variants }),
      sampleExperiment({ id: 2, name: 'b', variants, split: [1] }),
    );
    const value = evaluateVariable(one, 'a', createSubject(VISITOR)).value as { list: number[] };
    expect(value).toEqual({ list: [1] });
    expect(() => value.list.push(2)).toThrow(TypeError);
  });

  it('explains rule by rule', () => {
    const audience = '{"filter":[{"value":false}]}';
    const { steps } = explain(program(sampleExperiment({ audience })), 'exp', createSubject(VISITOR));
    expect(steps.map((step) => [step.kind, step.outcome])).toEqual([
      ['override', 'passed'],
      ['switch', 'passed'],
      ['audience', 'passed'],
      ['experiment', 'answered'],
    ]);
    expect(steps[3]?.notes).toEqual([
      expect.stringMatching(/^trafficSplit at 0\./),
      expect.stringMatching(/^split at 0\./),
    ]);
  });

  it('serves variables only to those who are assigned', () => {
    const one = program(sampleExperiment({ split: [1, 0], variants: [{ config: '{"size":5}' }] }));
    expect(evaluate(one, 'exp', createSubject(VISITOR)).variables.get('size')).toBe(5);
    expect(evaluate(one, 'exp', createSubject()).variables.size).toBe(0);
    const outsideTraffic = program(
      sampleExperiment({ trafficSplit: [1, 0], variants: [{ config: '{"size":5}' }] }),
    );
    const decision = evaluate(outsideTraffic, 'exp', createSubject(VISITOR));
    expect(decision.cause).toBe('traffic-excluded');
    expect(decision.variables.get('size')).toBe(5);
  });

  it('marks a stranger without a unit', () => {
    const audience = '{"filter":[{"value":false}]}';
    const decision = evaluate(program(sampleExperiment({ audience })), 'exp', createSubject());
    expect(decision.cause).toBe('missing-unit');
    expect(decision.assignment?.details).toMatchObject({
      audienceMismatch: true,
      assigned: false,
      variant: 0,
    });
  });

  it.each([' ', '', null, {}, true])('takes the unit %j as not set', (unit) => {
    const subject = createSubject({ units: { session_id: unit as string } });
    expect(evaluate(program(sampleExperiment()), 'exp', subject).cause).toBe('missing-unit');
  });

  it('lets a forced value win over variables', () => {
    const subject = createSubject({ ...VISITOR, forcedValues: { size: 99 } });
    expect(evaluateVariable(program(sampleExperiment()), 'size', subject)).toMatchObject({
      value: 99,
      cause: 'override',
      exposures: [],
    });
  });

  it('reports nothing when a variable is read that no experiment sets', () => {
    const decision = evaluateVariable(program(sampleExperiment()), 'exp', createSubject(VISITOR));
    expect(decision).toMatchObject({ value: null, cause: 'default', exposures: [] });
  });

  it('reports an unknown experiment with the id 0, and has no value for it', () => {
    const decision = evaluate(program(), 'nothing', createSubject(VISITOR));
    expect(decision).toMatchObject({ value: null, errorCode: 'FLAG_NOT_FOUND', cause: 'unknown-flag' });
    expect(decision.exposures[0]?.details).toMatchObject({ id: 0, unit: null, variant: 0, assigned: false });
  });

  it('overrides an unknown experiment', () => {
    const decision = evaluate(program(), 'nothing', createSubject({ forcedVariations: { nothing: 3 } }));
    expect(decision).toMatchObject({ value: 3, cause: 'override', on: true });
    expect(decision.exposures[0]?.details).toMatchObject({ id: 0, overridden: true, variant: 3 });
  });
});

describe('compileAbsmartly with a payload that cannot be trusted', () => {
  const cyclic: Record<string, unknown> = { experiments: [] };
  cyclic['self'] = cyclic;

  it.each([
    ['null', null],
    ['text that is no JSON', '<html>'],
    ['truncated text', '{"experiments":['],
    ['a number', 5],
    ['a list', []],
    ['a list as text', '[]'],
    ['experiments that are no list', { experiments: {} }],
    ['experiments that are text', { experiments: 'abc' }],
    ['cyclic data', cyclic],
    ['nothing', undefined],
  ])('rejects %s', (_, payload) => {
    expect(() => compileAbsmartly(payload)).toThrow(PayloadError);
  });

  it('says what was expected and what came', () => {
    expect(() => compileAbsmartly('<html>')).toThrow(
      /as JSON, got .* it begins with "<html>" and looks like HTML/,
    );
    expect(() => compileAbsmartly({ experiments: 5 })).toThrow(/must be a list, not the number 5/);
  });
});

describe('compileAbsmartly with a malformed experiment', () => {
  it.each([
    ['variants missing', { variants: null }, '.variants'],
    ['a variant that is null', { variants: [{ config: null }, null] }, '.variants[1]'],
    ['a truncated configuration', { variants: [{ config: '{"a":' }] }, '.variants[0].config'],
    ['a configuration of null', { variants: [{ config: 'null' }] }, '.variants[0].config'],
    ['weights that cannot be added', { split: [{ valueOf: 1, toString: 1 }] }, ''],
  ])('quarantines %s and keeps the others', (_, members, path) => {
    const one = program(sampleExperiment({ name: 'bad', ...members }), sampleExperiment({ name: 'good' }));
    expect(one.warnings).toHaveLength(1);
    expect(one.warnings[0]).toMatchObject({
      flagKey: 'bad',
      path: `experiments[0]${path}`,
      quarantined: true,
    });
    const bad = evaluate(one, 'bad', createSubject(VISITOR));
    expect(bad).toMatchObject({ reason: 'ERROR', cause: 'quarantined', value: null, exposures: [] });
    expect(bad.errorMessage).toContain(`experiments[0]${path}`);
    expect(evaluate(one, 'good', createSubject(VISITOR)).cause).toBe('split');
  });

  it('still lets it be overridden', () => {
    const subject = createSubject({ ...VISITOR, forcedVariations: { exp: 1 } });
    expect(evaluate(program(sampleExperiment({ variants: 5 })), 'exp', subject)).toMatchObject({
      value: 1,
      cause: 'override',
    });
  });

  it('does not let it own variables', () => {
    const one = program(sampleExperiment(), sampleExperiment({ variants: 5 }));
    expect(evaluateVariable(one, 'size', createSubject(VISITOR))).toMatchObject({
      value: null,
      exposures: [],
    });
  });

  it.each([null, 5, 'text'])('leaves out %j', (entry) => {
    const one = program(entry, sampleExperiment());
    expect(one.warnings).toMatchObject([{ flagKey: null, path: 'experiments[0]', quarantined: true }]);
    expect(evaluate(one, 'exp', createSubject(VISITOR)).cause).toBe('split');
  });

  it('leaves out an experiment whose name is an object', () => {
    expect(program(sampleExperiment({ name: {} })).warnings[0]?.path).toBe('experiments[0].name');
  });

  it('warns of an audience that is no JSON, and lets everybody in', () => {
    const one = program(sampleExperiment({ audience: '{', audienceStrict: true }));
    expect(one.warnings).toMatchObject([
      { flagKey: 'exp', path: 'experiments[0].audience', quarantined: false },
    ]);
    expect(evaluate(one, 'exp', createSubject(VISITOR)).assignment?.details).toMatchObject({
      audienceMismatch: false,
    });
  });
});

describe('what differs from the SDK on purpose', () => {
  it.each(NAMES)('differs on purpose: %s is a name like any other', (name) => {
    const variants = JSON.parse(`[{"config":"{\\"${name}\\":7}"}]`) as unknown;
    const fields = [{ name, type: 'number', value: '5' }];
    const one = program(sampleExperiment({ name, unitType: name, variants, customFieldValues: fields }));
    const subject = createSubject({ units: new Map([[name, 'u']]) });
    expect(evaluate(one, name, subject)).toMatchObject({ cause: 'split', value: 0 });
    expect(evaluateVariable(one, name, subject).value).toBe(7);
    expect(customFieldValue(one, name, name)).toBe(5);
    expect(evaluate(one, name, createSubject()).cause).toBe('missing-unit');
    const other = program(sampleExperiment());
    expect(evaluate(other, name, createSubject(VISITOR)).cause).toBe('unknown-flag');
    expect(evaluateVariable(other, name, createSubject(VISITOR)).cause).toBe('default');
    expect(customFieldType(other, 'exp', name)).toBeNull();
    const chosen = createSubject({ ...VISITOR, forcedVariations: new Map([[name, 2]]) });
    expect(evaluate(other, name, chosen).value).toBe(2);
  });

  it('differs on purpose: an experiment without weights is an error of that experiment, not a TypeError', () => {
    const subject = createSubject(VISITOR);
    for (const members of [{ split: null }, { trafficSplit: undefined }]) {
      expect(evaluate(program(sampleExperiment(members)), 'exp', subject)).toMatchObject({
        reason: 'ERROR',
        cause: 'invalid-rule',
        exposures: [],
      });
    }
  });

  it('differs on purpose: a configuration that is a number or a text sets no variable, and the next owner answers', () => {
    const first = sampleExperiment({ fullOnVariant: 1, variants: [{ config: '{"a":1}' }, { config: '7' }] });
    const second = sampleExperiment({
      id: 2,
      name: 'b',
      fullOnVariant: 1,
      variants: [{}, { config: '{"a":2}' }],
    });
    const decision = evaluateVariable(program(first, second), 'a', createSubject());
    expect(decision.value).toBe(2);
    expect(decision.exposures.map((exposure) => exposure.experiment.key)).toEqual(['exp', 'b']);
  });

  it('differs on purpose: overrides that cannot be shown as text are an error, not a crash', () => {
    const subject = createSubject({ forcedVariations: { exp: Object.create(null) } });
    expect(() => evaluate(program(sampleExperiment()), 'exp', subject)).not.toThrow();
  });

  it('differs on purpose: a custom field list with null in it keeps its other fields', () => {
    const customFieldValues = [null, { name: 'a', type: 'json', value: '{"b":[1]}' }];
    const one = program(sampleExperiment({ customFieldValues }));
    expect(customFieldValue(one, 'exp', 'a')).toEqual({ b: [1] });
    expect(customFieldValue(program(sampleExperiment({ customFieldValues: 'abc' })), 'exp', 'a')).toBeNull();
  });
});
