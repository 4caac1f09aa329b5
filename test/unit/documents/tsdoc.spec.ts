import { describe, expect, it } from 'vitest';
import { undocumentedIn } from '../../support/tsdoc.js';

describe('TSDoc', () => {
  it('is there for every public symbol and each of its members', () => {
    expect(undocumentedIn(['lib/index.ts', 'lib/engine.ts', 'lib/testing/index.ts'])).toEqual([]);
  });
});
