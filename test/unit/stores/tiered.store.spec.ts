import { describe, expect, it } from 'vitest';
import type { AssignmentStore, DocumentParts } from '../../../lib/index.js';
import { MemoryAssignmentStore, tieredStore } from '../../../lib/index.js';
import { SlowStore } from '../../support/slow-store.js';

const parts = (value: string): DocumentParts => ({
  key: value,
  feature: null,
  unit: 'id',
  value,
  platform: 'test',
  visitor: value,
  request: null,
});

describe('tieredStore', () => {
  it('asks the second for what the first lacks, and has the first keep it', async () => {
    const first = new MemoryAssignmentStore();
    const second = new SlowStore();
    second.documents.set('b', { n: 2 });
    first.set('a', { n: 1 });
    const store = tieredStore(first, second);
    expect(store.read([parts('a')])).toEqual([{ n: 1 }]);
    expect(await store.read([parts('a'), parts('b'), parts('c')])).toEqual([{ n: 1 }, { n: 2 }, undefined]);
    expect(second.asked).toEqual([['b', 'c']]);
    expect(store.read([parts('b')])).toEqual([{ n: 2 }]);
  });

  it('tells which documents it could not read when the second fails', async () => {
    const first = new MemoryAssignmentStore();
    const second = new SlowStore();
    first.set('a', { n: 1 });
    second.mode = 'fails';
    const found = await tieredStore(first, second).read([parts('a'), parts('b')]);
    expect(found).toEqual([{ n: 1 }, new Error('store is down')]);
  });

  it('reads the second when the first fails', async () => {
    const first = new SlowStore();
    first.mode = 'fails';
    const second = new MemoryAssignmentStore();
    second.set('a', { n: 1 });
    expect(await tieredStore(first, second).read([parts('a')])).toEqual([{ n: 1 }]);
    const throwing: AssignmentStore = {
      read: () => {
        throw new Error('no');
      },
      write: () => {
        throw new Error('no');
      },
    };
    expect(await tieredStore(throwing, second).read([parts('a')])).toEqual([{ n: 1 }]);
  });

  it('writes to both, and fails when one of them has failed', async () => {
    const first = new SlowStore();
    const second = new MemoryAssignmentStore();
    const store = tieredStore(first, second);
    first.mode = 'fails';
    await expect(store.write(parts('a'), { n: 1 })).rejects.toThrow('store is down');
    expect(second.read([parts('a')])).toEqual([{ n: 1 }]);
    await expect(store.update?.(parts('a'), () => ({ n: 2 }))).rejects.toThrow('store is down');
    expect(second.read([parts('a')])).toEqual([{ n: 2 }]);
  });

  it('updates atomically only where the second can', () => {
    expect(tieredStore(new MemoryAssignmentStore(), new SlowStore()).update).toBeUndefined();
    expect(tieredStore(new SlowStore(), new MemoryAssignmentStore()).update).toBeDefined();
  });

  it('closes both', async () => {
    const [first, second] = [new SlowStore(), new SlowStore()];
    await tieredStore(first, second).close?.();
    expect([first.closed, second.closed]).toEqual([true, true]);
  });

  it.each([[null], [{}], [{ read: () => [] }]])('refuses %j', (store) => {
    expect(() => tieredStore(new SlowStore(), store as never)).toThrow('two assignment stores');
  });
});
