import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, normalize, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../support/markdown.js';

const PAGE = readDocument('docs/architecture.md');

interface Rule {
  readonly name: string;
  readonly from: { readonly path: string };
  readonly to: { readonly pathNot?: readonly string[] };
}

const { forbidden } = createRequire(import.meta.url)(resolve('.dependency-cruiser.cjs')) as {
  readonly forbidden: readonly Rule[];
};

/** The numbered walks of a chapter: each a list of files in the order of its steps. */
function walksOf(heading: string): readonly (readonly string[])[] {
  const chapter = PAGE.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
  if (chapter === undefined) throw new Error(`There is no chapter "${heading}".`);
  const walks: string[][] = [];
  for (const [, number, file] of chapter.matchAll(/^(\d+)\. `(lib\/[^`]+\.ts)`/gm)) {
    if (number === '1') walks.push([]);
    walks.at(-1)?.push(file as string);
  }
  return walks;
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/from '(\.[^']+)\.js'/g)].map((match) =>
    normalize(join(dirname(file), `${match[1]}.ts`)),
  );
}

const GATE = 'A request with a gate';
const REFRESH = 'A refresh';
const EVENT = 'An event';

describe('the walks of the architecture page', () => {
  it.each([GATE, EVENT])('%s: each file imports the next', (heading) => {
    for (const walk of walksOf(heading)) {
      for (const [i, file] of walk.entries()) {
        const next = walk[i + 1];
        if (next !== undefined) expect(importsOf(file), file).toContain(next);
      }
    }
  });

  it('A refresh: each file imports the next, but for the schedule, which is handed what it calls', () => {
    const [schedule, ...rest] = walksOf(REFRESH)[0] as [string, ...string[]];
    const providers = 'lib/nest/module/experimentation.providers.ts';
    expect(importsOf(providers)).toContain(schedule);
    for (const [i, file] of rest.slice(0, -1).entries()) expect(importsOf(file)).toContain(rest[i + 1]);
  });

  it('asks a gate over five files at most before the engine', () => {
    const walk = walksOf(GATE)[0] ?? [];
    const before = walk.findIndex((file) => file.startsWith('lib/engine/'));
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThanOrEqual(5);
    expect(before).toBe(walk.length - 1);
  });

  it('brings an event from offer to send over twelve files at most', () => {
    const walks = walksOf(EVENT);
    expect(walks).toHaveLength(2);
    expect(walks[1]?.at(-1)).toBe('lib/ports/sink.ts');
    expect(new Set(walks.flat()).size).toBeLessThanOrEqual(12);
  });

  it('name files that are there', () => {
    for (const [, file] of PAGE.matchAll(/`(lib\/[^`<>*]+\.ts)`/g))
      expect(existsSync(file as string), file).toBe(true);
  });
});

/** The rows of the table that follows a line: room, and what it may import. */
function roomsOnPage(line: string): ReadonlyMap<string, string> {
  const table = PAGE.slice(PAGE.indexOf(line)).split('\n\n')[1] ?? '';
  const rows = table.split('\n').slice(2);
  return new Map(
    rows.map((row) => {
      const [, room = '', below = ''] = row.split('|').map((cell) => cell.trim());
      return [room.replaceAll('`', ''), below];
    }),
  );
}

/** What the boundary rules allow, in the same words. */
function roomsInRules(layer: string): ReadonlyMap<string, string> {
  const prefix = `${layer}-room-`;
  const rules = forbidden.filter(({ name }) => name.startsWith(prefix));
  return new Map(
    rules.map(({ name, to }) => {
      const allowed = (to.pathNot ?? []).map((path) => /([a-z]+)\/$/.exec(path)?.[1] ?? path);
      return [name.slice(prefix.length), allowed.slice(1).join(', ') || '-'];
    }),
  );
}

describe('the rooms of the architecture page', () => {
  it.each([
    ['Rooms of `lib/runtime`:', 'runtime'],
    ['Rooms of `lib/runtime/events`:', 'events'],
    ['Rooms of `lib/nest`:', 'nest'],
    ['Rooms of every platform in `lib/platforms`:', 'platform'],
  ])('%s are those of the boundary rules', (line, layer) => {
    const rules = roomsInRules(layer);
    expect(rules.size).toBeGreaterThan(3);
    expect([...roomsOnPage(line)].toSorted()).toEqual([...rules].toSorted());
  });
});
