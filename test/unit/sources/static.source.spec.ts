import { describe, expect, it } from 'vitest';
import { staticSource } from '../../../lib/sources/static.source.js';

const context = { signal: new AbortController().signal, since: undefined };

describe('staticSource', () => {
  it('gives the object as it is', async () => {
    const payload = Object.freeze({ flags: {} });
    expect((await staticSource(payload).fetch(context))?.payload).toBe(payload);
  });

  it('never has anything new', async () => {
    const source = staticSource({ flags: {} });
    const first = await source.fetch(context);
    expect(await source.fetch({ ...context, since: first?.validator })).toBeUndefined();
  });

  it('says what is wrong with text that is no JSON', async () => {
    await expect(staticSource('{', { name: 'bundled' }).fetch(context)).rejects.toThrow(
      'Expected JSON from bundled',
    );
  });

  it('is called "static" unless told otherwise', () => {
    expect(staticSource({}).name).toBe('static');
    expect(staticSource({}, { name: 'bundled' }).name).toBe('bundled');
  });
});
