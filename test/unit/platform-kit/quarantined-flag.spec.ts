import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../lib/engine/evaluate.js';
import { plainDecision } from '../../../lib/engine/decision.js';
import type { Flag } from '../../../lib/engine/program.js';
import { createProgram } from '../../../lib/engine/program.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { quarantinedFlag } from '../../../lib/platform-kit/quarantined-flag.js';

function ask(flag: Flag) {
  const program = createProgram({ revision: '1', flags: new Map([[flag.key, flag]]) });
  return evaluate(program, flag.key, createSubject({}));
}

describe('quarantinedFlag', () => {
  it('answers nothing, and says why', () => {
    expect(ask(quarantinedFlag({ key: 'f', message: 'f is broken' }))).toMatchObject({
      key: 'f',
      value: null,
      on: false,
      reason: 'ERROR',
      cause: 'quarantined',
      source: 'quarantined',
      errorCode: 'PARSE_ERROR',
      errorMessage: 'f is broken',
      exposures: [],
    });
    expect(ask(quarantinedFlag({ key: 'f', message: '', source: 'rollout' })).source).toBe('rollout');
  });

  it('leaves the first word to the rules that are given', () => {
    const forced = plainDecision({ key: 'f', value: 2, reason: 'STATIC', cause: 'override' });
    const rules = [{ id: '', kind: 'override', decide: () => forced }];
    expect(ask(quarantinedFlag({ key: 'f', message: 'broken', rules })).value).toBe(2);
  });
});
