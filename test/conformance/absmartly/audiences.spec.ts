import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { compileAudience } from '../../../lib/platforms/absmartly/targeting/compile-audience.js';
import { Coverage, same } from './compare.js';
import { audienceText } from './generate-audience.js';
import { visitor } from './generate-visitor.js';
import { Random, RUNS, SEED } from './random.js';

const AUDIENCES = 12_000 * RUNS;
const VISITORS = 4;
const OPERATORS = ['value', 'var', 'and', 'or', 'not', 'null', 'eq', 'gt', 'gte', 'lt', 'lte', 'in', 'match'];

interface Matcher {
  evaluate(audience: unknown, attributes: object): boolean | null;
}

const { AudienceMatcher } = createRequire(import.meta.url)('@absmartly/javascript-sdk/lib/matcher.js') as {
  AudienceMatcher: new () => Matcher;
};

describe('audiences agree with @absmartly/javascript-sdk', () => {
  beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));

  it(`in ${AUDIENCES} audiences from seed ${SEED}`, { timeout: 120_000 * RUNS }, () => {
    const coverage = new Coverage();
    const matcher = new AudienceMatcher();
    for (let i = 0; i < AUDIENCES; i++) {
      const random = new Random(SEED + i);
      const text = audienceText(random);
      if (typeof text !== 'string') continue;
      const { test } = compileAudience(text);
      for (let j = 0; j < VISITORS; j++) {
        const attributes = visitor(random).attributes;
        const theirs = matcher.evaluate(text, Object.fromEntries(attributes));
        same(test(new Map(attributes)), theirs, () => ({ seed: SEED + i, text, attributes }));
        coverage.saw(String(theirs));
        for (const operator of OPERATORS) {
          if (text.includes(`"${operator}":`)) coverage.saw(`${operator} ${theirs}`);
        }
      }
    }
    const expected = OPERATORS.flatMap((operator) => [
      `${operator} true`,
      `${operator} false`,
      `${operator} null`,
    ]);
    expect(coverage.missing(['true', 'false', 'null', ...expected], 20), coverage.toString()).toEqual([]);
  });
});
