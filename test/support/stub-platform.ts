import type { Platform } from '../../lib/ports/platform.js';

/** A platform that is well-formed and does nothing: for tests of what surrounds platforms. */
export function stubPlatform(members: Partial<Platform> = {}): Platform {
  return {
    name: 'stub',
    source: { name: 'stub source', fetch: () => Promise.resolve(undefined) },
    compile: () => {
      throw new Error('The stub compiles nothing.');
    },
    subject: ({ visitorCode, attributes }) => ({ attributes: new Map([...attributes, ['id', visitorCode]]) }),
    sinks: () => [],
    ...members,
  };
}
