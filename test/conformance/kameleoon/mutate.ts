import type { Random } from '../../support/random.js';

/** What is put where something else belongs. `undefined` takes the member away. */
const WRONG: readonly unknown[] = [
  null,
  undefined,
  0,
  1,
  -1,
  0.5,
  1e21,
  9_007_199_254_740_994,
  '',
  'text',
  '5',
  '0.5',
  ' ',
  'constructor',
  'ünï-\u{1F600}',
  true,
  false,
  [],
  {},
  [1],
  ['text'],
  [null],
  { a: 1 },
];

const WRONG_NAMES: readonly unknown[] = [null, undefined, 'text', 'off', '', 'constructor'];
const WRONG_IDS: readonly unknown[] = [
  null,
  undefined,
  0,
  -1,
  0.5,
  1e21,
  9_007_199_254_740_994,
  '5',
  'text',
  '',
];

/** Members that decisions name: only a text or a number can be named in one of ours. */
const WRONG_OF: ReadonlyMap<string, readonly unknown[]> = new Map([
  ...['key', 'name', 'variationKey', 'defaultVariationKey'].map((name) => [name, WRONG_NAMES] as const),
  ['variationId', WRONG_IDS],
  ['experimentId', WRONG_IDS],
  ['featureKey', ['text', 'Checkout', '']],
  // One that is no object makes the SDK fail wherever a condition refers to any segment.
  ['segment', [null, undefined, 0, '']],
  // An empty text is a list without entries to the SDK.
  ['variables', WRONG.filter((wrong) => wrong !== '')],
  // Without them nothing is decided here: the file is rejected.
  ['configuration', [{ dataApiDomain: 'data.example.test' }]],
  ['featureFlags', [[]]],
  // The SDK finds there what every object has.
  ...['personalizationId', 'experiment'].map(
    (name) => [name, WRONG.filter((wrong) => wrong !== 'constructor')] as const,
  ),
  // The SDK sends nowhere without it.
  ['dataApiDomain', ['other.example.test']],
]);

interface Place {
  readonly holder: Record<string, unknown>;
  readonly name: string;
  /** Names on the way, indexes left out. */
  readonly path: string;
}

/** Replaces one to three members of a payload, wherever they are, by something of another kind. Tells their paths. */
export function spoil(payload: unknown, random: Random): string[] {
  return random.list(1, 3, () => {
    const places: Place[] = [];
    gather(payload, '', places);
    const { holder, name, path } = random.pick(places);
    const wrong = random.pick(WRONG_OF.get(name) ?? WRONG);
    if (wrong === undefined && !Array.isArray(holder)) delete holder[name];
    else holder[name] = structuredClone(wrong ?? null);
    return path;
  });
}

/** Replaces one member of each condition of the segments. */
export function spoilConditions(payload: Readonly<Record<string, unknown>>, random: Random): string[] {
  const places: Place[] = [];
  gather(payload['segments'], 'segments', places);
  const conditions = places.filter(
    ({ path, holder }) => path.endsWith('.conditions') && Array.isArray(holder),
  );
  return conditions.map(({ holder, name, path }) => {
    const condition = holder[name] as Record<string, unknown> | null;
    const member = random.pick(Object.keys(condition ?? {}).filter((key) => key !== 'targetingType'));
    if (typeof condition === 'object' && condition !== null)
      condition[member] = structuredClone(random.pick(WRONG_OF.get(member) ?? WRONG) ?? null);
    return `${path}.${member}`;
  });
}

function gather(value: unknown, path: string, places: Place[]): void {
  if (typeof value !== 'object' || value === null) return;
  const holder = value as Record<string, unknown>;
  for (const name of Object.keys(holder)) {
    const inner = Array.isArray(value) ? path : `${path}.${name}`;
    places.push({ holder, name, path: inner });
    gather(holder[name], inner, places);
  }
}

/** Names that every object has. */
export const namesOfObjects: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'length',
]);

/** Words of the pools, and what may stand for them. */
const ODD_NAMES: readonly [string, readonly string[]][] = [
  ['search', ['__proto__', 'constructor', 'toString', 'ключ', '\u{1F600}', ' ', '']],
  ['banner', ['hasOwnProperty', '__proto__', 'a.b', '0', '10']],
  ['on', ['__proto__', 'toString', 'ünï', '0', '']],
  ['v1', ['valueOf', '\u{1F600}', 'OFF', ' on']],
  ['g1', ['__proto__', 'constructor', 'ünï', '0']],
  ['plan', ['__proto__', 'constructor', 'план', '0']],
  ['a', ['ä', '0', 'length', 'toString']],
  ['gold', ['or-\u{1F600}', '__proto__', 'NaN', '-0']],
  ['session', ['__proto__', 'constructor']],
];

/** Names for some words of the pools: unusual ones, and those that every object has. */
export function oddNames(random: Random): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [word, odd] of ODD_NAMES) if (random.chance(0.4)) names.set(word, random.pick(odd));
  return names;
}

/** The same value with other names: texts and member names that are exactly one of the words. */
export function renamed<T>(value: T, names: ReadonlyMap<string, string>): T {
  if (names.size === 0) return value;
  return JSON.parse(
    JSON.stringify(value),
    // A reviver cannot name a member: texts are values here, and members of payloads are not renamed.
    (_name, item: unknown) => (typeof item === 'string' ? (names.get(item) ?? item) : item),
  ) as T;
}
