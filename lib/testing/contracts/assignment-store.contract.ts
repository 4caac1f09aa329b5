import assert from 'node:assert/strict';
import type { StoredDocument } from '../../engine/decision.js';
import type {
  AssignmentStore,
  DocumentParts,
  ReadDocument,
  StoreRequest,
  TextAssignmentStore,
} from '../../ports/assignment-store.js';
import { isTextStore, TextKeyStore } from '../../runtime/stored/text-key.store.js';
import { withFixture } from './contract-runner.js';
import type { ContractRunner, Disposable } from './contract-runner.js';

/** A store to be tested. */
export interface AssignmentStoreFixture extends Disposable {
  /** Empty, with room for {@link capacity} documents. */
  readonly store: AssignmentStore | TextAssignmentStore;
  /** How many documents of a hundred bytes it can hold, at least 10. @defaultValue 100 */
  readonly capacity?: number | undefined;
  /** Makes the request that a document is read or written for, each time. @defaultValue none */
  readonly request?: (() => StoreRequest) | undefined;
}

/** Visitors choose part of what documents are named by. */
const VALUES = ['1', '2', '__proto__', 'constructor', 'a b/c:d', 'ключ||\u{1f600}', '', 'a;b=c, "d"'];

/**
 * What every {@link AssignmentStore} must do. The tests of the optional members pass where the store has none.
 *
 * @param setUp - called for each test
 */
export function assignmentStoreContract(
  { describe, it }: ContractRunner,
  name: string,
  setUp: () => Promise<AssignmentStoreFixture> | AssignmentStoreFixture,
): void {
  const test = (title: string, body: (bench: Bench) => Promise<void>): void => {
    it(
      title,
      withFixture(setUp, (fixture) => body(new Bench(fixture))),
    );
  };
  describe(`${name} as an AssignmentStore`, () => {
    test('has nothing at first', async (bench) =>
      assert.deepEqual(
        await bench.read(VALUES),
        VALUES.map(() => undefined),
      ));
    test('takes a question for nothing', async (bench) => assert.deepEqual(await bench.read([]), []));
    test('gives back what was written, whatever it is about', keepsDocuments);
    test('answers in the order that it is asked in', answersInOrder);
    test('replaces a document as a whole', replaces);
    test('keeps documents of different visitors apart', keepsApart);
    test('keeps documents of different features and units apart', keepsPartsApart);
    test('updates a document by what the merge makes of it', updates);
    test('loses no update of several at a time', updatesInParallel);
    test('deletes one document, and none that is not there', deletes);
  });
}

/** The store, and documents named for it. */
class Bench {
  readonly store: AssignmentStore;
  readonly capacity: number;
  readonly #request: () => StoreRequest | null;

  constructor({ store, capacity = 100, request }: AssignmentStoreFixture) {
    this.store = isTextStore(store) ? new TextKeyStore(store) : store;
    this.capacity = capacity;
    this.#request = request ?? (() => null);
  }

  parts(value: string, unit = 'id', feature: string | null = null): DocumentParts {
    const key = feature === null ? `${unit}||${value}` : `${feature}_${value}`;
    return { key, feature, unit, value, platform: 'contract', visitor: 'v', request: this.#request() };
  }

  async read(values: readonly string[]): Promise<readonly ReadDocument[]> {
    return this.store.read(values.map((value) => this.parts(value)));
  }

  async write(value: string, document: StoredDocument): Promise<void> {
    await this.store.write(this.parts(value), document);
  }
}

function documentFor(value: string): StoredDocument {
  return { attributeName: 'id', attributeValue: value, assignments: { checkout__0: '1', __proto__x: '2' } };
}

async function keepsDocuments(bench: Bench): Promise<void> {
  for (const value of VALUES) await bench.write(value, documentFor(value));
  assert.deepEqual(await bench.read(VALUES), VALUES.map(documentFor));
}

async function answersInOrder(bench: Bench): Promise<void> {
  await bench.write('1', documentFor('1'));
  await bench.write('2', documentFor('2'));
  assert.deepEqual(await bench.read(['2', 'never', '1']), [documentFor('2'), undefined, documentFor('1')]);
}

async function replaces(bench: Bench): Promise<void> {
  await bench.write('1', { assignments: { a: '1' }, extra: true });
  await bench.write('1', { assignments: { b: '2' } });
  assert.deepEqual(await bench.read(['1']), [{ assignments: { b: '2' } }]);
}

async function keepsApart(bench: Bench): Promise<void> {
  const values = Array.from({ length: Math.min(50, bench.capacity) }, (_, i) => `v${i}`);
  await Promise.all(values.map((value) => bench.write(value, documentFor(value))));
  assert.deepEqual(await bench.read(values), values.map(documentFor));
}

async function keepsPartsApart(bench: Bench): Promise<void> {
  const all = [
    bench.parts('1', 'id'),
    bench.parts('1', 'company'),
    bench.parts('b_1', 'visitor', 'a'),
    bench.parts('2', 'visitor', 'a'),
  ];
  for (const [n, parts] of all.entries()) await bench.store.write(parts, { n });
  assert.deepEqual(await bench.store.read(all), [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }]);
}

async function updates(bench: Bench): Promise<void> {
  const { store } = bench;
  if (store.update === undefined) return;
  for (const n of [1, 2]) {
    await store.update(bench.parts('1'), (stored) => ({
      assignments: { ...(stored?.['assignments'] as object | undefined), [`e${n}`]: 't' },
    }));
  }
  await store.update(bench.parts('1'), (stored) => stored);
  await store.update(bench.parts('2'), () => undefined);
  assert.deepEqual(await bench.read(['1', '2']), [{ assignments: { e1: 't', e2: 't' } }, undefined]);
}

async function updatesInParallel(bench: Bench): Promise<void> {
  const { store } = bench;
  if (store.update === undefined) return;
  const names = Array.from({ length: 8 }, (_, i) => `e${i}`);
  await Promise.all(
    names.map(async (name) => store.update?.(bench.parts('1'), (stored) => ({ ...stored, [name]: 't' }))),
  );
  const [document] = await bench.read(['1']);
  assert.deepEqual(document, Object.fromEntries(names.map((name) => [name, 't'])));
}

async function deletes(bench: Bench): Promise<void> {
  const { store } = bench;
  if (store.delete === undefined) return;
  await bench.write('1', documentFor('1'));
  await bench.write('2', documentFor('2'));
  await store.delete(bench.parts('1'));
  await store.delete(bench.parts('never'));
  assert.deepEqual(await bench.read(['1', '2']), [undefined, documentFor('2')]);
}
