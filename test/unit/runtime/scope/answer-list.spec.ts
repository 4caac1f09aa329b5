import { describe, expect, it } from 'vitest';
import { plainDecision } from '../../../../lib/engine/decision.js';
import { Answer, AnswerList } from '../../../../lib/runtime/scope/answer-list.js';

const answerOf = (key: string): Answer =>
  new Answer(key, plainDecision({ key, value: key, reason: 'STATIC', cause: 'default' }));

describe('AnswerList', () => {
  it('finds nothing in an empty list', () => {
    expect(new AnswerList().find('a')).toBeUndefined();
  });

  it.each([1, 8, 9, 50])('finds each of %i answers, and no other', (count) => {
    const list = new AnswerList();
    const answers = Array.from({ length: count }, (_, i) => answerOf(`flag-${i}`));
    for (const answer of answers) list.add(answer);
    for (const answer of answers) expect(list.find(answer.key)).toBe(answer);
    expect(list.find('flag')).toBeUndefined();
    expect(list.find(`flag-${count}`)).toBeUndefined();
  });

  it('takes the names of an object’s own members for keys like any other', () => {
    const list = new AnswerList();
    for (const key of ['__proto__', 'constructor']) {
      expect(list.find(key)).toBeUndefined();
      list.add(answerOf(key));
      expect(list.find(key)?.key).toBe(key);
    }
  });
});
