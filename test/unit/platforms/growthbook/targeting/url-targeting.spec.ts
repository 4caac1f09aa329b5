import { describe, expect, it } from 'vitest';
import { createSubject } from '../../../../../lib/engine/subject.js';
import { evaluateFlag } from '../../../../../lib/engine/evaluate.js';
import type { Flag } from '../../../../../lib/engine/program.js';
import { compileGrowthbook } from '../../../../../lib/platforms/growthbook/compile/compile.js';
import { runAutoExperiments } from '../../../../../lib/platforms/growthbook/extras/run-auto-experiments.js';

/** So often that V8 optimises what runs: Node.js 20 and 22 have a fast way there of telling whether a text is a URL, and it errs. */
const WARM = 30_000;

describe('a URL whose host has letters beyond ASCII', () => {
  it('is targeted like any other, also after many without', () => {
    const program = compileGrowthbook({ features: {} });
    const flag = program.inline?.({
      key: 'exp',
      variations: ['a', 'b'],
      urlPatterns: [{ type: 'simple', pattern: 'https://bücher.example/katalog', include: true }],
    }) as Flag;
    const isIn = (url: string): boolean | undefined =>
      evaluateFlag(program, flag, createSubject({ attributes: { id: 'u' }, url })).assignment?.inExperiment;
    for (let i = 0; i < WARM; i++) isIn(`https://shop.example/page-${i}`);
    expect(isIn('https://bücher.example/katalog')).toBe(true);
  });

  it('is redirected from and to like any other, also after many without', () => {
    const target = { urlRedirect: 'https://bücher.example/neu' };
    const redirectOf = (url: string): string | null =>
      runAutoExperiments(program, createSubject({ attributes: { id: 'u' }, url })).redirectUrl;
    const program = compileGrowthbook({
      experiments: [
        {
          key: 'redirect',
          variations: [target, target],
          urlPatterns: [{ type: 'regex', pattern: '/alt', include: true }],
          persistQueryString: true,
        },
      ],
    });
    for (let i = 0; i < WARM; i++) redirectOf(`https://shop.example/alt?page=${i}`);
    expect(redirectOf('https://bücher.example/alt?page=1')).toBe('https://xn--bcher-kva.example/neu?page=1');
  });
});
