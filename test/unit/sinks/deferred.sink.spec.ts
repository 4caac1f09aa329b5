import { describe, expect, it, vi } from 'vitest';
import type { Sink } from '../../../lib/ports/sink.js';
import { deferredSink } from '../../../lib/sinks/deferred.sink.js';

const CONTEXT = { signal: new AbortController().signal };
const FACE = { name: 'late', accepts: new Set(['goal'] as const), batching: { maxBatchSize: 7 } };

function real(): Sink {
  return {
    name: 'real',
    send: vi.fn<Sink['send']>(async () => ({ rejected: [] })),
    close: vi.fn<() => Promise<void>>(async () => {}),
  };
}

describe('deferredSink', () => {
  it('says what it takes before it is loaded', () => {
    const load = vi.fn<() => Promise<Sink>>(async () => real());
    expect(deferredSink(FACE, load)).toMatchObject(FACE);
    expect(load).not.toHaveBeenCalled();
  });

  it('is loaded once, with the first delivery, and hands on what became of it', async () => {
    const inner = real();
    const load = vi.fn<() => Promise<Sink>>(async () => inner);
    const sink = deferredSink(FACE, load);
    expect(await sink.send([], CONTEXT)).toEqual({ rejected: [] });
    await sink.send([], CONTEXT);
    expect(load).toHaveBeenCalledTimes(1);
    expect(inner.send).toHaveBeenCalledTimes(2);
    expect(inner.send).toHaveBeenCalledWith([], CONTEXT);
  });

  it('closes what was loaded, and loads nothing to close it', async () => {
    const inner = real();
    const load = vi.fn<() => Promise<Sink>>(async () => inner);
    await deferredSink(FACE, load).close?.();
    expect(load).not.toHaveBeenCalled();
    const used = deferredSink(FACE, load);
    await used.send([], CONTEXT);
    await used.close?.();
    expect(inner.close).toHaveBeenCalledTimes(1);
  });
});
