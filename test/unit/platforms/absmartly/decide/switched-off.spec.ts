import { describe, expect, it } from 'vitest';
import { evaluate, evaluateVariable, explain } from '../../../../../lib/engine/evaluate.js';
import type { SubjectInit } from '../../../../../lib/engine/subject.js';
import { createSubject } from '../../../../../lib/engine/subject.js';
import { compileAbsmartly } from '../../../../../lib/platforms/absmartly/compile/compile.js';
import { ContextAssignments } from '../../../../../lib/platforms/absmartly/visitor/context-assignments.js';
import { sampleExperiment, VISITOR } from '../../../../fixtures/absmartly/sample-payload.js';

const STRANGERS_ONLY = '{"filter":[{"value":false}]}';
const ASSIGNED = { cause: 'split', value: 1, on: true };

const program = compileAbsmartly({
  experiments: [
    sampleExperiment({ split: [0, 1] }),
    sampleExperiment({ id: 2, name: 'strict', audience: STRANGERS_ONLY, audienceStrict: true }),
    sampleExperiment({
      id: 3,
      name: 'full_on',
      fullOnVariant: 1,
      variants: [{}, { config: '{"colour":"red"}' }],
    }),
  ],
});

describe.each([
  ['enabled: false', { enabled: false }, { reason: 'DISABLED', cause: 'disabled' }],
  ['qaMode', { qaMode: true }, { reason: 'DEFAULT', cause: 'qa-mode' }],
  ['both', { enabled: false, qaMode: true }, { reason: 'DISABLED', cause: 'disabled' }],
] as const)('A/B Smartly with %s', (_, switches, why) => {
  const subjectOf = (given: SubjectInit = {}) => createSubject({ ...VISITOR, ...switches, ...given });

  it('draws nobody and reports nothing', () => {
    expect(evaluate(program, 'exp', createSubject(VISITOR))).toMatchObject(ASSIGNED);
    const decision = evaluate(program, 'exp', subjectOf());
    expect(decision).toMatchObject({ ...why, value: 0, on: false, assignment: null, exposures: [] });
    expect(decision.variables.size).toBe(0);
  });

  it('does not report strangers either', () => {
    expect(evaluate(program, 'strict', createSubject(VISITOR)).exposures).toHaveLength(1);
    expect(evaluate(program, 'strict', subjectOf()).exposures).toEqual([]);
  });

  it('gives no custom assignments', () => {
    expect(evaluate(program, 'exp', subjectOf({ customAssignments: { exp: 1 } }))).toMatchObject({
      ...why,
      value: 0,
      exposures: [],
    });
  });

  it('sets no variables of experiments', () => {
    expect(evaluateVariable(program, 'size', createSubject(VISITOR)).value).toBe(10);
    expect(evaluateVariable(program, 'size', subjectOf())).toMatchObject({
      cause: 'default',
      value: null,
      exposures: [],
    });
  });

  it('does not report an experiment that is not running', () => {
    expect(evaluate(program, 'gone', createSubject(VISITOR)).exposures).toHaveLength(1);
    expect(evaluate(program, 'gone', subjectOf())).toMatchObject({
      errorCode: 'FLAG_NOT_FOUND',
      value: null,
      exposures: [],
    });
  });

  it('applies overrides and forced values', () => {
    const overridden = subjectOf({ forcedVariations: { exp: 1, gone: 2 } });
    expect(evaluate(program, 'exp', overridden)).toMatchObject({ cause: 'override', value: 1 });
    expect(evaluate(program, 'exp', overridden).exposures).toHaveLength(1);
    expect(evaluate(program, 'gone', overridden)).toMatchObject({ cause: 'override', value: 2 });
    expect(evaluateVariable(program, 'size', overridden).value).toBe(10);
    expect(evaluate(program, 'exp', subjectOf({ forcedValues: { exp: 'x' } })).value).toBe('x');
  });

  it('serves what is full on: that experiment runs no more', () => {
    expect(evaluate(program, 'full_on', subjectOf())).toMatchObject({ cause: 'full-on', value: 1 });
    expect(evaluateVariable(program, 'colour', subjectOf()).value).toBe('red');
  });

  it('says so when asked', () => {
    const { steps } = explain(program, 'exp', subjectOf());
    expect(steps.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['override', 'passed'],
      ['switch', 'answered'],
    ]);
  });

  it('interrupts the assignments of a long-lived context, which stand again afterwards', () => {
    const context = new ContextAssignments();
    const ask = (subject: SubjectInit, name = 'exp') =>
      context.decide(name, { program, subject: createSubject(subject), attributesSet: 0 }, true);
    for (const name of ['exp', 'full_on', 'gone']) expect(ask(VISITOR, name).exposures).toHaveLength(1);
    const off = { ...VISITOR, ...switches };
    expect(ask(off)).toMatchObject({ ...why, value: 0, exposures: [] });
    expect(ask(off, 'gone')).toMatchObject({ value: null, exposures: [] });
    expect(ask(off, 'full_on')).toMatchObject({ value: 1, exposures: [] });
    expect(ask(VISITOR)).toMatchObject({ ...ASSIGNED, exposures: [] });
  });
});
