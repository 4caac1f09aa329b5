import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from './platforms/all.js';
import { suiteOf } from './platforms/engine-rows.js';
import { PLATFORM_IDS } from './platforms/platform-case.js';
import { renderPage, ROWS } from './platforms/render.js';
import type { Link } from './platforms/table.js';

const PAGE = pathOf('docs/platforms.md');

function pathOf(file: string): string {
  return fileURLToPath(new URL(`../../${file}`, import.meta.url));
}

/** Titles that tests take from data rather than have in their source. */
const TITLES = new Set(SCENARIOS.map(({ title }) => title));
const SUITES = new Set(PLATFORM_IDS.map(suiteOf));

function isThere({ file, test }: Link): boolean {
  if (!existsSync(pathOf(file))) return false;
  if (test === undefined) return true;
  if (SUITES.has(file)) return TITLES.has(test);
  const source = readFileSync(pathOf(file), 'utf8');
  return [`'${test}'`, `"${test}"`, `\`${test}\``].some((title) => source.includes(title));
}

describe('docs/platforms.md', () => {
  it('says what the data of the conformance suite say', async () => {
    const page = await format(renderPage(), { ...(await resolveConfig(PAGE)), parser: 'markdown' });
    await expect(page).toMatchFileSnapshot(PAGE);
  });

  it('leads to tests that are there', () => {
    const links = ROWS.flatMap(({ cells }) => Object.values(cells).flatMap(({ link }) => link ?? []));
    expect(links.length).toBeGreaterThan(ROWS.length);
    expect(links.filter((link) => !isThere(link))).toEqual([]);
  });

  it('has a test for each yes, and a reason for everything else', () => {
    const faults = ROWS.flatMap(({ capability, cells }) =>
      PLATFORM_IDS.filter((id) => {
        const { status, link, because } = cells[id];
        return status === 'yes' ? link === undefined || because !== undefined : because === undefined;
      }).map((id) => `${capability}: ${id}`),
    );
    expect(faults).toEqual([]);
  });

  it('names each capability once', () => {
    expect(new Set(ROWS.map(({ capability }) => capability)).size).toBe(ROWS.length);
  });
});
