import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../lib/engine/evaluate.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { compileAbsmartly } from '../../../lib/platforms/absmartly/compile/compile.js';
import { sampleExperiment, VISITOR } from '../../fixtures/absmartly/sample-payload.js';
import { attempt, Oracle } from './oracle.js';

/** A visitor as the SDK is told of them. */
const SDK_VISITOR = {
  units: { session_id: 'bleh@absmartly.com' },
  attributes: new Map(),
  overrides: new Map(),
  customAssignments: new Map(),
} as never;

const payloadOf = (...experiments: readonly object[]): { experiments: readonly object[] } => ({
  experiments,
});

describe('A/B Smartly: where we differ on purpose (docs/platforms/absmartly.md)', () => {
  it.each([
    ['variants that are no list', { variants: 5 }],
    ['a configuration that is no JSON', { variants: [{ name: 'A', config: '{' }] }],
  ])('an experiment with %s costs itself; with the SDK it costs the whole file', (_, broken) => {
    const payload = payloadOf(sampleExperiment(), sampleExperiment({ id: 2, name: 'broken', ...broken }));
    const sdk = attempt(() =>
      new Oracle().context(structuredClone(payload), SDK_VISITOR).context.treatment('exp'),
    );
    expect(sdk).toHaveProperty('thrown');
    const program = compileAbsmartly(payload);
    expect(evaluate(program, 'exp', createSubject(VISITOR)).cause).toBe('split');
    expect(evaluate(program, 'broken', createSubject(VISITOR)).cause).toBe('quarantined');
  });

  it('decisions are answered after the end; the SDK throws', async () => {
    const { context } = new Oracle().context(payloadOf(sampleExperiment()), SDK_VISITOR);
    await context.finalize();
    expect(attempt(() => context.treatment('exp'))).toHaveProperty('thrown');
    const decision = evaluate(compileAbsmartly(payloadOf(sampleExperiment())), 'exp', createSubject(VISITOR));
    expect(decision.cause).toBe('split');
  });
});
