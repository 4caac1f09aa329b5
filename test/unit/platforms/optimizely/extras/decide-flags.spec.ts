import { describe, expect, it } from 'vitest';
import { createSubject } from '../../../../../lib/engine/subject.js';
import { compileOptimizely } from '../../../../../lib/platforms/optimizely/compile/compile.js';
import { decideFlag, decideFlags } from '../../../../../lib/platforms/optimizely/extras/decide-flags.js';
import { decideOptions } from '../../../../../lib/platforms/optimizely/setup/decide.options.js';
import { smallDatafile } from '../../../../fixtures/optimizely/datafile.js';

const datafile = smallDatafile();
datafile['featureFlags'][1].experimentIds = ['10'];
const program = compileOptimizely(datafile);
const visitor = { units: { visitor: 'v-1' }, attributes: { country: 'us' } };

describe('decide options', () => {
  it('unite lists, and ignore what they do not know', () => {
    const options = decideOptions(['INCLUDE_REASONS', 'NOPE'], 'EXCLUDE_VARIABLES', undefined, [
      'DISABLE_DECISION_EVENT',
    ]);
    expect([...options]).toEqual(['INCLUDE_REASONS', 'DISABLE_DECISION_EVENT']);
  });

  it('leave out exposures and variables', () => {
    const options = decideOptions(['DISABLE_DECISION_EVENT', 'EXCLUDE_VARIABLES']);
    const decision = decideFlag(program, 'checkout', createSubject(visitor), options);
    expect(decision).toMatchObject({ on: true, exposures: [], value: 9 });
    expect(decision.variables.size).toBe(0);
  });
});

describe('several flags of one call', () => {
  it('share stored decisions and write them once', () => {
    const subject = createSubject({
      ...visitor,
      stored: { 'v-1': { user_id: 'v-1', experiment_bucket_map: { 99: { variation_id: 'x' } } } },
    });
    const { decisions, writes } = decideFlags(program, 'all', subject);
    expect([...decisions.values()].map(({ cause }) => cause)).toEqual(['split', 'sticky']);
    const map = { 99: { variation_id: 'x' }, 10: { variation_id: '101' } };
    expect(writes).toEqual([{ key: 'v-1', document: { user_id: 'v-1', experiment_bucket_map: map } }]);
  });

  it('share them without a store too, and then write nothing', () => {
    const { decisions, writes } = decideFlags(program, ['other', 'checkout'], createSubject(visitor));
    expect([...decisions].map(([key, { cause }]) => [key, cause])).toEqual([
      ['other', 'split'],
      ['checkout', 'sticky'],
    ]);
    expect(writes).toEqual([]);
  });

  it('neither read nor write them when told to ignore them', () => {
    const subject = createSubject({ ...visitor, stored: {} });
    const { decisions, writes } = decideFlags(
      program,
      'all',
      subject,
      decideOptions(['IGNORE_USER_PROFILE_SERVICE']),
    );
    expect([...decisions.values()].map(({ cause }) => cause)).toEqual(['split', 'split']);
    expect(writes).toEqual([]);
  });

  it('report disabled flags that they leave out', () => {
    const off = smallDatafile();
    off['experiments'][0].variations[0].featureEnabled = false;
    const { decisions, exposures } = decideFlags(
      compileOptimizely(off),
      ['checkout', 'unknown'],
      createSubject(visitor),
      decideOptions(['ENABLED_FLAGS_ONLY']),
    );
    expect([...decisions.keys()]).toEqual(['unknown']);
    expect(exposures).toHaveLength(1);
  });
});
