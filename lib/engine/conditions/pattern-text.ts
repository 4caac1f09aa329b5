import type { AssertKind } from './pattern-syntax.js';

const UNIT_PAIR = /^([^])\1$/i;
const POINT_PAIR = /^([^])\1$/iu;

/** A text as the codes of its characters: UTF-16 units, or code points. */
export function toCodes(text: string, unicode: boolean): Int32Array {
  const codes = new Int32Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; length++) {
    const code = unicode ? (text.codePointAt(at) as number) : text.charCodeAt(at);
    codes[length] = code;
    at += code > 0xffff ? 2 : 1;
  }
  return codes.subarray(0, length);
}

/** Whether two characters are the same when case is ignored; asked of the native engine where they differ. */
export function sameIgnoringCase(left: number, right: number, unicode: boolean): boolean {
  if (left === right) return true;
  const pair = String.fromCodePoint(left) + String.fromCodePoint(right);
  return (unicode ? POINT_PAIR : UNIT_PAIR).test(pair);
}

/** Whether an assertion holds before the character at `at`. */
export function holds(test: AssertKind, codes: Int32Array, at: number): boolean {
  switch (test) {
    case 'start':
      return at === 0;
    case 'end':
      return at === codes.length;
    case 'lineStart':
      return at === 0 || isLineTerminator(codes[at - 1] as number);
    case 'lineEnd':
      return at === codes.length || isLineTerminator(codes[at] as number);
    case 'word':
      return isWordAt(codes, at - 1, false) !== isWordAt(codes, at, false);
    case 'notWord':
      return isWordAt(codes, at - 1, false) === isWordAt(codes, at, false);
    case 'foldedWord':
      return isWordAt(codes, at - 1, true) !== isWordAt(codes, at, true);
    case 'notFoldedWord':
      return isWordAt(codes, at - 1, true) === isWordAt(codes, at, true);
  }
}

function isLineTerminator(code: number): boolean {
  return code === 0x0a || code === 0x0d || code === 0x2028 || code === 0x2029;
}

function isWordAt(codes: Int32Array, at: number, folded: boolean): boolean {
  if (at < 0 || at >= codes.length) return false;
  const code = codes[at] as number;
  if (code >= 0x61 && code <= 0x7a) return true;
  if (code >= 0x41 && code <= 0x5a) return true;
  if (code >= 0x30 && code <= 0x39) return true;
  // Under `iu` the long s folds to s and the Kelvin sign to k.
  return code === 0x5f || (folded && (code === 0x17f || code === 0x212a));
}
