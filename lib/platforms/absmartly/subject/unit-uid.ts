import { base64url } from '../../../engine/hashes/base64url.js';
import { cesu8 } from '../../../engine/hashes/cesu8.js';
import { md5 } from '../../../engine/hashes/md5.js';
import { murmur3 } from '../../../engine/hashes/murmur3.js';

/** How many units' hashes are kept: a visitor's many decisions hash it once. */
const REMEMBERED = 512;

/** The text that stands for a unit: strings trimmed, numbers as decimal integers; null for what is no unit (blank, other types). */
export function unitText(unit: unknown): string | null {
  if (typeof unit === 'string') {
    const text = unit.trim();
    return text === '' ? null : text;
  }
  return typeof unit === 'number' ? unit.toFixed(0) : null;
}

/**
 * The form in which A/B Smartly knows a unit: base64url(MD5(text)), 22 characters. Assignments hash it, events publish it.
 *
 * @param unit - a string (trimmed first) or a number (rounded to an integer)
 * @returns null for what is no unit: blank text, other types
 */
export function unitUid(unit: unknown): string | null {
  const text = unitText(unit);
  return text === null ? null : base64url(md5(cesu8(text)));
}

/** Hashes units for drawing; remembers the latest ones (bounded, and nothing but a pure function's results). */
export class UnitHashes {
  private readonly known = new Map<unknown, number>();

  /** The unit's 32-bit hash, or null for what is no unit. */
  of(unit: unknown): number | null {
    const known = this.known.get(unit);
    if (known !== undefined) return known;
    const uid = unitUid(unit);
    if (uid === null) return null;
    const hash = murmur3(asciiBytes(uid), uid.length, 0);
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(unit, hash);
    return hash;
  }
}

function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
