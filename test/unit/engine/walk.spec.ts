import { describe, expect, it } from 'vitest';
import { plainDecision } from '../../../lib/engine/decision.js';
import { evaluate, explain } from '../../../lib/engine/evaluate.js';
import type { Flag, Rule } from '../../../lib/engine/program.js';
import { createProgram } from '../../../lib/engine/program.js';
import { createSubject } from '../../../lib/engine/subject.js';

const answer = (key: string, value: unknown) =>
  plainDecision({ key, value, reason: 'STATIC', cause: 'forced' });
const rule = (id: string, decide: Rule['decide']): Rule => ({ id, kind: 'test', decide });

function programOf(...flags: Flag[]) {
  return createProgram({ revision: '1', flags: new Map(flags.map((flag) => [flag.key, flag])) });
}

describe('a walk', () => {
  it('passes over as many rules as a rule asks for', () => {
    const flag: Flag = {
      key: 'f',
      rules: [
        rule('first', (walk) => walk.skip(1)),
        rule('second', () => answer('f', 'second')),
        rule('third', () => answer('f', 'third')),
      ],
      otherwise: () => answer('f', 'default'),
    };
    const { decision, steps } = explain(programOf(flag), 'f', createSubject());
    expect(decision.value).toBe('third');
    expect(steps.map(({ ruleId }) => ruleId)).toEqual(['first', 'third']);
  });

  it('comes to the default when it passes over the last rule', () => {
    const flag: Flag = {
      key: 'f',
      rules: [rule('first', (walk) => walk.skip(5)), rule('second', () => answer('f', 'second'))],
      otherwise: () => answer('f', 'default'),
    };
    expect(evaluate(programOf(flag), 'f', createSubject()).value).toBe('default');
  });

  it('shows later rules what earlier ones wrote and remembered, and nothing else', () => {
    const flag: Flag = {
      key: 'a',
      rules: [
        rule('first', (walk) => {
          walk.write('doc', { seen: true });
          walk.memory('owner', () => 'remembered');
          return undefined;
        }),
      ],
      otherwise: (walk) =>
        walk.share(answer('a', [walk.stored('doc'), walk.recall('owner'), walk.recall('other')])),
    };
    const decision = evaluate(programOf(flag), 'a', createSubject());
    expect(decision.value).toEqual([{ seen: true }, 'remembered', undefined]);
    expect(decision.writes).toEqual([{ key: 'doc', document: { seen: true } }]);
  });

  it('answers a fault with a decision', () => {
    const faulty: Flag = {
      key: 'bad',
      rules: [],
      otherwise: () => {
        throw new Error('broken');
      },
    };
    expect(evaluate(programOf(faulty), 'bad', createSubject())).toMatchObject({
      cause: 'error',
      errorCode: 'GENERAL',
    });
  });
});
