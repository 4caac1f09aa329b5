import { describe, expect, it } from 'vitest';
import { SourceError } from '../../../lib/errors/source.error.js';
import { loadPeer } from '../../../lib/sources/optional-peer.js';

describe('loadPeer', () => {
  it('gives the library', async () => {
    const { join } = await loadPeer('path', 'Joining', () => import('node:path'));
    expect(join('a', 'b')).toBe('a/b');
  });

  it('says what to install when it is not there', async () => {
    const name = 'no-such-package-anywhere';
    const error: unknown = await loadPeer(name, 'Reading YAML', () => import(name)).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SourceError);
    expect(error).toMatchObject({
      message: `Reading YAML needs the package "${name}", which could not be loaded. Run: npm install ${name}`,
      retryable: false,
    });
    expect((error as SourceError).cause).toBeInstanceOf(Error);
  });
});
