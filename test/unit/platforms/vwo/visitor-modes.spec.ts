import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../lib/engine/decision.js';
import { evaluate } from '../../../../lib/engine/evaluate.js';
import type { Program } from '../../../../lib/engine/program.js';
import type { SubjectInit } from '../../../../lib/engine/subject.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { compileVwo } from '../../../../lib/platforms/vwo/compile/compile.js';
import { vwoFeature, vwoSettings } from '../../../fixtures/vwo/settings.js';

const VISITOR: SubjectInit = { units: { visitor: 'user-1' } };

function decide(program: Program, key: string, subject: SubjectInit): Decision {
  return evaluate(program, key, createSubject(subject));
}

describe('visitors of VWO for whom experiments or hashing are off', () => {
  const test = vwoFeature(1, {
    type: 'FLAG_TESTING',
    campaign: {
      variations: [
        { id: 1, name: 'Control', weight: 100, variables: [] },
        {
          id: 2,
          name: 'Blue',
          weight: 0,
          variables: [{ id: 1, key: 'color', type: 'string', value: 'blue' }],
        },
      ],
    },
  });
  const program = compileVwo(vwoSettings([test]));

  it('runs no experiment when the visitor is not enabled', () => {
    expect(decide(program, 'feature-1', { ...VISITOR, enabled: false })).toMatchObject({
      on: false,
      cause: 'disabled',
    });
    const stored = { 'feature-1_user-1': { experimentKey: 'feature-1_rule-1', experimentVariationId: 2 } };
    expect(decide(program, 'feature-1', { ...VISITOR, stored })).toMatchObject({ on: true, cause: 'sticky' });
    expect(decide(program, 'feature-1', { ...VISITOR, stored, enabled: false }).on).toBe(false);
  });

  it('places nobody by hashing in QA mode', () => {
    expect(decide(program, 'feature-1', { ...VISITOR, qaMode: true })).toMatchObject({
      on: false,
      cause: 'qa-mode',
    });
    const stored = { 'feature-1_user-1': { experimentKey: 'feature-1_rule-1', experimentVariationId: 2 } };
    expect(decide(program, 'feature-1', { ...VISITOR, stored, qaMode: true }).on).toBe(false);
  });

  it.each([[{ enabled: false }], [{ qaMode: true }]])('forces variations all the same: %j', (mode) => {
    const forced = { ...VISITOR, ...mode, forcedVariations: { 'feature-1_rule-1': 'Blue' } };
    const decision = decide(program, 'feature-1', forced);
    expect(decision).toMatchObject({ on: true, cause: 'override', exposures: [] });
    expect(decision.variables.get('color')).toBe('blue');
    const value = evaluate(
      program,
      'feature-1',
      createSubject({ ...VISITOR, ...mode, forcedValues: { 'feature-1': 'mine' } }),
    );
    expect(value).toMatchObject({ value: 'mine', exposures: [] });
  });

  it.each([
    ['enabled: false', { enabled: false }, false],
    ['qaMode: true', { qaMode: true }, true],
  ])('knows whitelists with %s', (_, mode, on) => {
    const variation = { id: 1, name: 'Listed', weight: 0, segments: { user: 'user-1' } };
    const campaign = { isForcedVariationEnabled: true, variations: [variation] };
    const listed = compileVwo(vwoSettings([vwoFeature(1, { type: 'FLAG_TESTING', campaign })]));
    const decision = decide(listed, 'feature-1', { ...VISITOR, ...mode });
    expect([decision.on, decision.exposures.length]).toEqual([on, on ? 1 : 0]);
  });

  it('personalizes nothing when experiments are off', () => {
    const personal = compileVwo(vwoSettings([vwoFeature(1, { type: 'FLAG_PERSONALIZE' })]));
    expect(decide(personal, 'feature-1', VISITOR).on).toBe(true);
    expect(decide(personal, 'feature-1', { ...VISITOR, enabled: false })).toMatchObject({
      cause: 'disabled',
    });
    expect(decide(personal, 'feature-1', { ...VISITOR, qaMode: true })).toMatchObject({ cause: 'qa-mode' });
  });

  it('rolls features out to those whom traffic includes, experiments or not', () => {
    const half = compileVwo(vwoSettings([vwoFeature(1, { variation: { weight: 50 } })]));
    const on = (mode: SubjectInit): number =>
      Array.from({ length: 200 }, (_, i) =>
        decide(half, 'feature-1', { units: { visitor: `user-${i}` }, ...mode }),
      ).filter((decision) => decision.on).length;
    expect(on({})).toBeGreaterThan(60);
    expect(on({ enabled: false })).toBe(on({}));
  });

  it('lets a rollout pass in QA mode only if it takes everybody, without a hash', () => {
    const settings = (weight: number): unknown => vwoSettings([vwoFeature(1, { variation: { weight } })]);
    const all = decide(compileVwo(settings(100)), 'feature-1', { ...VISITOR, qaMode: true });
    expect(all).toMatchObject({ on: true, assignment: { hashUsed: false, bucket: null } });
    expect(all.exposures).toHaveLength(1);
    const some = decide(compileVwo(settings(99)), 'feature-1', { ...VISITOR, qaMode: true });
    expect(some).toMatchObject({ on: false, cause: 'qa-mode', exposures: [] });
    const nobody = { units: { visitor: [] as unknown as string }, qaMode: true };
    expect(decide(compileVwo(settings(100)), 'feature-1', nobody).on).toBe(false);
  });
});
