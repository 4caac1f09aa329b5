import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../../lib/engine/program.js';
import { compileVwo } from '../../../lib/platforms/vwo/compile-vwo.js';
import { conformanceRuns, conformanceSeed, Random } from '../../support/random.js';
import { observe } from './observe.js';
import { Oracle, plain, tolerateStrayRejections } from './oracle.js';
import type { GeneratedSettings } from './settings.generator.js';
import { settings } from './settings.generator.js';
import { visitor } from './visitor.generator.js';

const SEED = conformanceSeed(20261121);
const PAYLOADS = 600 * conformanceRuns();
const VISITORS = 12;

const reached = new Map<string, number>();
let decisions = 0;

function count(name: string): void {
  reached.set(name, (reached.get(name) ?? 0) + 1);
}

describe('VWO: same decisions as the official SDK', () => {
  let restore: () => Promise<void>;
  let oracle: Oracle;

  beforeAll(async () => {
    restore = tolerateStrayRejections();
    oracle = await Oracle.start({
      version: 1,
      accountId: 123456,
      sdkKey: 'conformance',
      features: [],
      campaigns: [],
    });
  });

  afterAll(() => restore());

  it(
    `over ${PAYLOADS} generated settings (seed ${SEED})`,
    async () => {
      const random = new Random(SEED);
      for (let i = 0; i < PAYLOADS; i++) {
        const generated = settings(random);
        const taken = await oracle.load(structuredClone(generated.settings));
        if (!taken) {
          count('refused');
          continue;
        }
        await compareAll(random, generated, compileVwo(plain(generated.settings)));
      }
      expect(decisions).toBeGreaterThanOrEqual(20_000 * conformanceRuns());
    },
    120_000 * conformanceRuns(),
  );

  async function compareAll(random: Random, generated: GeneratedSettings, program: Program): Promise<void> {
    for (let i = 0; i < VISITORS; i++) {
      const { context, world } = visitor(random, generated);
      for (const key of [...generated.featureKeys, 'gone']) {
        const theirs = await oracle.ask(key, context, world);
        const { decision, ...ours } = observe(program, key, context, world);
        decisions++;
        count(`${decision.cause}:${decision.source}`);
        if (JSON.stringify(sorted(ours)) === JSON.stringify(sorted(theirs))) continue;
        const replay = {
          seed: SEED,
          key,
          context,
          world: { ...world, stored: world.stored && [...world.stored] },
          settings: generated.settings,
        };
        expect(sorted(ours), JSON.stringify(replay)).toEqual(sorted(theirs));
      }
    }
  }
});

/** Members in one order, so that texts can be compared. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
