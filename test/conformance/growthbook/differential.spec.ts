import { describe, expect, it } from 'vitest';
import { compileGrowthbook } from '../../../lib/platforms/growthbook/compile/compile.js';
import { quietConsole } from '../../support/quiet-console.js';
import { conformanceRuns, conformanceSeed, Random } from '../../support/random.js';
import { json, observeFeature, observeInline } from './observe.js';
import type { ClientSettings, Observed } from './oracle.js';
import { Oracle } from './oracle.js';
import type { GeneratedUser } from './generate-payload.js';
import { experiment, payload, SAVED_GROUPS, user } from './generate-payload.js';

type Json = Record<string, unknown>;

const PAYLOADS = 250 * conformanceRuns();
const TIMEOUT_MS = 120_000 * conformanceRuns();
const USERS = 14;
const SEED = conformanceSeed(20261121);

/** What has been compared, by what it reached. */
const reached = new Map<string, number>();
let decisions = 0;
let crashes = 0;

function count(name: string): void {
  reached.set(name, (reached.get(name) ?? 0) + 1);
}

function settings(random: Random): ClientSettings {
  return {
    ...(random.chance(0.03) && { enabled: false }),
    ...(random.chance(0.03) && { qaMode: true }),
    ...(random.chance(0.15) && { globalAttributes: { country: 'FR', company: 'global', extra: 1 } }),
    ...(random.chance(0.1) && { forcedVariations: { 'exp-1': 1 } }),
    ...(random.chance(0.05) && { forcedFeatureValues: new Map<string, unknown>([['f1', 'client']]) }),
  };
}

function compare(theirs: Observed, ours: Observed, replay: () => unknown): void {
  decisions += 1;
  if (theirs.crash !== null) {
    // The SDK threw. We must not, and answer something: that is all that can be compared.
    crashes += 1;
    return;
  }
  tally(theirs);
  const expected = json({ ...theirs, crash: null });
  const actual = json(ours);
  if (JSON.stringify(expected) === JSON.stringify(actual)) return;
  expect(actual, `seed ${SEED}: ${JSON.stringify(replay(), null, 1)}`).toEqual(expected);
}

function tally({ result, exposures, saved }: Observed): void {
  const { source, experimentResult, experiment: definition, inExperiment } = result as Json;
  const assignment = (experimentResult ?? (source === undefined ? result : undefined)) as Json | undefined;
  count(`source:${(source as string | undefined) ?? (inExperiment === true ? 'inline-in' : 'inline-out')}`);
  if (assignment?.['stickyBucketUsed'] === true)
    count(assignment['inExperiment'] ? 'sticky' : 'sticky-blocked');
  if (assignment?.['leafId'] !== undefined) count(assignment['leafId'] === -1 ? 'bandit-fallback' : 'bandit');
  if (assignment?.['hashUsed'] === false && assignment['inExperiment'] === true) count('forced-variation');
  if ((definition as Json | undefined)?.['hashVersion'] === 2) count('hash-2');
  if ((definition as Json | undefined)?.['namespace'] !== undefined) count('namespace');
  if ((definition as Json | undefined)?.['filters'] !== undefined) count('filters');
  if (exposures.length > 0) count('exposed');
  if (exposures.length > 1) count('several-exposures');
  if (exposures.some((exposure) => String((exposure.experiment as Json)['key']).startsWith('remote')))
    count('tracks');
  if (exposures.some((exposure) => (exposure.result as Json)['passthrough'] === true)) count('passthrough');
  if (saved.length > 0) count('saved');
}

describe('GrowthBook: same decisions as the official SDK', { timeout: TIMEOUT_MS }, () => {
  // The SDK complains there about every unknown operator and odd weight.
  quietConsole();

  it(`over ${PAYLOADS} generated payloads (CONFORMANCE_SEED=${SEED})`, () => {
    for (let i = 0; i < PAYLOADS; i++) comparePayload(new Random(SEED + i), i);
    expect(decisions).toBeGreaterThanOrEqual(20_000);
    // A run in which the SDK mostly crashes would prove nothing.
    expect(crashes / decisions).toBeLessThan(0.2);
  });

  it.each([
    ['source:defaultValue', 500],
    ['source:force', 500],
    ['source:experiment', 500],
    ['source:override', 100],
    ['source:prerequisite', 50],
    ['source:cyclicPrerequisite', 50],
    ['source:unknownFeature', 50],
    ['source:inline-in', 100],
    ['source:inline-out', 100],
    ['sticky', 50],
    ['sticky-blocked', 3],
    ['bandit', 10],
    ['bandit-fallback', 10],
    ['forced-variation', 50],
    ['hash-2', 50],
    ['namespace', 10],
    ['filters', 10],
    ['exposed', 500],
    ['several-exposures', 50],
    ['tracks', 20],
    ['passthrough', 20],
    ['saved', 100],
  ])('reached %s at least %i times', (name, floor) => {
    expect(reached.get(name) ?? 0).toBeGreaterThanOrEqual(floor);
  });
});

function comparePayload(random: Random, index: number): void {
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
    const replay = (what: unknown) => () => ({ index, what, client, visitor, payload: generated });
    for (const key of keys) {
      compare(oracle.feature(key, visitor), observeFeature(program, key, visitor), replay(key));
    }
    for (const inline of experiments) {
      compare(oracle.inline(inline, visitor), observeInline(program, inline, visitor), replay(inline));
    }
  }
}
