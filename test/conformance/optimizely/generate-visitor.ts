import { anyValue, ATTRIBUTE_NAMES, SEGMENTS } from './generate-conditions.js';
import { USERS, VARIATION_KEYS } from './generate-datafile.js';
import type { Random } from '../../support/random.js';

/** All that a decision depends on besides the datafile, as plain data that can be printed and replayed. */
export interface GeneratedVisitor {
  readonly userId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly segments: readonly string[] | null;
  /** Variation keys by flag key, then rule key (null: the flag). */
  readonly forcedDecisions: readonly {
    readonly flagKey: string;
    readonly ruleKey: string | null;
    readonly variationKey: string;
  }[];
  /** Variation keys by experiment key. */
  readonly forcedVariations: Readonly<Record<string, string>>;
  /** The user profile service's record; undefined: there is no service; null: it has none of this user. */
  readonly profile: Readonly<Record<string, unknown>> | null | undefined;
  /** Predictions by rule id: null is a failure. */
  readonly predictions: Readonly<Record<string, { variationId: string; cmabUuid: string } | null>>;
}

/** What a map of stored decisions should not be. */
const ODD_MAPS: readonly unknown[] = [
  null,
  '',
  'text',
  '{"10":{"variation_id":"101"}}',
  [{ variation_id: '101' }],
  7,
  true,
];

/** What visitors can refer to. */
export interface DatafileNames {
  readonly flags: readonly string[];
  readonly rules: readonly string[];
  readonly experimentKeys: readonly string[];
  readonly experimentIds: readonly string[];
  readonly variationIds: readonly string[];
  readonly cmabIds: readonly string[];
}

export function anyVisitor(random: Random, names: DatafileNames): GeneratedVisitor {
  const userId = random.chance(0.5) ? `user-${random.int(100_000)}` : random.pick(USERS);
  const attributes: Record<string, unknown> = {};
  for (const name of random.subset(ATTRIBUTE_NAMES, 0.6)) attributes[name] = anyValue(random);
  if (random.chance(0.15))
    attributes['$opt_bucketing_id'] = random.pick(['bucket-me', '', 'b-\ud83d', 42, null]);
  if (random.chance(0.1))
    attributes['$opt_experiment_bucket_map'] = random.chance(0.9)
      ? bucketMap(random, names)
      : random.pick(ODD_MAPS);
  return {
    userId,
    attributes,
    segments: random.chance(0.4) ? random.subset(SEGMENTS, 0.5) : null,
    forcedDecisions: random.chance(0.2) ? forcedDecisions(random, names) : [],
    forcedVariations:
      random.chance(0.15) && names.experimentKeys.length > 0 && userId !== '__proto__'
        ? forcedVariations(random, names)
        : {},
    profile: anyProfile(random, names, userId),
    predictions: Object.fromEntries(
      names.cmabIds.map((id) => [
        id,
        random.chance(0.35)
          ? null
          : { variationId: random.pick([...names.variationIds, 'ghost']), cmabUuid: `uuid-${id}` },
      ]),
    ),
  };
}

function bucketMap(random: Random, names: DatafileNames): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (const id of random.subset(names.experimentIds, 0.5)) {
    map[id] = random.chance(0.06)
      ? random.pick([{}, 'text', 5])
      : { variation_id: random.pick([...names.variationIds, 'ghost']) };
  }
  return map;
}

function anyProfile(random: Random, names: DatafileNames, userId: string): GeneratedVisitor['profile'] {
  if (random.chance(0.4)) return undefined;
  if (random.chance(0.3)) return null;
  if (random.chance(0.05))
    return random.pick([{}, { user_id: userId, experiment_bucket_map: random.pick(ODD_MAPS) }]);
  return { user_id: userId, experiment_bucket_map: bucketMap(random, names) };
}

function forcedDecisions(random: Random, names: DatafileNames): GeneratedVisitor['forcedDecisions'] {
  return random.times(1 + random.int(4), () => ({
    // What the official SDK is told about these, it writes into what all objects share.
    flagKey: random.pick(names.flags.filter((key) => !(key in {})).concat('no-such-flag')),
    ruleKey: random.chance(0.3) ? null : random.pick([...names.rules, '']),
    variationKey: random.pick([...VARIATION_KEYS, 'ghost']),
  }));
}

function forcedVariations(random: Random, names: DatafileNames): Record<string, string> {
  return Object.fromEntries(
    random.subset(names.experimentKeys, 0.4).map((key) => [key, random.pick([...VARIATION_KEYS, 'ghost'])]),
  );
}
