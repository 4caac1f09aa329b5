import { describe, expect, it } from 'vitest';
import type { StoredDocument } from '../../../../lib/engine/decision.js';
import type { AssignmentStore } from '../../../../lib/ports/assignment-store.js';
import { LogOnce } from '../../../../lib/runtime/shared/log-once.js';
import { VisitorDocuments } from '../../../../lib/runtime/stored/documents.js';
import { LogRecorder } from '../../../support/log-recorder.js';
import { SlowStore } from '../../../support/slow-store.js';

function documentsOf(store: AssignmentStore, logger = new LogRecorder()): VisitorDocuments {
  return new VisitorDocuments(store, 20, new LogOnce(logger));
}

describe('VisitorDocuments', () => {
  it('writes the newest of several documents of one key, one at a time', async () => {
    const written: StoredDocument[] = [];
    let running = 0;
    const store: AssignmentStore = {
      getMany: () => new Map(),
      set: async (_, document) => {
        expect(++running).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        written.push(document);
        running--;
      },
    };
    const documents = documentsOf(store);
    for (let n = 1; n <= 5; n++) documents.write('k', { n });
    await documents.drain();
    expect(written).toEqual([{ n: 1 }, { n: 5 }]);
    expect(documents.report()).toMatchObject({ writes: 2, pending: 0 });
  });

  it('knows what was written since', () => {
    const documents = documentsOf(new SlowStore());
    documents.write('a', { n: 1 });
    const since = documents.sequence;
    expect(documents.writtenSince(since, 'a')).toBeUndefined();
    expect(documents.writtenSince(0, 'a')).toEqual({ n: 1 });
    documents.write('a', { n: 2 });
    expect(documents.writtenSince(since, 'a')).toEqual({ n: 2 });
    expect(documents.writtenSince(since, 'b')).toBeUndefined();
  });

  it('remembers and queues within bounds', async () => {
    const store = new SlowStore();
    store.mode = 'hangs';
    const documents = documentsOf(store);
    for (let n = 0; n < 25_000; n++) documents.write('same', { n });
    expect(documents.report()).toMatchObject({ pending: 1, writeFailures: 0 });
    for (let n = 0; n < 1_500; n++) documents.write(`k${n}`, { n });
    expect(documents.writtenSince(0, 'k0')).toBeUndefined();
    expect(documents.writtenSince(0, 'k1499')).toEqual({ n: 1_499 });
  });

  it('fails open, and speaks once until it works again', async () => {
    const store = new SlowStore();
    const logger = new LogRecorder();
    const documents = documentsOf(store, logger);
    store.mode = 'fails';
    expect(await documents.load(['a'])).toEqual(new Map());
    expect(await documents.load(['a'])).toEqual(new Map());
    store.mode = 'hangs';
    expect(await documents.load(['a'])).toEqual(new Map());
    expect(logger.warnings).toHaveLength(1);
    store.mode = 'works';
    store.documents.set('a', { n: 1 });
    expect(await documents.load(['a'])).toEqual(new Map([['a', { n: 1 }]]));
    store.mode = 'fails';
    await documents.load(['a']);
    expect(logger.warnings).toHaveLength(2);
    expect(documents.report()).toMatchObject({ reads: 1, readFailures: 4 });
  });

  it('survives a store that throws at once', async () => {
    const documents = documentsOf({
      getMany: () => {
        throw new Error('no');
      },
      set: () => {
        throw new Error('no');
      },
    });
    expect(documents.load(['a'])).toEqual(new Map());
    documents.write('a', {});
    await documents.drain();
    expect(documents.report()).toMatchObject({ readFailures: 1, writeFailures: 1 });
  });
});
