import assert from 'node:assert/strict';
import type { StoredDocument } from '../../engine/decision.js';
import type { AssignmentStore } from '../../ports/assignment-store.js';
import { withFixture } from './contract-runner.js';
import type { ContractRunner, Disposable } from './contract-runner.js';

/** A store to be tested. */
export interface AssignmentStoreFixture extends Disposable {
  /** Empty, with room for a hundred documents. */
  readonly store: AssignmentStore;
}

/** Keys as they come: visitors choose part of them. */
const KEYS = ['id||1', 'id||2', '__proto__', 'constructor', 'a b/c:d', 'ключ||\u{1f600}', ''];

/**
 * What every {@link AssignmentStore} must do.
 *
 * @param setUp - called for each test
 */
export function assignmentStoreContract(
  { describe, it }: ContractRunner,
  name: string,
  setUp: () => Promise<AssignmentStoreFixture> | AssignmentStoreFixture,
): void {
  const test = (title: string, body: (store: AssignmentStore) => Promise<void>): void => {
    it(
      title,
      withFixture(setUp, ({ store }) => body(store)),
    );
  };
  describe(`${name} as an AssignmentStore`, () => {
    test('has nothing at first', async (store) => assert.equal((await store.getMany(KEYS)).size, 0));
    test('takes a question for nothing', async (store) => assert.equal((await store.getMany([])).size, 0));
    test('gives back what was set, under any key', keepsDocuments);
    test('gives what was asked for only', answersOnly);
    test('replaces a document as a whole', replaces);
    test('keeps documents of different visitors apart', keepsApart);
  });
}

function documentFor(key: string): StoredDocument {
  return { attributeName: 'id', attributeValue: key, assignments: { checkout__0: '1', __proto__x: '2' } };
}

async function keepsDocuments(store: AssignmentStore): Promise<void> {
  for (const key of KEYS) await store.set(key, documentFor(key));
  const found = await store.getMany(KEYS);
  assert.equal(found.size, KEYS.length);
  for (const key of KEYS) assert.deepEqual(found.get(key), documentFor(key));
}

async function answersOnly(store: AssignmentStore): Promise<void> {
  for (const key of KEYS) await store.set(key, documentFor(key));
  const found = await store.getMany(['id||2', 'never set']);
  assert.deepEqual([...found.keys()], ['id||2']);
}

async function replaces(store: AssignmentStore): Promise<void> {
  await store.set('id||1', { assignments: { a: '1' }, extra: true });
  await store.set('id||1', { assignments: { b: '2' } });
  assert.deepEqual((await store.getMany(['id||1'])).get('id||1'), { assignments: { b: '2' } });
}

async function keepsApart(store: AssignmentStore): Promise<void> {
  const keys = Array.from({ length: 50 }, (_, i) => `id||${i}`);
  await Promise.all(keys.map(async (key) => store.set(key, documentFor(key))));
  const found = await store.getMany(keys);
  for (const key of keys) assert.equal(found.get(key)?.['attributeValue'], key);
}
