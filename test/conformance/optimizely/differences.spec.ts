import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../lib/engine/evaluate.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { compileOptimizely } from '../../../lib/platforms/optimizely/compile/compile.js';
import { smallDatafile } from '../../fixtures/optimizely/datafile.js';
import { OfficialSdk } from './oracle.js';

const AMERICAN = { units: { visitor: 'v-1' }, attributes: { country: 'us' } };

describe('Optimizely: where we differ on purpose (docs/platforms/optimizely.md)', () => {
  it('one bad flag costs itself; with the official SDK it costs the datafile', () => {
    const datafile = smallDatafile();
    datafile['featureFlags'].push({
      id: 'f9',
      key: 'broken',
      rolloutId: '',
      experimentIds: 5,
      variables: [],
    });
    expect(new OfficialSdk(JSON.stringify(datafile)).installed).toBe(false);
    const program = compileOptimizely(datafile);
    expect(evaluate(program, 'broken', createSubject(AMERICAN)).cause).toBe('quarantined');
    expect(evaluate(program, 'checkout', createSubject(AMERICAN)).cause).toBe('split');
  });

  it('names of Object.prototype are ordinary names of flags', () => {
    const program = compileOptimizely(smallDatafile());
    for (const key of ['constructor', '__proto__', 'toString'])
      expect(evaluate(program, key, createSubject(AMERICAN)).cause).toBe('unknown-flag');
  });
});
