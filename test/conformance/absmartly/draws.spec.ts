import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { UnitHashes, unitText, unitUid } from '../../../lib/platforms/absmartly/subject/unit-uid.js';
import type { WeightedDraw } from '../../../lib/platforms/absmartly/decide/bucketing.js';
import { compileDraw, indexAt, position } from '../../../lib/platforms/absmartly/decide/bucketing.js';
import { same } from './compare.js';
import { unit } from './generate-visitor.js';
import { Random } from '../../support/random.js';
import { seededRun } from '../../support/seeded-run.js';

interface Assigner {
  assign(split: readonly number[], seedHi: number, seedLo: number): number;
  _probability(seedHi: number, seedLo: number): number;
}

const { VariantAssigner } = createRequire(import.meta.url)('@absmartly/javascript-sdk/lib/assigner.js') as {
  VariantAssigner: new (uid: string) => Assigner;
};

const RUN = seededRun(20_261_121, 20_000);

describe('draws agree with @absmartly/javascript-sdk to the last bit', () => {
  it(`in every one of ${RUN.title}`, { timeout: RUN.timeout }, () => {
    const hashes = new UnitHashes();
    let drawn = 0;
    for (const seed of RUN.seeds) {
      const random = new Random(seed);
      const value = unit(random);
      if (unitText(value) === null) continue;
      const [seedHi, seedLo] = [random.word32(), random.word32()];
      const assigner = new VariantAssigner(unitUid(value) as string);
      const place = assigner._probability(seedHi, seedLo);
      // A limit right where the unit falls, which any other rounding would miss.
      const split = [place, (1 - place) / 2, (1 - place) / 2];
      const draw = compileDraw(split, seedHi, seedLo) as WeightedDraw;
      const ours = position(draw, hashes.of(value) as number);
      const where = () => ({ seed, value, seedHi, seedLo });
      same(ours, place, where);
      same(indexAt(draw, ours), assigner.assign(split, seedHi, seedLo), where);
      drawn++;
    }
    expect(drawn).toBeGreaterThanOrEqual(RUN.floor(18_000));
  });
});
