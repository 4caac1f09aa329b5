import { createRequire } from 'node:module';
import { beforeEach, describe, it, vi } from 'vitest';
import { compileAudience } from '../../../lib/platforms/absmartly/targeting/compile-audience.js';
import { Coverage, expectReached, floorOf } from '../../support/coverage.js';
import { Random } from '../../support/random.js';
import { seededRun } from '../../support/seeded-run.js';
import { same } from './compare.js';
import { audienceText } from './generate-audience.js';
import { visitor } from './generate-visitor.js';

const RUN = seededRun(20_261_121, 12_000);
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

  it(`in every one of ${RUN.title}`, { timeout: RUN.timeout }, () => {
    const coverage = new Coverage();
    const matcher = new AudienceMatcher();
    for (const seed of RUN.seeds) {
      const random = new Random(seed);
      const text = audienceText(random);
      if (typeof text !== 'string') continue;
      const { test } = compileAudience(text);
      for (let j = 0; j < VISITORS; j++) {
        const attributes = visitor(random).attributes;
        const theirs = matcher.evaluate(text, Object.fromEntries(attributes));
        same(test(new Map(attributes)), theirs, () => ({ seed, text, attributes }));
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
    expectReached(coverage, floorOf(20, ['true', 'false', 'null', ...expected]), RUN);
  });
});
