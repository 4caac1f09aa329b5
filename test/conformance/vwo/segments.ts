import { describe, expect, it } from 'vitest';
import type { Program } from '../../../lib/engine/program.js';
import { compileVwo } from '../../../lib/platforms/vwo/compile/compile.js';
import { Coverage, expectReached, floorOf } from '../../support/coverage.js';
import type { Floors } from '../../support/coverage.js';
import { Random } from '../../support/random.js';
import type { Part, SeededRun } from '../../support/seeded-run.js';
import { seededRun } from '../../support/seeded-run.js';
import { sameOrReplay } from './compare.js';
import { observe } from './observe.js';
import { vendorUuid } from './oracle.js';
import type { Oracle, VwoContext, World } from './oracle.js';
import { withOracle } from './oracle-session.js';
import { anyValue, operand, segment, USER_IDS } from './generate-segment.js';
import { safeText, visitor } from './generate-visitor.js';

const ACCOUNT = 123456;
const pool = { featureIds: [1, 2, 3, 99], uuids: USER_IDS.map((id) => vendorUuid(id, String(ACCOUNT))) };

type Comparison = (oracle: Oracle, seed: number, coverage: Coverage) => Promise<void>;

/** Every operand against every kind of value, in one part of the cases. */
export function operands(part: Part): void {
  segments(
    'every operand against every kind of value',
    seededRun(20_261_121, 25, part),
    compareOperands,
    OPERAND_FLOORS,
  );
}

/** Every operator, alone and nested, in one part of the cases. */
export function operators(part: Part): void {
  segments(
    'every operator, alone and nested',
    seededRun(20_261_122, 50, part),
    compareOperators,
    OPERATOR_FLOORS,
  );
}

function segments(title: string, run: SeededRun, compareOne: Comparison, floors: Floors): void {
  describe('VWO: same answers on segments as the official SDK', () => {
    let oracle: Oracle;
    withOracle((started) => {
      oracle = started;
    });

    it(
      `${title} (${run.title})`,
      async () => {
        const coverage = new Coverage();
        for (const seed of run.seeds) await compareOne(oracle, seed, coverage);
        expectReached(coverage, floors, run);
      },
      run.timeout,
    );
  });
}

async function compareOperands(oracle: Oracle, seed: number, coverage: Coverage): Promise<void> {
  const random = new Random(seed);
  const made = random.times(20, () => operand(random));
  const desk = await Desk.of(
    oracle,
    seed,
    settingsOf(made.map((value) => ({ custom_variable: { x: value } }))),
  );
  for (let j = 0; j < 12; j++) {
    const x = random.chance(0.3) ? related(made, random) : anyValue(random);
    const context = { id: 'u', customVariables: { x } };
    for (const [index, value] of made.entries()) {
      coverage.saw(`${form(value)}: ${await desk.compare(`f${index}`, context, listsOf(x))}`);
    }
  }
}

async function compareOperators(oracle: Oracle, seed: number, coverage: Coverage): Promise<void> {
  const random = new Random(seed);
  const made = random.times(12, () => segment(random, pool));
  const desk = await Desk.of(oracle, seed, settingsOf(made));
  const { settings } = desk;
  for (let j = 0; j < 12; j++) {
    const featureKeys = ['f1', 'f2'];
    const { context, world } = visitor(random, {
      settings,
      featureKeys,
      campaigns: settings.campaigns,
      groupIds: [],
      groups: {},
    });
    for (const [index, value] of made.entries()) {
      const on = await desk.compare(`f${index}`, context, world);
      for (const operator of new Set(operatorsOf(value))) coverage.saw(`${operator}: ${on}`);
    }
  }
}

/** Both sides with the same settings. */
class Desk {
  private constructor(
    private readonly oracle: Oracle,
    private readonly seed: number,
    readonly settings: ReturnType<typeof settingsOf>,
    private readonly program: Program,
  ) {}

  static async of(oracle: Oracle, seed: number, settings: ReturnType<typeof settingsOf>): Promise<Desk> {
    expect(await oracle.load(settings)).toBe(true);
    return new Desk(oracle, seed, settings, compileVwo(settings));
  }

  async compare(key: string, context: VwoContext, world: World): Promise<'yes' | 'no'> {
    const { seed, settings } = this;
    const theirs = await this.oracle.ask(key, context, world);
    const { decision: _, ...ours } = observe(this.program, key, context, world);
    sameOrReplay(ours, theirs, { seed, key, context, world, settings });
    return theirs.on ? 'yes' : 'no';
  }
}

/** One feature for each segment, on for everybody who is meant. */
function settingsOf(segments: readonly unknown[]) {
  const campaigns = segments.map((value, i) => ({
    id: 100 + i,
    key: `f${i}_r`,
    name: 'r',
    type: 'FLAG_ROLLOUT',
    status: 'RUNNING',
    segments: {},
    isUserListEnabled: i % 3 === 0,
    variations: [{ id: 1, name: 'on', weight: 100, segments: isObject(value) ? value : {} }],
  }));
  const features = segments.map((_, i) => ({
    id: i,
    key: `f${i}`,
    name: 'f',
    type: 'FEATURE_FLAG',
    status: 'ON',
    metrics: [],
    rules: [{ type: 'FLAG_ROLLOUT', ruleKey: 'r', campaignId: 100 + i, variationId: 1 }],
  }));
  return { version: 1, accountId: ACCOUNT, sdkKey: 'conformance', features, campaigns };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** The gateway, which knows one value on one list. */
function listsOf(value: unknown): World {
  return { stored: null, gatewayUser: undefined, lists: { 'list-1': { [safeText(value)]: true } } };
}

/** A value that an operand was made of. */
function related(operands: readonly unknown[], random: Random): unknown {
  const text = String(random.pick(operands));
  return /\(\*?(.*?)\*?\)/.exec(text)?.[1] ?? text;
}

function form(value: unknown): string {
  if (typeof value !== 'string') return Array.isArray(value) ? 'list' : 'no text';
  return value.includes('inlist')
    ? 'inlist'
    : (/^(lower|wildcard|regex|gte|gt|lte|lt)\(/.exec(value)?.[1] ?? 'equality');
}

function operatorsOf(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  if (Array.isArray(value)) return value.flatMap(operatorsOf);
  return Object.entries(value as object).flatMap(([name, inner]) => [
    name,
    ...(name === 'custom_variable' ? [] : operatorsOf(inner)),
  ]);
}

const both = (names: readonly string[], floor: number): Floors =>
  floorOf(
    floor,
    names.flatMap((name) => [`${name}: yes`, `${name}: no`]),
  );

const OPERAND_FLOORS = {
  ...both(['regex', 'gte', 'gt', 'lte', 'lt', 'equality'], 12),
  ...both(['wildcard'], 50),
  ...both(['lower'], 5),
  'list: yes': 1,
  'no text: no': 10,
  'inlist: yes': 5,
  'inlist: no': 20,
};

const OPERATOR_FLOORS = {
  ...both(
    [
      'and',
      'or',
      'not',
      'custom_variable',
      'user',
      'ua',
      'ip_address',
      'country',
      'region',
      'city',
      'os',
      'device_type',
      'browser_string',
      'featureId',
    ],
    30,
  ),
  ...both(['browser_version', 'os_version', 'device'], 10),
};
