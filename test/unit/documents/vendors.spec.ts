import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as registered from '../../../lib/platforms/index.js';
import { readDocument } from '../../support/markdown.js';

/** The platform that is no vendor's: its format, and so its column, keyword and bench, are GrowthBook's. */
const LOCAL_FILE = 'local-file';

/** A vendor is a folder. */
const VENDORS = readdirSync('lib/platforms', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => name !== LOCAL_FILE);

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

describe.each([...VENDORS, LOCAL_FILE])('%s', (name) => {
  const readme = readDocument('README.md');

  it('is registered', () => {
    expect(registered).toHaveProperty(camelCase(name), expect.any(Function));
  });

  it('has a page, and the README leads there', () => {
    expect(existsSync(`docs/platforms/${name}.md`)).toBe(true);
    expect(readme).toContain(`(docs/platforms/${name}.md)`);
  });

  it('has a word among the options of the README', () => {
    expect(readme).toContain(`\`${camelCase(name)}\``);
  });
});

describe.each(VENDORS)('the vendor %s', (name) => {
  it('has a column in the table of platforms', () => {
    const head = readDocument('docs/platforms.md')
      .split('\n')
      .find((line) => line.startsWith('| capability'));
    expect(head).toContain(`(platforms/${name}.md)`);
  });

  it('has a keyword in package.json', () => {
    const { keywords } = JSON.parse(readFileSync('package.json', 'utf8')) as { keywords: string[] };
    expect(keywords).toContain(name);
  });

  it('has a bench', () => {
    expect(readdirSync('bench')).toContain(`decisions-${name}.bench.ts`);
  });
});

it('are the platforms that are registered, by a line each', () => {
  const lines = readFileSync('lib/platforms/index.ts', 'utf8').matchAll(
    /^export \* from '\.\/([^/]+)\/index\.js';$/gm,
  );
  const folders = [...lines].map((match) => match[1] as string);
  expect(folders.toSorted()).toEqual([...VENDORS, LOCAL_FILE].toSorted());
  for (const folder of folders) expect(registered).toHaveProperty(camelCase(folder), expect.any(Function));
});
