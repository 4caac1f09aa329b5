import { Sha256 } from '../../engine/hashes/sha256.js';
import { Utf8Buffer } from '../../engine/hashes/utf8.js';
import { own } from './raw.js';
import type { Raw } from './raw.js';

const DIGITS = 16;

/**
 * Identifies what a program decides by: the content of the data file, and the options it is compiled with.
 *
 * @param payload - the data file as it came, text or object
 * @param file - the same, parsed
 */
export function revisionOf(payload: unknown, file: Raw, options: readonly unknown[]): string {
  const bytes = new Utf8Buffer()
    .set(typeof payload === 'string' ? payload : serialize(file))
    .append(JSON.stringify(options));
  const sha256 = new Sha256();
  sha256.digest(bytes.bytes, bytes.length);
  const digest = sha256.hex().slice(0, DIGITS);
  const modified = own(file, 'dateModified');
  return typeof modified === 'number' ? `${modified}-${digest}` : digest;
}

/** A part that cannot be written as JSON (it nests too deep, or contains itself) counts by its name only. */
function serialize(file: Raw): string {
  try {
    return JSON.stringify(file);
  } catch {
    return Object.keys(file)
      .map((name) => serializePart(name, file[name]))
      .join();
  }
}

function serializePart(name: string, part: unknown): string {
  try {
    return `${name}:${JSON.stringify(part)}`;
  } catch {
    if (!Array.isArray(part)) return name;
    return part.map((item, index) => serializePart(String(index), item)).join();
  }
}
