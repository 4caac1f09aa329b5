import { describe, expect, it } from 'vitest';
import { compileGrowthbook } from '../../../lib/platforms/growthbook/compile/compile.js';
import { quietConsole } from '../../support/quiet-console.js';
import { Coverage, expectReached } from '../../support/coverage.js';
import { Random } from '../../support/random.js';
import { seededRun } from '../../support/seeded-run.js';
import { json, observeFeature, observeInline } from './observe.js';
import type { ClientSettings, Observed } from './oracle.js';
import { Oracle } from './oracle.js';
import type { GeneratedUser } from './generate-payload.js';
import { experiment, payload, SAVED_GROUPS, user } from './generate-payload.js';

type Json = Record<string, unknown>;

const RUN = seededRun(20_261_121, 250);
const USERS = 14;

const FLOORS = {
  decisions: 20_000,
  'source:defaultValue': 500,
  'source:force': 500,
  'source:experiment': 500,
  'source:override': 100,
  'source:prerequisite': 50,
  'source:cyclicPrerequisite': 50,
  'source:unknownFeature': 50,
  'source:inline-in': 100,
  'source:inline-out': 100,
  sticky: 50,
  'sticky-blocked': 3,
  bandit: 10,
  'bandit-fallback': 10,
  'forced-variation': 50,
  'hash-2': 50,
  namespace: 10,
  filters: 10,
  exposed: 500,
  'several-exposures': 50,
  tracks: 20,
  passthrough: 20,
  saved: 100,
};

/** What has been compared, by what it reached. */
const coverage = new Coverage();

function settings(random: Random): ClientSettings {
  return {
    ...(random.chance(0.03) && { enabled: false }),
    ...(random.chance(0.03) && { qaMode: true }),
    ...(random.chance(0.15) && { globalAttributes: { country: 'FR', company: 'global', extra: 1 } }),
    ...(random.chance(0.1) && { forcedVariations: { 'exp-1': 1 } }),
    ...(random.chance(0.05) && { forcedFeatureValues: new Map<string, unknown>([['f1', 'client']]) }),
  };
}

function compare(seed: number, theirs: Observed, ours: Observed, replay: () => unknown): void {
  coverage.saw('decisions');
  if (theirs.crash !== null) {
    // The SDK threw. We must not, and answer something: that is all that can be compared.
    coverage.saw('crashes');
    return;
  }
  tally(theirs);
  const expected = json({ ...theirs, crash: null });
  const actual = json(ours);
  if (JSON.stringify(expected) === JSON.stringify(actual)) return;
  expect(actual, `CONFORMANCE_CASE=${seed}: ${JSON.stringify(replay(), null, 1)}`).toEqual(expected);
}

function tally({ result, exposures, saved }: Observed): void {
  const { source, experimentResult, experiment: definition, inExperiment } = result as Json;
  const assignment = (experimentResult ?? (source === undefined ? result : undefined)) as Json | undefined;
  coverage.saw(
    `source:${(source as string | undefined) ?? (inExperiment === true ? 'inline-in' : 'inline-out')}`,
  );
  if (assignment?.['stickyBucketUsed'] === true)
    coverage.saw(assignment['inExperiment'] ? 'sticky' : 'sticky-blocked');
  if (assignment?.['leafId'] !== undefined)
    coverage.saw(assignment['leafId'] === -1 ? 'bandit-fallback' : 'bandit');
  if (assignment?.['hashUsed'] === false && assignment['inExperiment'] === true)
    coverage.saw('forced-variation');
  if ((definition as Json | undefined)?.['hashVersion'] === 2) coverage.saw('hash-2');
  if ((definition as Json | undefined)?.['namespace'] !== undefined) coverage.saw('namespace');
  if ((definition as Json | undefined)?.['filters'] !== undefined) coverage.saw('filters');
  if (exposures.length > 0) coverage.saw('exposed');
  if (exposures.length > 1) coverage.saw('several-exposures');
  if (exposures.some((exposure) => String((exposure.experiment as Json)['key']).startsWith('remote')))
    coverage.saw('tracks');
  if (exposures.some((exposure) => (exposure.result as Json)['passthrough'] === true))
    coverage.saw('passthrough');
  if (saved.length > 0) coverage.saw('saved');
}

describe('GrowthBook: same decisions as the official SDK', { timeout: RUN.timeout }, () => {
  // The SDK complains there about every unknown operator and odd weight.
  quietConsole();

  it(`over every one of ${RUN.title}, and everything was reached`, () => {
    for (const seed of RUN.seeds) comparePayload(seed);
    expectReached(coverage, FLOORS, RUN);
    // A run in which the SDK mostly crashes would prove nothing.
    expect(coverage.of('crashes') / coverage.of('decisions')).toBeLessThan(0.2);
  });
});

function comparePayload(seed: number): void {
  const random = new Random(seed);
  const generated = payload(random);
  const client = settings(random);
  const oracle = new Oracle(generated, client);
  const program = compileGrowthbook(generated, {
    ...client,
    savedGroups: random.chance(0.5) ? SAVED_GROUPS : {},
    ...(generated['savedGroups'] === undefined && { savedGroups: {} }),
  });
  const keys = [...Object.keys(generated['features'] as Json), 'nowhere'];
  const experiments = Array.from({ length: 3 }, (_, n) => experiment(random, keys, `exp-${n}`));
  for (let u = 0; u < USERS; u++) {
    const visitor: GeneratedUser = user(random, keys);
    const replay = (what: unknown) => () => ({ what, client, visitor, payload: generated });
    for (const key of keys) {
      compare(seed, oracle.feature(key, visitor), observeFeature(program, key, visitor), replay(key));
    }
    for (const inline of experiments) {
      compare(seed, oracle.inline(inline, visitor), observeInline(program, inline, visitor), replay(inline));
    }
  }
}
