import { describe, it } from 'vitest';
import type { Decision } from '../../../lib/engine/decision.js';
import type { Program } from '../../../lib/engine/program.js';
import { compileVwo } from '../../../lib/platforms/vwo/compile/compile.js';
import { Coverage, expectReached } from '../../support/coverage.js';
import { Random } from '../../support/random.js';
import type { Part } from '../../support/seeded-run.js';
import { seededRun } from '../../support/seeded-run.js';
import { sameOrReplay } from './compare.js';
import { observe } from './observe.js';
import { plain } from './oracle.js';
import type { Observation, Oracle, World } from './oracle.js';
import { withOracle } from './oracle-session.js';
import type { GeneratedSettings } from './generate-settings.js';
import { settings } from './generate-settings.js';
import { visitor } from './generate-visitor.js';

const PAYLOADS = 360;
const VISITORS = 16;

/** What must have been reached, and at least how often in a run of usual size. */
const FLOORS: Readonly<Record<string, number>> = {
  decisions: 16_000,
  'rollout:FLAG_ROLLOUT': 500,
  'rollout:FLAG_PERSONALIZE': 200,
  'split:FLAG_TESTING': 300,
  'whitelist:whitelist': 100,
  'sticky:storage': 300,
  'not-targeted:default': 500,
  'traffic-excluded:default': 500,
  'group-excluded:default': 100,
  'default:default': 100,
  'missing-unit:visitor': 50,
  'unknown-flag:unknownFeature': 200,
  'error:error': 100,
  'exposures kept after a failure': 10,
  'several exposures': 200,
  'impact on': 100,
  'impact off': 100,
  'visitor properties': 100,
  'group winner stored, by chance': 20,
  'group winner stored, by priority or weight': 20,
  'decision stored': 300,
  'stored experiment of an unknown feature': 10,
  'stored rollout': 50,
  'stored rollout with a new experiment': 20,
  'uuid in a callback': 50,
  'no write for variation 0': 5,
};

const coverage = new Coverage();

/** One part of the settings that are compared. */
export function differential(part: Part): void {
  const run = seededRun(20_261_121, PAYLOADS, part);

  describe('VWO: same decisions as the official SDK', () => {
    let oracle: Oracle;
    withOracle((started) => {
      oracle = started;
    });

    it(
      `over generated settings (${run.title})`,
      async () => {
        for (const seed of run.seeds) {
          const random = new Random(seed);
          const generated = settings(random);
          if (await oracle.load(structuredClone(generated.settings))) {
            await compareAll(oracle, random, generated, compileVwo(plain(generated.settings)));
          } else {
            coverage.saw('refused settings');
          }
        }
        expectReached(coverage, FLOORS, run);
      },
      run.timeout,
    );
  });
}

async function compareAll(
  oracle: Oracle,
  random: Random,
  generated: GeneratedSettings,
  program: Program,
): Promise<void> {
  for (let i = 0; i < VISITORS; i++) {
    const { context, world } = visitor(random, generated);
    const keys = random.chance(0.3) ? [...generated.featureKeys, 'gone'] : generated.featureKeys;
    for (const key of keys) {
      const theirs = await oracle.ask(key, context, world);
      const { decision, ...ours } = observe(program, key, context, world);
      tally(decision, theirs, generated, world);
      sameOrReplay(ours, theirs, { seed: random.seed, key, context, world, settings: generated.settings });
    }
  }
}

function tally(decision: Decision, theirs: Observation, generated: GeneratedSettings, world: World): void {
  const { cause, source } = decision;
  coverage.saw('decisions');
  coverage.saw(`${cause}:${source}`);
  if (cause === 'error' && theirs.exposures.length > 0) coverage.saw('exposures kept after a failure');
  if (theirs.exposures.length > 1) coverage.saw('several exposures');
  const last = theirs.exposures.at(-1);
  if (last?.id === 900) coverage.saw(last.variation === 2 ? 'impact on' : 'impact off');
  if (theirs.exposures.some(({ visitorProperties }) => Object.keys(visitorProperties).length > 0))
    coverage.saw('visitor properties');
  if (decision.key === 'gone' && decision.on) coverage.saw('stored experiment of an unknown feature');
  tallyStorage(decision, theirs, generated, world);
  if (/"_vwoUserId":"[0-9A-F]{32}"/.test(JSON.stringify(theirs.callback))) coverage.saw('uuid in a callback');
}

function tallyStorage(
  decision: Decision,
  theirs: Observation,
  { groups }: GeneratedSettings,
  world: World,
): void {
  const writes = theirs.writes as readonly Readonly<Record<string, unknown>>[];
  for (const { featureKey } of writes) {
    const id = /^_vwo_meta_meg_(.*)$/.exec(String(featureKey))?.[1];
    const algorithm = id === undefined ? undefined : (groups[id]?.['et'] ?? 1);
    if (id === undefined) coverage.saw('decision stored');
    else coverage.saw(`group winner stored, by ${algorithm === 1 ? 'chance' : 'priority or weight'}`);
  }
  if (theirs.on && world.stored !== null && writes.length === 0 && decision.cause !== 'sticky') {
    coverage.saw('no write for variation 0');
  }
  if (decision.cause === 'sticky' && theirs.callback !== null) coverage.saw('stored rollout');
  const hasExperiment = writes.some(
    (document) => document['experimentId'] !== undefined && document['rolloutId'] !== undefined,
  );
  if (hasExperiment && theirs.exposures.filter(({ id }) => id !== 900).length === 1) {
    coverage.saw('stored rollout with a new experiment');
  }
}
