import { describe, it } from 'vitest';
import { compileVwo } from '../../../lib/platforms/vwo/compile/compile.js';
import { Coverage, expectReached } from '../../support/coverage.js';
import { Random } from '../../support/random.js';
import { seededRun } from '../../support/seeded-run.js';
import { sameOrReplay } from './compare.js';
import { observe } from './observe.js';
import { plain } from './oracle.js';
import type { Oracle } from './oracle.js';
import { withOracle } from './oracle-session.js';
import type { GeneratedSettings } from './generate-settings.js';
import { settings } from './generate-settings.js';
import { visitor } from './generate-visitor.js';

/*
 * The schema says nothing of what is inside segments and groups: there, the SDK takes values of any type, and decides by them
 * or fails on them, visitor by visitor.
 */

const RUN = seededRun(20_261_121, 250);
const VISITORS = 4;
const VALUES: readonly unknown[] = [
  null,
  5,
  0,
  -1,
  1.5,
  '',
  'red',
  '10',
  'gt(5)',
  'on',
  true,
  false,
  {},
  [],
  [null],
  ['red'],
  [[]],
  { a: 1 },
  { or: [] },
  { and: [] },
  { not: {} },
  { user: 'user-1' },
];
const NAMES = [
  'and',
  'or',
  'not',
  'user',
  'custom_variable',
  'featureId',
  'os',
  'country',
  'ua',
  '__proto__',
  'x',
];
const FLOORS = { decisions: 2_500, 'inside segments': 200, 'inside groups': 30, failures: 150, on: 500 };

const coverage = new Coverage();

type Json = Record<string, unknown>;

describe('VWO: segments and groups with something wrong inside', () => {
  let oracle: Oracle;
  withOracle((started) => {
    oracle = started;
  });

  it(
    `generated settings (${RUN.title}) are decided as the official SDK decides them`,
    async () => {
      for (const seed of RUN.seeds) {
        const random = new Random(seed);
        const generated = settings(random);
        const roots = [...segmentsOf(generated.settings), ...groupsOf(generated.settings)];
        for (const root of roots) if (random.chance(0.35)) spoil(random, root);
        for (const name of ['groups', 'campaignGroups']) {
          if (random.chance(0.15)) spoil(random, generated.settings[name]);
        }
        if (await oracle.load(structuredClone(generated.settings))) await compareAll(random, seed, generated);
        else coverage.saw('refused settings');
      }
      expectReached(coverage, FLOORS, RUN);
    },
    RUN.timeout,
  );

  async function compareAll(random: Random, seed: number, generated: GeneratedSettings): Promise<void> {
    const program = compileVwo(plain(generated.settings));
    for (let i = 0; i < VISITORS; i++) {
      const { context, world } = visitor(random, generated);
      for (const key of generated.featureKeys) {
        const theirs = await oracle.ask(key, context, world);
        const { decision, ...ours } = observe(program, key, context, world);
        coverage.saw('decisions');
        if (decision.cause === 'error') coverage.saw('failures');
        if (decision.on) coverage.saw('on');
        sameOrReplay(ours, theirs, { seed, key, context, world, settings: generated.settings });
      }
    }
  }
});

/** Segments of all campaigns and variations. */
function segmentsOf({ campaigns, c }: Json): unknown[] {
  const list = (c ?? campaigns) as readonly Json[];
  return list.flatMap((campaign) => {
    const variations = campaign['variations'] as readonly Json[];
    const found = [campaign['segments'], ...variations.map(({ segments }) => segments)];
    if (found.length > 0) coverage.saw('inside segments');
    return found;
  });
}

function groupsOf({ groups, g }: Json): unknown[] {
  const found = Object.values((g ?? groups ?? {}) as Json);
  if (found.length > 0) coverage.saw('inside groups');
  return found;
}

/** Takes away, puts in, or replaces a member somewhere below. */
function spoil(random: Random, root: unknown): void {
  if (typeof root !== 'object' || root === null) return;
  let at = root as Json;
  for (;;) {
    const names = Object.keys(at);
    if (names.length === 0) return;
    const name = random.pick(names);
    const value = at[name];
    const goesOn = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
    if (goesOn && random.chance(0.75)) {
      at = value as Json;
      continue;
    }
    const way = random.int(10);
    if (way < 2) delete at[name];
    else if (way < 4 && !Array.isArray(at)) renamed(at, name, random.pick(NAMES));
    else set(at, name, random.pick(VALUES));
    return;
  }
}

function renamed(at: Json, name: string, other: string): void {
  const value = at[name];
  delete at[name];
  set(at, other, value);
}

/** `__proto__` is to be a name, as in JSON. */
function set(at: Json, name: string, value: unknown): void {
  Object.defineProperty(at, name, { value, enumerable: true, configurable: true, writable: true });
}
