import type { Random } from '../../support/random.js';
import type { VwoContext, World } from './oracle.js';
import {
  AGENTS,
  anyValue,
  BROWSERS,
  CITIES,
  COUNTRIES,
  DEVICES,
  IPS,
  LISTS,
  NAMES,
  SYSTEMS,
  USER_IDS,
} from './generate-segment.js';
import type { GeneratedSettings } from './generate-settings.js';

type Json = Record<string, unknown>;

export interface GeneratedVisitor {
  readonly context: VwoContext;
  readonly world: World;
}

/** A visitor, with what storage and the gateway know of them. */
export function visitor(random: Random, generated: GeneratedSettings): GeneratedVisitor {
  const id = random.chance(0.02)
    ? random.pick<unknown>(['', 0, null, undefined, 'x\ud800', true, [], ['user-1'], { a: 1 }])
    : userId(random);
  const details = random.chance(0.75) ? visitorDetails(random) : undefined;
  const fromGateway = details !== undefined && random.chance(0.4);
  const names = NAMES.filter((name) => name !== '_vwoUserId' || random.chance(0.3));
  const customVariables = variables(random, names);
  const context: VwoContext = {
    ...(id === undefined ? {} : { id }),
    ...(random.chance(0.9) ? { customVariables } : {}),
    ...(random.chance(0.5)
      ? { variationTargetingVariables: random.chance(0.5) ? customVariables : variables(random, names) }
      : {}),
    ...(random.chance(0.75) ? { userAgent: random.pick<unknown>([...AGENTS, '', null, 42]) } : {}),
    ...(random.chance(0.75) ? { ipAddress: random.pick<unknown>([...IPS, '', null, 10]) } : {}),
    ...(details !== undefined && !fromGateway ? { _vwo: details } : {}),
    ...(random.chance(0.3)
      ? {
          postSegmentationVariables: ['color', 'age', '_vwoUserId', 'nothing'].filter(() =>
            random.chance(0.6),
          ),
        }
      : {}),
  };
  const lists = Object.fromEntries(LISTS.map((list) => [list, listAnswers(random, customVariables)]));
  return {
    context,
    world: {
      stored: stored(random, generated, String(id)),
      gatewayUser: fromGateway ? details : undefined,
      lists,
    },
  };
}

function userId(random: Random): unknown {
  return random.chance(0.3)
    ? random.pick<unknown>([...USER_IDS, 42, 1.5, -3, 1e21, '👩‍👩‍👧', 'a_b', ' x ', 'u,v', 'x'.repeat(500)])
    : `user-${random.int(100_000)}`;
}

function variables(random: Random, names: readonly string[]): Json {
  return Object.fromEntries(
    names
      .filter(() => random.chance(0.6))
      .map((name) => [name, random.chance(0.02) ? undefined : anyValue(random)]),
  );
}

function visitorDetails(random: Random): { location?: unknown; userAgent?: unknown } {
  const location = {
    ...(random.chance(0.9) ? { country: random.pick<unknown>([...COUNTRIES, null]) } : {}),
    ...(random.chance(0.7) ? { region: random.pick<unknown>(['Berlin', 'NY', 5]) } : {}),
    ...(random.chance(0.7) ? { city: random.pick(CITIES) } : {}),
  };
  const agent = {
    ...(random.chance(0.9) ? { os: random.pick<unknown>([...SYSTEMS, ...SYSTEMS, null, 5]) } : {}),
    ...(random.chance(0.8) ? { browser_string: random.pick(BROWSERS) } : {}),
    ...(random.chance(0.8) ? { device_type: random.pick(DEVICES) } : {}),
    ...(random.chance(0.4) ? { device: random.pick(['iPhone', 'Pixel']) } : {}),
    ...(random.chance(0.7)
      ? { browser_version: random.pick<unknown>(['99', '10.5.1', 99, null, '12.1', '']) }
      : {}),
    ...(random.chance(0.7) ? { os_version: random.pick<unknown>(['10', '10.15.7', 11, 'x']) } : {}),
  };
  return {
    ...(random.chance(0.85)
      ? { location: random.chance(0.03) ? random.pick<unknown>([null, 'DE', []]) : location }
      : {}),
    ...(random.chance(0.85)
      ? { userAgent: random.chance(0.05) ? random.pick<unknown>([null, {}, 'Chrome', ['x']]) : agent }
      : {}),
  };
}

function listAnswers(random: Random, values: Json): Record<string, unknown> {
  const texts = [...Object.values(values).map(safeText), 'red', '10'].filter(() => random.chance(0.6));
  return Object.fromEntries(
    texts.map((text) => [
      text,
      random.pick<unknown>([true, true, true, false, 'true', 'false', { status: 0 }, { status: 1 }, null]),
    ]),
  );
}

/** As the gateway is asked about a value; empty for one that has no text. */
export function safeText(value: unknown): string {
  try {
    return value === undefined ? '' : String(value);
  } catch {
    return '';
  }
}

/** Documents of earlier decisions, good and bad; null without a connector. */
function stored(
  random: Random,
  generated: GeneratedSettings,
  user: string,
): ReadonlyMap<string, unknown> | null {
  if (random.chance(0.45)) return null;
  const documents = new Map<string, unknown>();
  for (const key of [...generated.featureKeys, 'gone']) {
    if (random.chance(0.35)) documents.set(`${key}_${user}`, decisionDocument(random, generated, key, user));
  }
  for (const id of generated.groupIds) {
    const key = `_vwo_meta_meg_${String(id)}`;
    if (random.chance(0.35)) documents.set(`${key}_${user}`, groupDocument(random, generated, key, user));
  }
  return documents;
}

function decisionDocument(
  random: Random,
  { campaigns }: GeneratedSettings,
  featureKey: string,
  userId: string,
): unknown {
  const part = (prefix: string, isRollout: boolean): Json => {
    const mine = campaigns.filter(
      (campaign) =>
        (campaign['type'] === 'FLAG_ROLLOUT') === isRollout &&
        (String(campaign['key']).startsWith(featureKey) || random.chance(0.1)),
    );
    const campaign = mine.length === 0 ? undefined : random.pick(mine);
    const variations = (campaign?.['variations'] as Json[] | undefined) ?? [];
    return {
      [`${prefix}Id`]: campaign?.['id'] ?? 5,
      [`${prefix}Key`]: campaign?.['key'] ?? 'gone_rule',
      [`${prefix}VariationId`]: random.chance(0.08)
        ? random.pick<unknown>([77, '1', null, 0])
        : (variations[random.int(variations.length || 1)]?.['id'] ?? 1),
    };
  };
  if (random.chance(0.05)) return random.pick<unknown>([{}, [], 'text', 5, 1, null, { featureKey }]);
  return {
    featureKey,
    userId,
    ...(random.chance(0.8) ? part('rollout', true) : {}),
    ...(random.chance(0.4) ? part('experiment', false) : {}),
  };
}

function groupDocument(
  random: Random,
  { campaigns }: GeneratedSettings,
  featureKey: string,
  userId: string,
): unknown {
  const members = campaigns.filter((campaign) => campaign['type'] !== 'FLAG_ROLLOUT');
  const campaign = members.length === 0 ? undefined : random.pick(members);
  const isPersonalized = campaign?.['type'] === 'FLAG_PERSONALIZE';
  return {
    featureKey,
    userId,
    experimentId: random.chance(0.1) ? 4711 : (campaign?.['id'] ?? 1),
    experimentKey: campaign?.['key'] ?? 'gone',
    ...(random.chance(0.95)
      ? {
          experimentVariationId: isPersonalized ? 1 + random.int(2) : random.pick<unknown>([-1, -1, '-1', 1]),
        }
      : {}),
  };
}
