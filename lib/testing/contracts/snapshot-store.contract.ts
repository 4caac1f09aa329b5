import assert from 'node:assert/strict';
import type { SnapshotStore } from '../../ports/snapshot-store.js';
import { withFixture } from './contract-runner.js';
import type { ContractRunner, Disposable } from './contract-runner.js';

/** A store to be tested. */
export interface SnapshotStoreFixture extends Disposable {
  /** Empty. */
  readonly store: SnapshotStore;
  /** Another one on the same place, as after a restart. */
  reopen(): Promise<SnapshotStore> | SnapshotStore;
}

/**
 * What every {@link SnapshotStore} must do.
 *
 * @param setUp - called for each test
 */
export function snapshotStoreContract(
  { describe, it }: ContractRunner,
  name: string,
  setUp: () => Promise<SnapshotStoreFixture> | SnapshotStoreFixture,
): void {
  const test = (title: string, body: (fixture: SnapshotStoreFixture) => Promise<void>): void => {
    it(title, withFixture(setUp, body));
  };
  describe(`${name} as a SnapshotStore`, () => {
    test('has a name', async ({ store }) => assert.match(store.name, /\S/));
    test('has nothing at first', async ({ store }) => assert.equal(await store.load(), undefined));
    test('gives back what was saved, to the letter', keepsText);
    test('keeps it across a restart', survivesRestart);
    test('keeps the last one only', replaces);
    test('keeps one of those saved at the same time, whole', staysWhole);
    test('says when it was saved, if it says anything', tellsTime);
  });
}

async function keepsText({ store }: SnapshotStoreFixture): Promise<void> {
  for (const text of [
    '{}',
    '{"ключ":"\u{1f600}\\u0000"}',
    ' {"a" : 1}\r\n',
    JSON.stringify('x'.repeat(1_000_000)),
  ]) {
    await store.save(text);
    assert.equal((await store.load())?.payload, text);
  }
}

async function survivesRestart({ store, reopen }: SnapshotStoreFixture): Promise<void> {
  await store.save('{"a":1}');
  const reopened = await reopen();
  assert.equal((await reopened.load())?.payload, '{"a":1}');
}

async function replaces({ store }: SnapshotStoreFixture): Promise<void> {
  await store.save(JSON.stringify('long'.repeat(1000)));
  await store.save('{"a":2}');
  assert.equal((await store.load())?.payload, '{"a":2}');
}

async function staysWhole({ store }: SnapshotStoreFixture): Promise<void> {
  const texts = Array.from({ length: 8 }, (_, i) => JSON.stringify(String(i).repeat(10_000 * (i + 1))));
  await Promise.all(texts.map((text) => store.save(text)));
  const payload = (await store.load())?.payload;
  assert.ok(payload !== undefined && texts.includes(payload), 'got a mixture of what was saved');
}

async function tellsTime({ store }: SnapshotStoreFixture): Promise<void> {
  await store.save('{}');
  const savedAt = (await store.load())?.savedAt;
  if (savedAt === undefined) return;
  const minute = 60_000;
  assert.ok(Math.abs(savedAt - Date.now()) < minute, 'expected epoch milliseconds of just now');
}
