import { describe, expect, it } from 'vitest';
import { untilAborted } from '../../../lib/http/until-aborted.js';

describe('untilAborted', () => {
  it('passes on what comes in time', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(untilAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
  });

  it('does not wait beyond an abort, before or after it', async () => {
    const patience = new AbortController();
    const waiting = untilAborted(new Promise(() => undefined), patience.signal);
    patience.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(untilAborted(Promise.resolve(1), patience.signal)).rejects.toThrow('enough');
  });

  it('leaves nothing on the signal', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
    await untilAborted(Promise.resolve(1), signal);
    await Promise.resolve();
    expect(listeners).toBe(0);
  });
});
