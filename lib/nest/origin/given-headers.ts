/** A header's value as Node takes it. */
export type HeaderValue = number | string | readonly string[];

/**
 * Headers as `writeHead` is given them: an object, names and values in turns, or pairs of them. Whoever gave them may go on
 * using them: they are never changed.
 */
export type GivenHeaders = Readonly<Record<string, HeaderValue | undefined>> | readonly unknown[] | undefined;

/** All values that headers have under a name. Costs next to nothing where there are none, as in most answers. */
export function givenValues(given: GivenHeaders, name: string): readonly string[] {
  if (given === undefined || given === null) return NONE;
  let values = NONE;
  if (isList(given)) {
    eachOf(given, (key, value) => {
      if (isNamed(key, name)) values = [...values, ...textsOf(value)];
    });
    return values;
  }
  for (const key of Object.keys(given))
    if (isNamed(key, name))
      values = values.length === 0 ? textsOf(given[key]) : [...values, ...textsOf(given[key])];
  return values;
}

/** Headers with one value more, or another one, in the form they were given in. */
export function withValue(given: NonNullable<GivenHeaders>, name: string, value: HeaderValue): GivenHeaders {
  if (isList(given)) return listWith(given, name, value);
  const headers: Record<string, HeaderValue | undefined> = {};
  for (const key of Object.keys(given)) if (!isNamed(key, name)) headers[key] = given[key];
  headers[name] = value;
  return headers;
}

/** The texts of a header's value, as Node would write them. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'number' ? [String(value)] : NONE;
}

const NONE: readonly string[] = Object.freeze([]);

function listWith(given: readonly unknown[], name: string, value: HeaderValue): readonly unknown[] {
  const list: unknown[] = [];
  const inPairs = Array.isArray(given[0]);
  const add = (key: unknown, one: unknown): void =>
    void (inPairs ? list.push([key, one]) : list.push(key, one));
  eachOf(given, (key, one) => void (isNamed(key, name) || add(key, one)));
  add(name, value);
  return list;
}

function eachOf(list: readonly unknown[], take: (key: unknown, value: unknown) => void): void {
  if (Array.isArray(list[0]))
    for (const [key, value] of list as readonly [unknown, unknown][]) take(key, value);
  else for (let i = 0; i + 1 < list.length; i += 2) take(list[i], list[i + 1]);
}

function isList(given: NonNullable<GivenHeaders>): given is readonly unknown[] {
  return Array.isArray(given);
}

function isNamed(key: unknown, name: string): boolean {
  return typeof key === 'string' && key.length === name.length && key.toLowerCase() === name;
}
