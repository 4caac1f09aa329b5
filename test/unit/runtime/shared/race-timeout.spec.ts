import { describe, expect, it } from 'vitest';
import { within } from '../../../../lib/runtime/shared/race-timeout.js';

const never = new Promise<string>(() => undefined);

describe('within', () => {
  it('gives what arrives in time', async () => {
    expect(await within(60_000, Promise.resolve('in time'), () => 'too late')).toBe('in time');
  });

  it('gives the other outcome when time is over', async () => {
    expect(await within(1, never, () => 'too late')).toBe('too late');
  });

  it('fails as what it waits for fails, or as the other outcome does', async () => {
    await expect(within(60_000, Promise.reject(new Error('broken')), () => 'too late')).rejects.toThrow(
      'broken',
    );
    const tooLate = (): never => {
      throw new Error('too late');
    };
    await expect(within(1, never, tooLate)).rejects.toThrow('too late');
  });
});
