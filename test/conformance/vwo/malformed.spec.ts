import { describe, expect, it } from 'vitest';
import { PayloadError } from '../../../lib/errors/payload.error.js';
import { evaluate } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { compileVwo } from '../../../lib/platforms/vwo/compile/compile.js';
import { Coverage, expectReached } from '../../support/coverage.js';
import { Random } from '../../support/random.js';
import { seededRun } from '../../support/seeded-run.js';
import { vwoFeature, vwoSettings } from '../../fixtures/vwo/settings.js';
import { sameOrReplay } from './compare.js';
import { observe } from './observe.js';
import { plain } from './oracle.js';
import type { Oracle } from './oracle.js';
import { withOracle } from './oracle-session.js';
import type { GeneratedSettings } from './generate-settings.js';
import { settings } from './generate-settings.js';
import { visitor } from './generate-visitor.js';

const RUN = seededRun(20_261_121, 400);
const VALUES: readonly unknown[] = [null, 5, 0, 'text', '', true, {}, [], [null], ['x'], { a: 1 }, -1, 1.5];

const FLOORS = {
  'refused, and so by us': 10,
  'refused, and out of service with us': 60,
  'short names': 20,
  'taken, and decided alike': 200,
};

const coverage = new Coverage();

type Path = readonly (string | number)[];

describe('VWO: settings with something wrong in them', () => {
  let oracle: Oracle;
  withOracle((started) => {
    oracle = started;
  });

  it(
    `are taken, refused or put out of service in part: ${RUN.title}`,
    async () => {
      for (const seed of RUN.seeds) {
        const random = new Random(seed);
        const generated = settings(random);
        const path = spoil(random, generated.settings);
        const taken = await oracle.load(structuredClone(generated.settings));
        const program = compiled(generated.settings);
        const replay = `CONFORMANCE_CASE=${seed}, ${path.join('.')}: ${JSON.stringify(generated.settings)}`;
        if ('c' in generated.settings) {
          // Under short names the SDK checks nothing, and fails wherever it meets something odd: we must only not.
          if (program !== null) evaluateAll(random, generated, program);
        } else if (taken) {
          if (program === null) throw new Error(`The SDK takes what we refuse: ${replay}`);
          await compareAll(random, seed, generated, program);
        } else {
          expectNoticed(program, replay);
        }
      }
      expectReached(coverage, FLOORS, RUN);
    },
    RUN.timeout,
  );

  it('a personalization without a variation fails on its visitors only, if an earlier rule needs the gateway', async () => {
    const { feature, campaign } = vwoFeature(1);
    const mobile = vwoFeature(2, { type: 'FLAG_TESTING', segments: { os_version: '9' } }).campaign;
    const empty = vwoFeature(3, { type: 'FLAG_PERSONALIZE', campaign: { variations: [] } }).campaign;
    const rules = [campaign, mobile, empty].map((each, i) => ({
      type: each['type'],
      ruleKey: `rule-${i}`,
      campaignId: each['id'],
    }));
    const settings = {
      ...vwoSettings([]),
      features: [{ ...feature, rules }],
      campaigns: [campaign, mobile, empty],
    };
    expect(await oracle.load(structuredClone(settings))).toBe(true);
    const program = compileVwo(settings);
    const context = { id: 'anna' };
    const world = { stored: null, gatewayUser: undefined, lists: {} };
    const theirs = await oracle.ask('feature-1', context, world);
    const { decision: _, ...ours } = observe(program, 'feature-1', context, world);
    expect(theirs).toMatchObject({ on: false, exposures: [{ id: 10, variation: 1 }], callback: null });
    expect(ours).toEqual(theirs);
    expect(program.warnings).toMatchObject([{ path: 'campaigns.30.variations', quarantined: false }]);
  });

  /** The SDK switches all flags off; we do so only where nothing can be told, and say what is wrong in any case. */
  function expectNoticed(program: Program | null, replay: string): void {
    coverage.saw(program === null ? 'refused, and so by us' : 'refused, and out of service with us');
    if (program === null) return;
    expect(program.warnings.length, replay).toBeGreaterThan(0);
    for (const { flagKey, quarantined } of program.warnings) {
      if (flagKey === null || !quarantined) continue;
      const decision = evaluate(program, flagKey, createSubject({ units: { visitor: 'u' } }));
      expect(decision, replay).toMatchObject({
        on: false,
        value: null,
        reason: 'ERROR',
        cause: 'quarantined',
      });
    }
  }

  function evaluateAll(random: Random, generated: GeneratedSettings, program: Program): void {
    const { context, world } = visitor(random, generated);
    for (const key of program.flags.keys()) {
      expect(typeof observe(program, key, context, world).on).toBe('boolean');
      coverage.saw('short names');
    }
  }

  async function compareAll(
    random: Random,
    seed: number,
    generated: GeneratedSettings,
    program: Program,
  ): Promise<void> {
    const keys = generated.featureKeys;
    for (let i = 0; i < 3; i++) {
      const { context, world } = visitor(random, generated);
      for (const key of keys) {
        const theirs = await oracle.ask(key, context, world);
        const { decision: _, ...ours } = observe(program, key, context, world);
        sameOrReplay(ours, theirs, { seed, key, context, world, settings: generated.settings });
        coverage.saw('taken, and decided alike');
      }
    }
  }
});

/** Null: refused as a whole. */
function compiled(payload: unknown): Program | null {
  try {
    return compileVwo(plain(payload));
  } catch (error) {
    if (error instanceof PayloadError) return null;
    throw error;
  }
}

/** Takes away a member somewhere, or gives it a value of some other type. */
function spoil(random: Random, root: object): Path {
  const path: (string | number)[] = [];
  let at = root as Record<string, unknown>;
  for (;;) {
    const name = random.pick(Object.keys(at));
    path.push(name);
    const value = at[name];
    const goesOn =
      typeof value === 'object' && value !== null && Object.keys(value).length > 0 && random.chance(0.88);
    // Segments and groups have a language of their own, with its own tests.
    if (goesOn && !['segments', 'groups', 'campaignGroups', 'g', 'cG'].includes(name)) {
      at = value as Record<string, unknown>;
      continue;
    }
    if (random.chance(0.35)) delete at[name];
    else at[name] = random.pick(VALUES);
    return path;
  }
}
