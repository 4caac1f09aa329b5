import { describe, expect, it } from 'vitest';
import { unitText, UnitHashes, unitUid } from '../../../../../lib/platforms/absmartly/subject/unit-uid.js';

describe('unitUid', () => {
  it.each([
    ['bleh@absmartly.com', 'IuqYkNRfEx5yClel4j3NbA'],
    ['  bleh@absmartly.com\u00a0', 'IuqYkNRfEx5yClel4j3NbA'],
    ['open', 'fO-Kc0hVd3wqnQyvQmZuaQ'],
    ['😀', '-Z9RwqljCn9rjBPBgYvAwg'],
  ])('of %j is %s', (unit, uid) => {
    expect(unitUid(unit)).toBe(uid);
  });

  it.each([
    [125.75, '126'],
    [2.5, '3'],
    [-0.5, '-1'],
    [1e21, '1e+21'],
  ])('takes the number %d as the text %s', (number, text) => {
    expect(unitText(number)).toBe(text);
    expect(unitUid(number)).toBe(unitUid(text));
  });

  it.each(['', ' ', '\u00a0', null, undefined, {}, true, 5n])('is null for %s, which is no unit', (value) => {
    expect(unitUid(value)).toBeNull();
  });
});

describe('UnitHashes', () => {
  it('gives the same hash however many units come between', () => {
    const hashes = new UnitHashes();
    const first = hashes.of('visitor');
    for (let i = 0; i < 2000; i++) hashes.of(`visitor-${i}`);
    expect(hashes.of('visitor')).toBe(first);
    expect(hashes.of('visitor')).toBe(new UnitHashes().of('visitor'));
  });

  it('keeps the number 1 and the text "1" apart from others, but hashes them alike', () => {
    const hashes = new UnitHashes();
    expect(hashes.of(1)).toBe(hashes.of('1'));
    expect(hashes.of(1)).not.toBe(hashes.of(2));
  });

  it('knows nothing of what is no unit', () => {
    expect(new UnitHashes().of(' ')).toBeNull();
  });
});
