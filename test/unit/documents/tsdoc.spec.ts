import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { undocumentedIn } from '../../support/tsdoc.js';

const PLATFORMS = readdirSync('lib/platforms')
  .map((name) => `lib/platforms/${name}/exports.ts`)
  .filter((file) => existsSync(file));

describe('TSDoc', () => {
  it('is there for every public symbol and each of its members', () => {
    expect(PLATFORMS.length).toBeGreaterThan(1);
    expect(undocumentedIn(['lib/index.ts', 'lib/engine.ts', 'lib/testing/index.ts', ...PLATFORMS])).toEqual(
      [],
    );
  });
});
