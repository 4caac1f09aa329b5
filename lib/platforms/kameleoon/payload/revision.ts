import { FNV_START, fnv1a } from '../../../engine/hashes/fnv1a.js';
import type { Raw } from './raw.js';
import { own } from './raw.js';

/** Two states over the same text: 64 bits together. */
class Fingerprint {
  private first = FNV_START;
  private second = ~FNV_START;

  add(text: string): void {
    this.first = fnv1a(this.first, text);
    this.second = fnv1a(this.second, text);
  }

  toString(): string {
    return [this.first, this.second].map((state) => (state >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/**
 * Identifies what a program decides by: the content of the data file, and the options it is compiled with.
 *
 * @param payload - the data file as it came, text or object
 * @param file - the same, parsed
 */
export function revisionOf(payload: unknown, file: Raw, options: readonly unknown[]): string {
  const fingerprint = new Fingerprint();
  fingerprint.add(JSON.stringify(options));
  if (typeof payload === 'string') fingerprint.add(payload);
  else for (const name of Object.keys(file)) addPart(fingerprint, name, file[name]);
  const modified = own(file, 'dateModified');
  return typeof modified === 'number' ? `${modified}-${fingerprint.toString()}` : fingerprint.toString();
}

/** Lists item by item, so that no text grows as large as the file. */
function addPart(fingerprint: Fingerprint, name: string, part: unknown): void {
  fingerprint.add(`${name}:`);
  if (Array.isArray(part)) for (const item of part) fingerprint.add(serialize(item));
  else fingerprint.add(serialize(part));
}

/** What cannot be written as JSON (it nests too deep, or contains itself) does not count. */
function serialize(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
