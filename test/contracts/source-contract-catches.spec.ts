import { describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/errors/source.error.js';
import type { Source } from '../../lib/ports/source.js';
import { sourceContract } from '../../lib/testing/contracts/source.contract.js';
import type { SourceFixture } from '../../lib/testing/contracts/source.contract.js';

const PAYLOAD = { flags: {} };

/** Runs the contract without a test runner; gives the titles of the tests that fail. */
async function failing(fixture: SourceFixture): Promise<string[]> {
  const tests: [string, () => Promise<void>][] = [];
  sourceContract(
    { describe: (_name, define) => define(), it: (title, test) => tests.push([title, test]) },
    'it',
    () => fixture,
  );
  const failed: string[] = [];
  for (const [title, test] of tests) await test().catch(() => failed.push(title));
  return failed;
}

function source(overrides: Partial<Source>): Source {
  return {
    name: 'good',
    async fetch({ signal, since }) {
      signal.throwIfAborted();
      return since === undefined ? { payload: PAYLOAD, validator: { etag: '1' } } : undefined;
    },
    ...overrides,
  };
}

describe('sourceContract', () => {
  it('accepts a source that keeps it', async () => {
    expect(await failing({ source: source({}), payload: PAYLOAD })).toEqual([]);
  });

  it.each([
    ['a name with a secret', source({ name: 'https://x/?key=hush' }), 'has a name that gives no secret away'],
    ['another payload', source({ fetch: async () => ({ payload: {} }) }), 'delivers the payload'],
    [
      'a payload every time',
      source({ fetch: async () => ({ payload: PAYLOAD, validator: { etag: '1' } }) }),
      'delivers nothing when nothing has changed since',
    ],
    [
      'text that says something else',
      source({ fetch: async () => ({ payload: PAYLOAD, text: '{}' }) }),
      'delivers the payload',
    ],
    [
      'an aborted fetch that goes on',
      source({ fetch: async () => ({ payload: PAYLOAD }) }),
      'gives up at once when asked to',
    ],
  ])('catches %s', async (_title, bad, title) => {
    expect(await failing({ source: bad, payload: PAYLOAD, secrets: ['hush'] })).toContain(title);
  });

  it('catches changes that are not delivered, and failures of the wrong kind', async () => {
    const fixture: SourceFixture = {
      source: source({}),
      payload: PAYLOAD,
      change: async () => ({ flags: { changed: true } }),
      breakDown: async () => undefined,
      mend: async () => undefined,
    };
    expect(await failing(fixture)).toEqual([
      'delivers what has changed since',
      'fails with a SourceError, and works again afterwards',
    ]);
    const broken = source({
      fetch: async () => {
        throw new SourceError('key hush is wrong', true);
      },
    });
    expect(await failing({ ...fixture, source: broken, secrets: ['hush'] })).toContain(
      'fails with a SourceError, and works again afterwards',
    );
  });
});
