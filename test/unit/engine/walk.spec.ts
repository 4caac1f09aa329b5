import { describe, expect, it } from 'vitest';
import { plainDecision } from '../../../lib/engine/decision.js';
import { evaluateNext, explain } from '../../../lib/engine/evaluate.js';
import type { Flag, Rule } from '../../../lib/engine/program.js';
import { createProgram } from '../../../lib/engine/program.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { Walk } from '../../../lib/engine/walk.js';

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
    expect(evaluateNext(new Walk(programOf(flag), createSubject()), 'f').value).toBe('default');
  });

  it('shows later flags of one call what earlier ones wrote and remembered, and nothing else', () => {
    const first: Flag = {
      key: 'a',
      rules: [
        rule('', (walk) => {
          walk.write('doc', { seen: true });
          walk.memory('owner', () => 'remembered');
          return walk.share(answer('a', 1));
        }),
      ],
      otherwise: () => answer('a', null),
    };
    const second: Flag = {
      key: 'b',
      rules: [],
      otherwise: (walk) =>
        walk.share(answer('b', [walk.stored('doc'), walk.recall('owner'), walk.recall('other')])),
    };
    const walk = new Walk(programOf(first, second), createSubject());
    expect(evaluateNext(walk, 'a').writes).toEqual([{ key: 'doc', document: { seen: true } }]);
    const later = evaluateNext(walk, 'b');
    expect(later.value).toEqual([{ seen: true }, 'remembered', undefined]);
    expect(later.writes).toEqual([]);
  });

  it('decides the same flag twice in one call, and answers a fault with a decision', () => {
    const flag: Flag = { key: 'f', rules: [], otherwise: () => answer('f', 1) };
    const faulty: Flag = {
      key: 'bad',
      rules: [],
      otherwise: () => {
        throw new Error('broken');
      },
    };
    const walk = new Walk(programOf(flag, faulty), createSubject());
    expect(evaluateNext(walk, 'f').value).toBe(1);
    expect(evaluateNext(walk, 'bad')).toMatchObject({ cause: 'error', errorCode: 'GENERAL' });
    expect(evaluateNext(walk, 'f').value).toBe(1);
  });
});
