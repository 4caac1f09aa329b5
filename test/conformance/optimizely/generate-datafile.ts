import { anyLeaf, anyTree, ATTRIBUTE_NAMES } from './generate-conditions.js';
import type { Random } from '../../support/random.js';

type Entry = Record<string, unknown>;

export const USERS = [
  'user-1',
  'user-2',
  'wl-1',
  'wl-2',
  'ünï-côdé-😀',
  '',
  '0',
  '\ud83d',
  'a long user id with spaces',
  'toString',
  'constructor',
  '__proto__',
  'length',
  ' ',
  'undefined ',
];
export const VARIATION_KEYS = ['control', 'treatment', 'on', 'off', 'blue', 'v-1', '2'];
const TYPES = ['boolean', 'integer', 'double', 'string', 'json', 'string'];
const TEXTS_BY_TYPE: Readonly<Record<string, readonly unknown[]>> = {
  boolean: ['true', 'false', 'TRUE', '', '1', true, ['true']],
  integer: ['1', '3.7', '12abc', '0x1F', 'abc', '', '-5', '99999999999999999999', 7, [7, 8], {}, ' 9'],
  double: ['1.5', 'Infinity', 'x', '-0', '1e3', '', 2 ** 53 + 2, [1.5], false],
  string: ['', 'text', 'ü', 'null', 5, [1, { a: null }]],
  json: [
    '{"a":1}',
    '[1,2]',
    'null',
    '5',
    '{bad',
    '""',
    '{"deep":{"er":[{"est":true}]}}',
    '{"__proto__":{"x":1}}',
    [1],
    ['{"a":1}'],
    7,
    true,
  ],
};

/** A datafile with every feature the platform has, and most of its oddities; the official SDK accepts all of them. */
export class DatafileGenerator {
  private readonly audienceIds: string[];
  private readonly ruleIds: string[] = [];
  private readonly experimentIds: string[] = [];
  private readonly variationIds: string[] = [];
  private serial = 0;

  constructor(private readonly random: Random) {
    this.audienceIds = random.subset(
      ['aud-1', 'aud-2', '11', '7', 'aud-3', '900719925474', 'not', 'constructor', ' '],
      0.8,
    );
  }

  make(): Entry {
    const { random } = this;
    const experiments = random.times(random.int(5), () => this.experiment());
    const groups = random.times(random.int(3), (i) => this.group(`group-${i}`));
    const grouped = groups.flatMap((group) => group['experiments'] as Entry[]);
    if (random.chance(0.1))
      for (const one of experiments) one['groupId'] = random.chance(0.5) ? 'group-0' : '';
    if (groups.length === 0) for (const one of experiments) delete one['groupId'];
    this.experimentIds.push(...[...experiments, ...grouped].map(({ id }) => id as string));
    const rollouts = random.times(1 + random.int(3), (i) => this.rollout(`rollout-${i}`));
    return {
      version: random.pick(['4', '4', '4', '3', '2']),
      revision: String(random.int(100)),
      accountId: '1001',
      projectId: '2002',
      ...(random.chance(0.8) ? { sendFlagDecisions: random.chance(0.7) } : {}),
      ...(random.chance(0.5) ? { anonymizeIP: random.chance(0.5) } : {}),
      ...(random.chance(0.5) ? { botFiltering: random.chance(0.5) } : {}),
      attributes: random.subset(ATTRIBUTE_NAMES, 0.6).map((key, i) => ({ id: `attr-${i}`, key })),
      events: [{ id: 'ev-1', key: 'purchase', experimentIds: [] }],
      ...this.audiences(),
      experiments,
      groups,
      rollouts,
      featureFlags: random.times(1 + random.int(4), (i) => this.flag(i)),
      ...(random.chance(0.5) ? { holdouts: random.times(random.int(3), () => this.holdout(true)) } : {}),
      ...(random.chance(0.4)
        ? { localHoldouts: random.times(1 + random.int(2), () => this.holdout(false)) }
        : {}),
    };
  }

  private audiences(): Entry {
    const { random } = this;
    const tree = (): unknown => anyTree(random, () => anyLeaf(random));
    const texts = random.subset(this.audienceIds, 0.7);
    const typed = this.audienceIds.filter((id) => !texts.includes(id) || random.chance(0.5));
    return {
      audiences: texts.map((id) => ({ id, name: `text ${id}`, conditions: JSON.stringify(tree()) })),
      typedAudiences: typed.map((id) => ({ id, name: `typed ${id}`, conditions: tree() })),
    };
  }

  private targeting(open: number): Entry {
    const { random } = this;
    const ids = random.subset([...this.audienceIds, 'no-such-audience'], 0.3);
    if (random.chance(open)) return { audienceIds: random.chance(0.9) ? [] : undefined };
    if (random.chance(0.4)) return { audienceIds: ids };
    const audienceConditions = random.chance(0.15)
      ? random.pick([null, '', [], 'aud-1', 'or'])
      : anyTree(random, () => random.pick([...this.audienceIds, 'no-such-audience', 11]));
    return { audienceIds: random.chance(0.7) ? ids : [], audienceConditions };
  }

  private id(): string {
    this.serial++;
    const { random } = this;
    if (random.chance(0.04) && this.ruleIds.length > 0) return random.pick(this.ruleIds);
    if (random.chance(0.02)) return random.pick(['', ' ', '\t', '9007199254740993', '0', '-0', '007']);
    if (random.chance(0.4)) return String(30_000_000_000 + random.int(1000) * 1000 + this.serial);
    return random.chance(0.5) ? String(100 - this.serial) : `id-${this.serial}`;
  }

  private variation(): Entry {
    const { random } = this;
    const again = random.chance(0.06) && this.variationIds.length > 0;
    const id = again ? random.pick(this.variationIds) : this.id();
    this.variationIds.push(id);
    return {
      id,
      ...(random.chance(0.97) ? { key: random.pick(VARIATION_KEYS) } : { key: '' }),
      ...(random.chance(0.9) ? { featureEnabled: random.pick([true, true, true, false, 'yes', null]) } : {}),
      ...(random.chance(0.7) ? { variables: this.values() } : {}),
    };
  }

  private values(): Entry[] {
    const { random } = this;
    return random.times(random.int(4), () => ({
      id: `var-${random.int(5)}`,
      ...(random.chance(0.95)
        ? { value: random.pick(TEXTS_BY_TYPE[random.pick(TYPES)] as readonly unknown[]) }
        : {}),
      ...(random.chance(0.04) ? { value: null } : {}),
    }));
  }

  private traffic(entities: readonly unknown[]): Entry[] {
    const { random } = this;
    let end = 0;
    return entities.map((entityId) => {
      end = random.chance(0.1) ? end : Math.min(10_000, end + random.int(9000));
      const odd = random.chance(0.05);
      return {
        entityId: random.chance(0.04) ? random.pick(['', 'ghost', null]) : entityId,
        endOfRange: odd
          ? random.pick([String(end), end + 0.5, null, 10_000, [end], [[`${end}`]], '1e4', true, {}])
          : end,
      };
    });
  }

  private core(prefix: string, open: number): Entry {
    const { random } = this;
    const variations = random.times(1 + random.int(3), () => this.variation());
    const id = this.id();
    this.ruleIds.push(id);
    return {
      id,
      key: random.chance(0.02)
        ? random.pick(['constructor', 'toString', '', ' '])
        : `${prefix}-${random.chance(0.06) ? 1 : this.serial}`,
      status: random.pick(['Running', 'Running', 'Running', 'Running', 'Running', 'Paused', 'running']),
      ...this.targeting(open),
      variations,
      trafficAllocation: random.chance(0.5)
        ? [{ entityId: variations[0]?.['id'], endOfRange: 10_000 }]
        : this.traffic(variations.map(({ id: one }) => one)),
    };
  }

  private experiment(): Entry {
    const { random } = this;
    const core = this.core('exp', 0.4);
    return {
      ...core,
      layerId: random.pick([`layer-${this.serial}`, '', String(this.serial)]),
      forcedVariations: random.chance(0.3)
        ? Object.fromEntries(
            random.subset(USERS, 0.3).map((user) => [user, random.pick([...VARIATION_KEYS, 'ghost'])]),
          )
        : {},
      ...(random.chance(0.15) ? { type: 'fr' } : random.chance(0.1) ? { type: 'ab' } : {}),
      ...(random.chance(0.12)
        ? { cmab: { trafficAllocation: random.pick([10_000, 5000, 0]), attributeIds: ['attr-0'] } }
        : {}),
    };
  }

  private group(id: string): Entry {
    const { random } = this;
    const experiments = random.times(random.int(4), () => this.experiment());
    return {
      id,
      policy: random.pick(['random', 'random', 'overlapping', 'Random']),
      experiments,
      trafficAllocation: this.traffic(experiments.map((one) => one['id'])),
    };
  }

  private rollout(id: string): Entry {
    const { random } = this;
    return {
      id,
      experiments: random.times(random.int(5), () => ({
        ...this.core('rule', 0.35),
        layerId: id,
        ...(random.chance(0.03) ? { cmab: { trafficAllocation: 10_000, attributeIds: [] } } : {}),
      })),
    };
  }

  private holdout(global: boolean): Entry {
    const { random } = this;
    const shared = random.chance(0.05) && this.experimentIds.length > 0;
    const core = this.core('holdout', 0.6);
    return {
      ...core,
      id: shared ? random.pick(this.experimentIds) : core['id'],
      trafficAllocation: this.traffic((core['variations'] as Entry[]).map(({ id }) => id)).map((entry) => ({
        ...entry,
        endOfRange: Math.floor(Number(entry['endOfRange']) / 2),
      })),
      // Only global holdouts spare deliveries, only local ones name rules; flags are named by none.
      ...(random.chance(0.3) ? { excludeTargetedDeliveries: random.pick([true, true, true, 'no', 0]) } : {}),
      ...(global
        ? random.chance(0.1) && { includedRules: random.subset(this.ruleIds, 0.3) }
        : { includedRules: random.chance(0.95) ? random.subset(this.ruleIds, 0.3) : undefined }),
      ...(random.chance(0.1) ? { includedFlags: ['flag-id-0'], excludedFlags: ['flag-id-1'] } : {}),
      ...(random.chance(0.03) ? { cmab: { trafficAllocation: 10_000, attributeIds: [] } } : {}),
    };
  }

  private flag(index: number): Entry {
    const { random } = this;
    const experimentIds = random.subset(random.chance(0.05) ? this.ruleIds : this.experimentIds, 0.5);
    if (random.chance(0.05) && experimentIds.length > 0) experimentIds.push(experimentIds[0] as string);
    return {
      id: `flag-id-${index}`,
      key: random.chance(0.05)
        ? random.pick(['', ' ', '\u00a0', 'flag 0'])
        : random.pick([`flag-${index}`, `flag-${index}`, `flag-${index}`, String(9 - index), 'flag-0']),
      rolloutId: random.pick(['rollout-0', 'rollout-1', 'rollout-2', '', 'ghost', 'rollout-0']),
      experimentIds,
      variables: random.times(random.int(4), () => this.variable()),
    };
  }

  private variable(): Entry {
    const { random } = this;
    const type = random.pick(TYPES);
    const number = random.int(5);
    return {
      id: `var-${number}`,
      key: `variable-${number}`,
      type: random.chance(0.03) ? 'colour' : type,
      ...(type === 'string' && random.chance(0.3) ? { subType: 'json' } : {}),
      defaultValue: random.pick(TEXTS_BY_TYPE[type] as readonly unknown[]),
    };
  }
}
