import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composed, merged, withoutStale } from '../../../../lib/runtime/stored/document-change.js';

const sticky = (assignments: Readonly<Record<string, string>>): object => ({
  attributeName: 'id',
  attributeValue: 'u1',
  assignments,
});
const of = (document: object): Readonly<Record<string, unknown>> => document as never;

describe('a change of a stored document', () => {
  it.each([
    ['nothing is stored', undefined, undefined, { x: 'c' }, { x: 'c' }],
    ['nobody has changed it', { x: 'a' }, { x: 'a' }, { x: 'a', y: 'b' }, { x: 'a', y: 'b' }],
    [
      'it was not read',
      { x: 't', ended: 't' },
      undefined,
      { x: 'c', y: 'c' },
      { x: 't', ended: 't', y: 'c' },
    ],
    [
      'somebody has added to it',
      { x: 'a', z: 'n' },
      { x: 'a' },
      { x: 'a', y: 'b' },
      { x: 'a', z: 'n', y: 'b' },
    ],
    ['an entry is replaced on purpose', { x: 'gone' }, { x: 'gone' }, { x: 'new' }, { x: 'new' }],
    ['both have replaced an entry', { x: 'theirs' }, { x: 'gone' }, { x: 'ours' }, { x: 'theirs' }],
    [
      'an entry is called __proto__',
      { ['__proto__']: 'a' },
      undefined,
      { y: 'b' },
      { ['__proto__']: 'a', y: 'b' },
    ],
  ])('keeps what others have stored when %s', (_, stored, base, next, expected) => {
    const change = { base: base && of(sticky(base)), next: of(sticky(next)) };
    expect(merged(stored && of(sticky(stored)), change)).toEqual(sticky(expected));
  });

  it('gives back the very document when there is nothing to change', () => {
    const stored = of(sticky({ x: 't' }));
    expect(merged(stored, { base: undefined, next: of(sticky({ x: 'c' })) })).toBe(stored);
    expect(merged(stored, { base: stored, next: of(sticky({ x: 't' })) })).toBe(stored);
  });

  it.each([
    ['was not read', { experimentId: 2 }, undefined, { experimentId: 1 }, { experimentId: 2 }],
    ['is as it was read', { rolloutId: 1 }, { rolloutId: 1 }, { experimentId: 2 }, { experimentId: 2 }],
    ['has changed since', { experimentId: 9 }, { rolloutId: 1 }, { experimentId: 2 }, { experimentId: 9 }],
    [
      'is the same already',
      { experimentId: 2, at: 5 },
      undefined,
      { experimentId: 2 },
      { experimentId: 2, at: 5 },
    ],
  ])('takes a record without entries as a whole: it %s', (_, stored, base, next, expected) => {
    expect(merged(stored, { base, next })).toEqual(expected);
  });

  const entries = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', '__proto__'), fc.constantFrom('1', '2'));

  it('never takes away an entry that is stored, nor changes one that was not read', () => {
    fc.assert(
      fc.property(entries, entries, (stored, next) => {
        const result = merged(of(sticky(stored)), { base: undefined, next: of(sticky(next)) });
        expect(result['assignments']).toEqual({ ...next, ...stored });
      }),
    );
  });

  it('does the same as one or as two, one after the other', () => {
    fc.assert(
      fc.property(entries, entries, entries, entries, (stored, base, more, others) => {
        const first = { base: of(sticky(base)), next: of(sticky({ ...base, ...more })) };
        const second = { base: first.next, next: of(sticky({ ...base, ...more, ...others })) };
        const inTurn = merged(merged(of(sticky(stored)), first), second);
        const atOnce = merged(of(sticky(stored)), composed(first, second));
        // What one of two has lost to others, the second may take for its own; nothing that is stored goes.
        expect(Object.keys(atOnce['assignments'] as object)).toEqual(
          expect.arrayContaining(Object.keys(stored)),
        );
        expect(new Set(Object.keys(atOnce['assignments'] as object))).toEqual(
          new Set(Object.keys(inTurn['assignments'] as object)),
        );
      }),
    );
  });

  it('forgets entries of experiments that are gone, and nothing else', () => {
    const document = of(sticky({ x__0: 'a', gone__0: 'b' }));
    expect(withoutStale(document, (entry) => entry === 'x__0')).toEqual(sticky({ x__0: 'a' }));
    expect(withoutStale(document, () => true)).toBe(document);
  });
});
