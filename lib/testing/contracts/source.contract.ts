import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fetched, Source, SourceValidator } from '../../ports/source.js';
import { withFixture } from './contract-runner.js';
import type { ContractRunner, Disposable } from './contract-runner.js';

/** A source to be tested, and power over what it reads from. */
export interface SourceFixture extends Disposable {
  /** Delivers {@link SourceFixture.payload} until {@link SourceFixture.change} is called. */
  readonly source: Source;
  /** What the source delivers at first. */
  readonly payload: unknown;
  /** Texts that must not appear in the source's name and errors: keys, passwords. */
  readonly secrets?: readonly string[];
  /** Makes the source deliver something else from now on, and returns it; left out when it never changes. */
  change?(): Promise<unknown>;
  /** Makes fetching fail until `mend` is called; left out when it cannot fail. */
  breakDown?(): Promise<void>;
  /** Ends what {@link SourceFixture.breakDown} began. */
  mend?(): Promise<void>;
}

const PATIENCE_MS = 10_000;

/**
 * What every {@link Source} must do. Run it against your own:
 *
 * ```ts
 * import { describe, it } from 'node:test';
 * sourceContract({ describe, it }, 'my source', async () => ({ source: mySource(), payload: {} }));
 * ```
 *
 * @param setUp - called for each test
 */
export function sourceContract(
  { describe, it }: ContractRunner,
  name: string,
  setUp: () => Promise<SourceFixture> | SourceFixture,
): void {
  const test = (title: string, body: (fixture: SourceFixture) => Promise<void>): void => {
    it(title, withFixture(setUp, body));
  };
  describe(`${name} as a Source`, () => {
    test('has a name that gives no secret away', namesItself);
    test('delivers the payload', delivers);
    test('delivers nothing when nothing has changed since', staysQuiet);
    test('delivers again to whoever has nothing', deliversAgain);
    test('delivers what has changed since', deliversChanges);
    test('serves callers side by side', servesSideBySide);
    test('gives up at once when asked to', givesUp);
    test('fails with a SourceError, and works again afterwards', failsProperly);
    test('tells of changes until it is stopped', tellsOfChanges);
  });
}

async function get(source: Source, since?: SourceValidator): Promise<Fetched | undefined> {
  return source.fetch({ signal: new AbortController().signal, since });
}

async function getPayload(source: Source, since?: SourceValidator): Promise<unknown> {
  const fetched = await get(source, since);
  assert.ok(fetched, 'expected a payload, got "not changed"');
  if (fetched.text !== undefined) {
    assert.deepEqual(JSON.parse(fetched.text), parsed(fetched), 'text and payload must say the same');
  }
  return parsed(fetched);
}

function parsed({ payload }: Fetched): unknown {
  return typeof payload === 'string' ? (JSON.parse(payload) as unknown) : payload;
}

async function namesItself({ source, secrets }: SourceFixture): Promise<void> {
  assert.equal(typeof source.name, 'string');
  assert.notEqual(source.name, '');
  for (const secret of secrets ?? []) assert.ok(!source.name.includes(secret), 'the name holds a secret');
}

async function delivers({ source, payload }: SourceFixture): Promise<void> {
  assert.deepEqual(await getPayload(source), payload);
}

async function staysQuiet({ source }: SourceFixture): Promise<void> {
  const first = await get(source);
  if (first?.validator === undefined) return;
  assert.equal(await get(source, first.validator), undefined);
}

async function deliversAgain({ source, payload }: SourceFixture): Promise<void> {
  await get(source);
  assert.deepEqual(await getPayload(source), payload);
}

async function deliversChanges({ source, change }: SourceFixture): Promise<void> {
  if (change === undefined) return;
  const first = await get(source);
  const expected = await change();
  assert.deepEqual(await getPayload(source, first?.validator), expected);
}

async function servesSideBySide({ source, payload }: SourceFixture): Promise<void> {
  const all = await Promise.all(Array.from({ length: 5 }, async () => getPayload(source)));
  for (const one of all) assert.deepEqual(one, payload);
}

async function givesUp({ source }: SourceFixture): Promise<void> {
  await assert.rejects(async () => source.fetch({ signal: AbortSignal.abort(), since: undefined }));
}

async function failsProperly(fixture: SourceFixture): Promise<void> {
  const { source, breakDown, mend, payload, secrets } = fixture;
  if (breakDown === undefined || mend === undefined) return;
  await breakDown();
  await assert.rejects(get(source), (error: { code?: unknown; retryable?: unknown; message: string }) => {
    // By its code rather than by its class: the package may be there twice.
    assert.equal(error.code, 'SOURCE_FAILED', 'expected a SourceError');
    assert.equal(typeof error.retryable, 'boolean');
    for (const secret of secrets ?? [])
      assert.ok(!error.message.includes(secret), 'the error holds a secret');
    return true;
  });
  await mend();
  assert.deepEqual(await getPayload(source), payload);
}

async function tellsOfChanges({ source, change }: SourceFixture): Promise<void> {
  if (source.watch === undefined || change === undefined) return;
  const heard = { first: 0, second: 0 };
  const watch = (who: keyof typeof heard) =>
    source.watch?.({ changed: () => void heard[who]++, failed: () => undefined });
  const stopFirst = watch('first');
  const stopSecond = watch('second');
  try {
    // A source may need a download before it knows how to watch, and time to connect: it is told of changes until it tells.
    await get(source);
    await changeUntil(change, () => heard.first > 0 && heard.second > 0);
    await stopFirst?.();
    await stopFirst?.();
    const before = { ...heard };
    await changeUntil(change, () => heard.second > before.second);
    assert.equal(heard.first, before.first, 'told of a change after it was stopped');
  } finally {
    await stopFirst?.();
    await stopSecond?.();
  }
}

async function changeUntil(change: () => Promise<unknown>, holds: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!holds()) {
    assert.ok(performance.now() < end, 'was not told of a change');
    await change();
    for (let waited = 0; waited < 50 && !holds(); waited++) await pause(10);
  }
}
