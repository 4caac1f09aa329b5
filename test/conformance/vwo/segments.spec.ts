import { describe, expect, it } from 'vitest';
import { compileVwo } from '../../../lib/platforms/vwo/compile/compile.js';
import { conformanceRuns, conformanceSeed, Random } from '../../support/random.js';
import { Coverage, sameOrReplay } from './compare.js';
import { observe } from './observe.js';
import { vendorUuid } from './oracle.js';
import type { Oracle, VwoContext, World } from './oracle.js';
import { withOracle } from './oracle-session.js';
import { anyValue, operand, segment, USER_IDS } from './generate-segment.js';
import { safeText, visitor } from './generate-visitor.js';

const SEED = conformanceSeed(20261121);
const ACCOUNT = 123456;
const pool = { featureIds: [1, 2, 3, 99], uuids: USER_IDS.map((id) => vendorUuid(id, String(ACCOUNT))) };

const coverage = new Coverage();

describe('VWO: same answers on segments as the official SDK', () => {
  let oracle: Oracle;
  withOracle((started) => {
    oracle = started;
  });

  it(
    'every operand against every kind of value',
    async () => {
      const random = new Random(SEED);
      for (let i = 0; i < Math.ceil(25 * conformanceRuns()); i++) {
        const operands = Array.from({ length: 20 }, () => operand(random));
        const settings = settingsOf(operands.map((value) => ({ custom_variable: { x: value } })));
        expect(await oracle.load(settings)).toBe(true);
        const program = compileVwo(settings);
        for (let j = 0; j < 12; j++) {
          const context = {
            id: 'u',
            customVariables: { x: random.chance(0.3) ? related(operands, random) : anyValue(random) },
          };
          for (const [index, value] of operands.entries()) {
            const on = await compare(
              program,
              `f${index}`,
              context,
              settings,
              listsOf(context.customVariables.x),
            );
            coverage.count(`${form(value)}: ${on}`);
          }
        }
      }
      expect(coverage.missing(OPERAND_FLOORS, conformanceRuns()), String(coverage)).toEqual([]);
    },
    300_000 * Math.max(1, conformanceRuns()),
  );

  it(
    'every operator, alone and nested',
    async () => {
      const random = new Random(SEED + 1);
      for (let i = 0; i < Math.ceil(50 * conformanceRuns()); i++) {
        const segments = Array.from({ length: 12 }, () => segment(random, pool));
        const settings = settingsOf(segments);
        expect(await oracle.load(settings)).toBe(true);
        const program = compileVwo(settings);
        for (let j = 0; j < 12; j++) {
          const { context, world } = visitor(random, {
            settings,
            featureKeys: ['f1', 'f2'],
            campaigns: settings.campaigns,
            groupIds: [],
            groups: {},
          });
          for (const [index, value] of segments.entries()) {
            const on = await compare(program, `f${index}`, context, settings, world);
            for (const operator of new Set(operatorsOf(value))) coverage.count(`${operator}: ${on}`);
          }
        }
      }
      expect(coverage.missing(OPERATOR_FLOORS, conformanceRuns()), String(coverage)).toEqual([]);
    },
    300_000 * Math.max(1, conformanceRuns()),
  );

  async function compare(
    program: ReturnType<typeof compileVwo>,
    key: string,
    context: VwoContext,
    settings: unknown,
    world: World,
  ): Promise<'yes' | 'no'> {
    const theirs = await oracle.ask(key, context, world);
    const { decision: _, ...ours } = observe(program, key, context, world);
    sameOrReplay(ours, theirs, { seed: SEED, key, context, world, settings });
    return theirs.on ? 'yes' : 'no';
  }
});

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

const both = (names: readonly string[], floor: number): Readonly<Record<string, number>> =>
  Object.fromEntries(
    names.flatMap((name) => [
      [`${name}: yes`, floor],
      [`${name}: no`, floor],
    ]),
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
