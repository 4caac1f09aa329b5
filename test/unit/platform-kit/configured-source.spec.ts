import { describe, expect, it } from 'vitest';
import { configuredSource } from '../../../lib/platform-kit/configured-source.js';
import { staticSource } from '../../../lib/sources/static.source.js';

const choose = (remote: string | null | undefined, payload?: unknown) =>
  configuredSource({
    of: 'vendor',
    remote,
    payload,
    expected: 'key: of a project, or payload: a Vendor payload',
    download: (key) => staticSource({}, { name: `download of ${key}` }),
    given: (given) => staticSource(given, { name: 'given' }),
  });

describe('configuredSource', () => {
  it('is the download, with a payload for the bootstrap', () => {
    const alone = choose('k');
    expect(alone.source?.name).toBe('download of k');
    expect(alone).not.toHaveProperty('bootstrap');
    expect(choose('k', { a: 1 })).toMatchObject({ source: { name: 'download of k' }, bootstrap: { a: 1 } });
  });

  it.each([null, undefined])('is the payload where %s is asked for it', (remote) => {
    const given = choose(remote, { a: 1 });
    expect(given.source?.name).toBe('given');
    expect(given).not.toHaveProperty('bootstrap');
  });

  it('is an error without either', () => {
    expect(() => choose(undefined)).toThrow(
      'vendor() expects key: of a project, or payload: a Vendor payload. Got neither.',
    );
  });
});
