import type { Random } from '../../support/random.js';

type Container = Record<string, unknown> | unknown[];

const REPLACEMENTS: readonly unknown[] = [
  null,
  0,
  5,
  -1,
  '',
  'x',
  '5',
  true,
  false,
  [],
  {},
  [null],
  ['x'],
  { id: 'x' },
  [5],
  [[5000]],
  ['5000'],
  [true],
  ' ',
  '\u00a0\t',
  '4999.5',
  '1e3',
  0.5,
  -0,
  1e21,
  2 ** 53 + 2,
  { length: 1 },
];

/** Damages a datafile in one place or a few: a member removed, replaced by something of another type, or repeated. */
export function mutate(datafile: Record<string, unknown>, random: Random): string {
  const count = random.chance(0.6) ? 1 : 2 + random.int(4);
  return random.times(count, () => mutateOnce(datafile, random)).join('; ');
}

function mutateOnce(datafile: Record<string, unknown>, random: Random): string {
  const places: { readonly owner: Container; readonly name: string; readonly path: string }[] = [];
  const visit = (owner: Container, path: string): void => {
    for (const name of Object.keys(owner)) {
      places.push({ owner, name, path: `${path}.${name}` });
      const value = (owner as Record<string, unknown>)[name];
      if (typeof value === 'object' && value !== null) visit(value as Container, `${path}.${name}`);
    }
  };
  visit(datafile, '');
  const { owner, name, path } = random.pick(places);
  const record = owner as Record<string, unknown>;
  const kind = random.int(10);
  if (kind < 3 && name !== 'id') {
    if (Array.isArray(owner)) owner.splice(Number(name), 1);
    else delete record[name];
    return `removed ${path}`;
  }
  if (kind === 3 && Array.isArray(owner)) {
    owner.push(structuredClone(record[name]));
    return `repeated ${path}`;
  }
  const value = record[name];
  const number = typeof value === 'string' && name !== 'key' && /^\d+$/.test(value) && random.chance(0.5);
  record[name] = number ? Number(value) : structuredClone(random.pick(replacementsFor(owner, name, value)));
  return `replaced ${path} by ${JSON.stringify(record[name])}`;
}

/** Leaves out what there is nothing to compare of: keys that are no text, names that are lists or objects, variations and experiments that are numbers. */
function replacementsFor(owner: Container, name: string, value: unknown): readonly unknown[] {
  const isObject = (one: unknown): boolean => typeof one === 'object';
  if (name === 'key') return [null, '', 'x', '5'];
  if (/^(id|entityId|rolloutId|layerId)$/.test(name))
    return REPLACEMENTS.filter((one) => one === null || !isObject(one));
  if (name === 'experiments') return REPLACEMENTS.filter(isObject);
  return Array.isArray(owner) && isObject(value) ? REPLACEMENTS.filter(isObject) : REPLACEMENTS;
}
