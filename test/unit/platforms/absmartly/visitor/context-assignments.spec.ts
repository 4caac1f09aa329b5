import { describe, expect, it } from 'vitest';
import type { SubjectInit } from '../../../../../lib/engine/subject.js';
import { createSubject } from '../../../../../lib/engine/subject.js';
import { compileAbsmartly } from '../../../../../lib/platforms/absmartly/compile/compile.js';
import type { ContextState } from '../../../../../lib/platforms/absmartly/visitor/context-assignments.js';
import { ContextAssignments } from '../../../../../lib/platforms/absmartly/visitor/context-assignments.js';
import { sampleExperiment, VISITOR } from '../../../../fixtures/absmartly/sample-payload.js';

function state(experiments: unknown[], subject: SubjectInit = VISITOR, attributesSet = 0): ContextState {
  return { program: compileAbsmartly({ experiments }), subject: createSubject(subject), attributesSet };
}

describe('ContextAssignments', () => {
  it('exposes an assignment once, and never by peeking', () => {
    const context = new ContextAssignments();
    const now = state([sampleExperiment()]);
    expect(context.decide('exp', now, false).exposures).toHaveLength(0);
    expect(context.decide('exp', now, true).exposures).toHaveLength(1);
    expect(context.decide('exp', now, true).exposures).toHaveLength(0);
  });

  it('shares exposures between an experiment and its variables', () => {
    const context = new ContextAssignments();
    const now = state([sampleExperiment({ split: [0, 1] })]);
    expect(context.read('size', now, true)).toMatchObject({ value: 10, cause: 'split' });
    expect(context.decide('exp', now, true).exposures).toHaveLength(0);
    expect(context.read('size', now, true).exposures).toHaveLength(0);
  });

  it('keeps an assignment when only the split changes', () => {
    const context = new ContextAssignments();
    expect(context.decide('exp', state([sampleExperiment({ split: [1, 0] })]), true).value).toBe(0);
    const later = context.decide('exp', state([sampleExperiment({ split: [0, 1] })]), true);
    expect(later).toMatchObject({ value: 0, exposures: [] });
  });

  it('assigns anew in a new iteration', () => {
    const context = new ContextAssignments();
    context.decide('exp', state([sampleExperiment({ split: [1, 0] })]), true);
    const later = context.decide('exp', state([sampleExperiment({ split: [0, 1], iteration: 2 })]), true);
    expect(later.value).toBe(1);
    expect(later.exposures).toHaveLength(1);
  });

  it('looks at the audience again only after an attribute was set', () => {
    const context = new ContextAssignments();
    const audience = '{"filter":[{"eq":[{"var":"plan"},{"value":"pro"}]}]}';
    const experiments = [sampleExperiment({ audience, audienceStrict: true })];
    const free = { ...VISITOR, attributes: { plan: 'free' } };
    const pro = { ...VISITOR, attributes: { plan: 'pro' } };
    expect(context.decide('exp', state(experiments, free, 1), true).cause).toBe('not-targeted');
    expect(context.decide('exp', state(experiments, pro, 1), true).cause).toBe('not-targeted');
    expect(context.decide('exp', state(experiments, pro, 2), true).cause).toBe('split');
  });

  it('looks at the audience of an experiment that was unknown before, if any attribute was ever set', () => {
    const audience = '{"filter":[{"value":false}]}';
    const terms = { id: 0, unitType: null, iteration: 0, trafficSplit: undefined };
    const started = [sampleExperiment({ ...terms, audience })];
    for (const attributesSet of [0, 1]) {
      const context = new ContextAssignments();
      expect(context.decide('exp', state([], VISITOR, attributesSet), true).exposures).toHaveLength(1);
      const later = context.decide('exp', state(started, VISITOR, attributesSet), true);
      expect(later.exposures).toHaveLength(attributesSet);
    }
  });

  it('exposes again on every question when a custom assignment cannot be had', () => {
    const context = new ContextAssignments();
    const now = state([sampleExperiment({ fullOnVariant: 1 })], {
      ...VISITOR,
      customAssignments: { exp: 0 },
    });
    expect(context.decide('exp', now, true).exposures).toHaveLength(1);
    expect(context.decide('exp', now, true).exposures).toHaveLength(1);
  });

  it('assigns anew when an override is taken back (the SDK cannot take one back)', () => {
    const context = new ContextAssignments();
    const experiments = [sampleExperiment({ split: [1, 0] })];
    expect(
      context.decide('exp', state(experiments, { ...VISITOR, forcedVariations: { exp: 1 } }), true).value,
    ).toBe(1);
    expect(context.decide('exp', state(experiments), true)).toMatchObject({ value: 0, cause: 'split' });
  });

  it('differs on purpose: an experiment that becomes malformed is out of service, and keeps its assignment when it recovers', () => {
    const context = new ContextAssignments();
    context.decide('exp', state([sampleExperiment({ split: [1, 0] })]), true);
    expect(context.decide('exp', state([sampleExperiment({ variants: 5 })]), true)).toMatchObject({
      cause: 'quarantined',
      exposures: [],
    });
    const later = context.decide('exp', state([sampleExperiment({ split: [0, 1] })]), true);
    expect(later).toMatchObject({ value: 0, exposures: [] });
  });

  it('answers forced values and remembers nothing of them', () => {
    const context = new ContextAssignments();
    const forced = { ...VISITOR, forcedValues: { exp: 'x', size: 3 } };
    expect(context.decide('exp', state([sampleExperiment()], forced), true)).toMatchObject({
      value: 'x',
      exposures: [],
    });
    expect(context.read('size', state([sampleExperiment()], forced), true)).toMatchObject({
      value: 3,
      exposures: [],
    });
    expect(context.decide('exp', state([sampleExperiment()]), true).exposures).toHaveLength(1);
  });

  it('forgets the oldest of more than 10,000 experiments', () => {
    const context = new ContextAssignments();
    const now = state([]);
    for (let i = 0; i < 10_000; i++) context.decide(`exp-${i}`, now, true);
    expect(context.decide('exp-0', now, true).exposures).toHaveLength(0);
    context.decide('one more', now, true);
    expect(context.decide('exp-9999', now, true).exposures).toHaveLength(0);
    expect(context.decide('exp-0', now, true).exposures).toHaveLength(1);
  });
});
