import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemsWith, samplesOf } from '../../support/doc-samples.js';
import { readDocument } from '../../support/markdown.js';

const SIXTH = 'test/fixtures/sixth-platform';

describe('samples', () => {
  it.each([
    ['docs/testing.md', 'test'],
    ['docs/events.md', 'test'],
    ['docs/overrides.md', 'test'],
    ['docs/platforms/local-file.md', 'test'],
  ])('of %s compile', (path, folder) => {
    const samples = samplesOf(path);
    expect(samples).not.toEqual([]);
    expect(problemsWith(samples, folder)).toEqual([]);
  });

  it('that do not compile are noticed', () => {
    const [problem] = problemsWith([
      "import { nothing } from 'nestjs-experimentation';\nexport { nothing };",
    ]);
    expect(problem).toContain("no exported member 'nothing'");
  });

  it('of docs/adding-a-platform.md are the code that is tested', () => {
    const document = readDocument('docs/adding-a-platform.md');
    const files = readdirSync(SIXTH).filter((name) => name !== 'sixth-payload.ts');
    for (const name of files) {
      const code = readFileSync(`${SIXTH}/${name}`, 'utf8');
      expect(document, name).toContain(`\`${SIXTH}/${name}\`:\n\n\`\`\`ts\n${code}\`\`\`\n`);
    }
    const contract = samplesOf('docs/adding-a-platform.md').filter((code) =>
      code.includes('platformContract'),
    );
    expect(contract).toHaveLength(1);
    expect(problemsWith(contract, SIXTH)).toEqual([]);
  });
});
