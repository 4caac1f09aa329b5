import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { StoredDocument } from '../../../../lib/engine/decision.js';
import type { AssignmentStore, DocumentParts } from '../../../../lib/ports/assignment-store.js';
import { LogOnce } from '../../../../lib/runtime/shared/log-once.js';
import { VisitorDocuments } from '../../../../lib/runtime/stored/documents.js';
import { LogRecorder } from '../../../support/log-recorder.js';
import { SlowStore } from '../../../support/slow-store.js';
import { until } from '../../../support/until.js';

function documentsOf(store: AssignmentStore, logger = new LogRecorder()): VisitorDocuments {
  return new VisitorDocuments({
    store,
    timeoutMs: 20,
    notices: new LogOnce(logger),
    isCurrent: () => null,
  });
}

const parts = (key: string): DocumentParts => ({
  key,
  feature: null,
  unit: 'id',
  value: key,
  platform: 'test',
  visitor: key,
  request: null,
});

/** A change of a document that was read. */
function write(
  documents: VisitorDocuments,
  key: string,
  base: StoredDocument | undefined,
  next: StoredDocument,
) {
  documents.write(parts(key), { base, next }, documents.sequence);
}

describe('VisitorDocuments', () => {
  it('writes the newest of several documents of one key, one at a time', async () => {
    const written: StoredDocument[] = [];
    let running = 0;
    const documents = documentsOf({
      read: () => [],
      write: async (_, document) => {
        expect(++running).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        written.push(document);
        running--;
      },
    });
    for (let n = 1; n <= 5; n++) write(documents, 'k', { n: n - 1 }, { n });
    await documents.drain();
    expect(written).toEqual([{ n: 1 }, { n: 5 }]);
    expect(documents.report()).toMatchObject({ writes: 2, pending: 0 });
  });

  it('knows what was written since, and whether it is all of it', async () => {
    const store = new SlowStore();
    store.documents.set('b', { entries: { old: 't' } });
    const documents = documentsOf(store);
    write(documents, 'a', undefined, { n: 1 });
    const since = documents.sequence;
    expect(documents.writtenSince(since, 'a')).toBeUndefined();
    expect(documents.writtenSince(0, 'a')).toMatchObject({ document: { n: 1 }, isWhole: true });
    documents.write(parts('b'), { base: undefined, next: { entries: { new: 'c' } } }, null);
    expect(documents.writtenSince(since, 'b')).toMatchObject({ isWhole: false });
    await documents.drain();
    const merged = { entries: { old: 't', new: 'c' } };
    expect(documents.writtenSince(since, 'b')).toMatchObject({ document: merged, isWhole: true });
  });

  it('remembers and queues within bounds', async () => {
    const store = new SlowStore();
    store.mode = 'hangs';
    const documents = documentsOf(store);
    for (let n = 0; n < 25_000; n++) write(documents, 'same', { n: n - 1 }, { n });
    expect(documents.report()).toMatchObject({ pending: 1, writeFailures: 0 });
    for (let n = 0; n < 1_500; n++) write(documents, `k${n}`, undefined, { n });
    expect(documents.writtenSince(0, 'k0')).toBeUndefined();
    expect(documents.writtenSince(0, 'k1499')?.document).toEqual({ n: 1_499 });
  });

  it('reads a document again before it is replaced when others may have written it unseen', async () => {
    const store = new SlowStore();
    const documents = documentsOf(store);
    const before = documents.sequence;
    for (let n = 0; n < 1_001; n++) write(documents, `k${n}`, undefined, { entries: { e: `${n}` } });
    await documents.drain();
    documents.write(parts('k0'), { base: undefined, next: { entries: { mine: 'x' } } }, before);
    await documents.drain();
    expect(store.documents.get('k0')).toEqual({ entries: { e: '0', mine: 'x' } });
  });

  it('never replaces a document that could not be read', async () => {
    const store = new SlowStore();
    store.documents.set('a', { entries: { x: 't', ended: 't' } });
    const documents = documentsOf(store);
    store.mode = 'fails';
    expect(await documents.load([parts('a')])).toBeNull();
    documents.write(parts('a'), { base: undefined, next: { entries: { x: 'c' } } }, null);
    await documents.drain();
    expect(documents.report()).toMatchObject({ writes: 0, writeFailures: 1 });
    store.mode = 'works';
    documents.write(parts('a'), { base: undefined, next: { entries: { x: 'c', y: 'c' } } }, null);
    await documents.drain();
    expect(store.documents.get('a')).toEqual({ entries: { x: 't', ended: 't', y: 'c' } });
  });

  it('fails open, and speaks once until it works again', async () => {
    const store = new SlowStore();
    const logger = new LogRecorder();
    const documents = documentsOf(store, logger);
    store.mode = 'fails';
    expect(await documents.load([parts('a')])).toBeNull();
    expect(await documents.load([parts('a')])).toBeNull();
    store.mode = 'hangs';
    expect(await documents.load([parts('a')])).toBeNull();
    expect(logger.warnings).toHaveLength(1);
    store.mode = 'works';
    store.documents.set('a', { n: 1 });
    expect(await documents.load([parts('a')])).toEqual([{ n: 1 }]);
    store.mode = 'fails';
    await documents.load([parts('a')]);
    expect(logger.warnings).toHaveLength(2);
    expect(documents.report()).toMatchObject({ reads: 1, readFailures: 4 });
  });

  it('survives a store that throws at once, or answers nonsense', async () => {
    const documents = documentsOf({
      read: () => {
        throw new Error('no');
      },
      write: () => {
        throw new Error('no');
      },
    });
    expect(documents.load([parts('a')])).toBeNull();
    write(documents, 'a', undefined, {});
    await documents.drain();
    expect(documents.report()).toMatchObject({ readFailures: 1, writeFailures: 1 });
    const short = documentsOf({ read: () => [], write: () => undefined });
    expect(short.load([parts('a')])).toBeNull();
  });

  it('waits for nobody after three time-outs in a row, and finds out by itself when the store is back', async () => {
    const clock = performance.now.bind(performance);
    let later = 0;
    const now = vi.spyOn(performance, 'now').mockImplementation(() => clock() + later);
    onTestFinished(() => now.mockRestore());
    const store = new SlowStore();
    store.documents.set('a', { n: 1 });
    const documents = documentsOf(store);
    store.mode = 'hangs';
    for (let i = 0; i < 3; i++) expect(await documents.load([parts('a')])).toBeNull();
    expect(documents.report()).toMatchObject({ state: 'resting', skippedReads: 0 });
    expect(documents.load([parts('a')])).toBeNull();
    documents.write(parts('a'), { base: undefined, next: { n: 2 } }, null);
    expect(documents.report()).toMatchObject({ skippedReads: 1, writeFailures: 1 });
    expect(store.asked).toHaveLength(3);
    later += 1_000;
    expect([documents.load([parts('a')]), documents.load([parts('a')])]).toEqual([null, null]);
    expect(store.asked).toHaveLength(4);
    await pause(50);
    expect(documents.report().state).toBe('resting');
    store.mode = 'works';
    later += 1_100;
    expect(documents.load([parts('a')])).toBeNull();
    await until('the store to be trusted', () => documents.report().state === 'answering');
    expect(await documents.load([parts('a')])).toEqual([{ n: 1 }]);
  });

  it('says that a store is resting once', async () => {
    const store = new SlowStore();
    const logger = new LogRecorder();
    const documents = documentsOf(store, logger);
    store.mode = 'hangs';
    for (let i = 0; i < 6; i++) await documents.load([parts('a')]);
    expect(logger.warnings.filter((line) => line.includes('3 times in a row'))).toHaveLength(1);
  });

  it('removes documents where the store can, and does without where it cannot', async () => {
    const deleted: string[] = [];
    const store: AssignmentStore = {
      read: () => [undefined],
      write: () => undefined,
      delete: ({ key }) => void deleted.push(key),
    };
    await documentsOf(store).delete([parts('a'), parts('b')]);
    expect(deleted).toEqual(['a', 'b']);
    await documentsOf(new SlowStore()).delete([parts('a')]);
  });

  it('is not held up by a store that does not close', async () => {
    vi.useFakeTimers();
    try {
      const store = new SlowStore();
      store.close = () => new Promise(() => undefined);
      const closing = documentsOf(store).close().catch(String);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(await closing).toContain('no answer within 2000 ms');
    } finally {
      vi.useRealTimers();
    }
  });
});
