import type { KameleoonDatum } from '../../../lib/platforms/kameleoon/visitor/remembered-data.js';
import { kameleoonData, parseCookies } from '../../../lib/platforms/kameleoon/visitor/remembered-data.js';
import { POOL, TEXTS } from './pool.js';
import type { Random } from '../../support/random.js';

export const VISITORS = [
  'v1',
  'v2',
  'v-6f9619ff-8b86-d011-b42d-00c04fc964ff-long-enough-for-two-blocks',
  'v-ünï-посетитель-\u{1F600}',
  'u1',
  'u2',
] as const;

/** Codes at and over the limits of what is a code. */
export const STRANGE_CODES = [
  '',
  'x'.repeat(255),
  'x'.repeat(256),
  'ünï-çödé-\u{1F600}',
  'half-\ud83d',
  '0',
  ' ',
] as const;

/** What happens to a visitor between decisions. */
export type Action =
  | { readonly kind: 'add'; readonly data: readonly KameleoonDatum[] }
  | { readonly kind: 'remote'; readonly answer: unknown; readonly filters: Record<string, unknown> }
  | { readonly kind: 'consent'; readonly consent: boolean }
  | {
      readonly kind: 'force';
      readonly experimentId: number;
      readonly variationKey: string | null;
      readonly forceTargeting: boolean;
    }
  | { readonly kind: 'simulate'; readonly cookie: string };

/** Only anonymous codes (v...) are linked to user codes (u...): the SDK loses itself in links of links. */
export function makeAction(random: Random, visitorCode: string, now: number): Action {
  const roll = random.next();
  if (roll < 0.62) return { kind: 'add', data: random.list(1, 4, () => makeDatum(random, visitorCode)) };
  if (roll < 0.75)
    return { kind: 'remote', answer: makeRemote(random, visitorCode, now), filters: makeFilters(random) };
  if (roll < 0.83) return { kind: 'consent', consent: random.chance(0.4) };
  if (roll < 0.94) {
    return {
      kind: 'force',
      experimentId: random.pick([...POOL.experiments, 999]),
      variationKey: random.chance(0.85) ? random.pick(POOL.keys) : random.pick([null, 'nowhere']),
      forceTargeting: random.chance(0.5),
    };
  }
  return { kind: 'simulate', cookie: makeSimulation(random) };
}

function makeDatum(random: Random, visitorCode: string): KameleoonDatum {
  switch (random.between(0, 10)) {
    case 0:
      return kameleoonData.browser(
        random.pick(['CHROME', 'FIREFOX', 'SAFARI', 'OTHER']),
        random.pick([86, 14.1, 100, 86.5, undefined]),
      );
    case 1:
      return kameleoonData.device(random.pick(['PHONE', 'TABLET', 'DESKTOP']));
    case 2:
      return kameleoonData.operatingSystem(random.pick(['WINDOWS', 'MAC', 'IOS', 'LINUX']));
    case 3:
      return kameleoonData.geolocation({
        country: random.pick([...TEXTS.countries, '']),
        ...(random.chance(0.6) ? { region: random.pick(TEXTS.regions) } : {}),
        ...(random.chance(0.5) ? { city: random.pick(TEXTS.cities) } : {}),
      });
    case 4:
      return makeCookies(random);
    case 5:
    case 6:
      return kameleoonData.pageView(random.pick(TEXTS.urls), random.pick([...TEXTS.titles, undefined]));
    case 7:
      return kameleoonData.conversion(random.pick([1, 2, 3]), { revenue: 5 });
    case 8:
      return random.chance(0.7)
        ? kameleoonData.applicationVersion(random.pick(TEXTS.versions))
        : kameleoonData.userAgent('test');
    default:
      return makeCustom(random, visitorCode);
  }
}

function makeCookies(random: Random): KameleoonDatum {
  const pairs = random.list(0, 3, () => {
    const name = random.pick(TEXTS.cookies);
    return random.chance(0.9)
      ? `${name}=${random.pick(TEXTS.cookieValues)}${random.pick(['', '', '=x'])}`
      : name;
  });
  return { type: 'cookies', cookies: parseCookies(pairs.join('; ')) };
}

function makeCustom(random: Random, visitorCode: string): KameleoonDatum {
  const overwrite = random.chance(0.2) ? { overwrite: random.chance(0.5) } : {};
  const linking = visitorCode.startsWith('v') && random.chance(0.2);
  const values = linking ? [random.pick(['u1', 'u2'])] : random.few(TEXTS.values, 3);
  const index = linking ? 3 : random.pick(visitorCode.startsWith('v') ? [1, 2, 4, 0] : [1, 2, 4]);
  return random.chance(0.7)
    ? { type: 'customData', index, values, ...overwrite }
    : { type: 'customData', name: random.pick(['plan', 'age', 'unheard']), values, ...overwrite };
}

/** What a visitor may say that meets the condition, more often than chance would have it; null where nothing can be said. */
export function suitingDatum(random: Random, condition: Condition): KameleoonDatum | null {
  const text = (name: string): string | undefined =>
    typeof condition[name] === 'string' && condition[name] !== '' ? condition[name] : undefined;
  switch (condition['targetingType']) {
    case 'CUSTOM_DATUM':
      return suitingCustom(random, condition);
    case 'BROWSER':
      return kameleoonData.browser(
        random.pick(['CHROME', 'FIREFOX', 'SAFARI']),
        Number.parseFloat(text('version') ?? '86'),
      );
    case 'GEOLOCATION':
      return kameleoonData.geolocation({
        country: text('country') ?? 'France',
        region: text('region') ?? '',
        city: text('city') ?? '',
      });
    case 'PAGE_URL':
    case 'PREVIOUS_PAGE':
      return kameleoonData.pageView(text('url') ?? 'about', random.pick(TEXTS.titles));
    default:
      return null;
  }
}

type Condition = Readonly<Record<string, unknown>>;

function suitingCustom(
  random: Random,
  { customDataIndex, valueMatchType, value }: Condition,
): KameleoonDatum | null {
  // Others may link visitors.
  const index = [1, 2, 4].find((one) => String(one) === String(customDataIndex));
  if (index === undefined) return null;
  const likely = LIKELY_VALUES[String(valueMatchType)] ?? [typeof value === 'string' ? value : 'gold'];
  return { type: 'customData', index, values: [random.pick(likely)] };
}

const LIKELY_VALUES: Readonly<Record<string, readonly string[]>> = {
  REGULAR_EXPRESSION: ['https /cart cart oH 1x', 'https cart 1 x', 'cart'],
  LOWER: ['5', '9.5'],
  GREATER: ['40', '200'],
  AMONG_VALUES: ['gold', '18', 'silver'],
  RANGE: ['15', '18', '40'],
  TRUE: ['true', 'True'],
  FALSE: ['false', 'FALSE'],
};

function makeFilters(random: Random): Record<string, unknown> {
  const filters: Record<string, unknown> = { previousVisitAmount: 5 };
  const names = [
    'customData',
    'pageViews',
    'geolocation',
    'device',
    'browser',
    'operatingSystem',
    'conversions',
  ];
  for (const name of [...names, 'experiments', 'kcs', 'cbs', 'personalization', 'visitorCode']) {
    filters[name] = random.chance(0.8);
  }
  return filters;
}

function makeRemote(random: Random, visitorCode: string, now: number): unknown {
  return {
    ...(random.chance(0.6) ? { currentVisit: makeVisit(random, visitorCode, now) } : {}),
    ...(random.chance(0.7)
      ? {
          previousVisits: random.list(0, 4, () =>
            makeVisit(
              random,
              visitorCode,
              now - Math.floor(random.pick([1, 20, 600, 3000, 90_000]) * 60_000 * random.next()),
            ),
          ),
        }
      : {}),
    ...(random.chance(0.6)
      ? {
          kcs: {
            1: { 1: random.between(0, 100), 2: random.between(0, 100) },
            2: { 1: random.between(0, 100) },
          },
        }
      : {}),
    ...(random.chance(0.6) ? { cbs: makeScores(random) } : {}),
  };
}

function makeScores(random: Random): unknown {
  const scores: Record<string, Record<string, number>> = {};
  for (const experiment of random.few(POOL.experiments, 4)) {
    const ofExperiment: Record<string, number> = {};
    for (const variation of random.few(POOL.variationIds, 5))
      ofExperiment[variation] = random.pick([1, 2, 2, 3.5, -1]);
    scores[experiment] = ofExperiment;
  }
  return scores;
}

function makeVisit(random: Random, visitorCode: string, at: number): unknown {
  const event = <T>(data: T): { time: number; data: T } => ({ time: at + random.between(0, 1000), data });
  const maybe = (share: number, member: () => object): object => (random.chance(share) ? member() : {});
  const mappable = visitorCode.startsWith('u');
  return {
    siteCode: 'abcdefghij',
    visitorCode: mappable ? random.pick(['v1', 'v2']) : visitorCode,
    timeStarted: at,
    ...maybe(0.5, () => ({
      customDataEvents: random.list(1, 3, () =>
        event({
          index: random.pick([1, 2, 4]),
          valuesCountMap: Object.fromEntries(random.few(TEXTS.values, 2).map((value) => [value, 1])),
          ...(mappable ? { mappingIdentifier: random.chance(0.5) } : {}),
        }),
      ),
    })),
    ...maybe(0.5, () => ({
      experimentEvents: random.list(1, 2, () =>
        event({ id: random.pick(POOL.experiments), variationId: random.pick(POOL.variationIds) }),
      ),
    })),
    ...maybe(0.4, () => ({
      conversionEvents: random.list(1, 2, () => event({ goalId: random.pick([1, 2, 3]) })),
    })),
    ...maybe(0.4, () => ({
      geolocationEvents: random.list(1, 2, () =>
        event({
          country: random.pick([...TEXTS.countries, null]),
          region: random.pick([...TEXTS.regions, null]),
          city: random.pick([...TEXTS.cities, null]),
        }),
      ),
    })),
    ...maybe(0.5, () => ({
      staticDataEvent: event({
        ...(random.chance(0.5)
          ? { browser: random.pick(['CHROME', 'SAFARI']) }
          : { browserIndex: random.between(0, 5) }),
        browserVersion: random.pick([86, 14.1, 0, undefined]),
        deviceType: random.pick(['PHONE', 'DESKTOP', undefined]),
        ...(random.chance(0.5) ? { os: 'MAC' } : { osIndex: random.between(0, 5) }),
      }),
    })),
    ...maybe(0.5, () => ({
      pageEvents: random.list(1, 4, () =>
        event({ href: random.pick(TEXTS.urls), title: random.pick(TEXTS.titles), referrersIndices: [1] }),
      ),
    })),
    ...maybe(0.4, () => ({
      personalizationEvents: random.list(1, 2, () => event({ id: random.pick([41, 42]), variationId: 5 })),
    })),
  };
}

function makeSimulation(random: Random): string {
  if (random.chance(0.1))
    return random.pick(['{bad', '%E0%A4%A', '[]', '5', 'null', encodeURIComponent('{"checkout":null}')]);
  const choices: Record<string, unknown> = {};
  for (const key of random.few(POOL.flags, 4)) {
    choices[key] = {
      expId: random.chance(0.9) ? random.pick([...POOL.experiments, 0, 0]) : random.pick([null, '101', 999]),
      varId: random.chance(0.9) ? random.pick(POOL.variationIds) : random.pick([null, undefined, 0]),
    };
  }
  return encodeURIComponent(JSON.stringify(choices));
}
