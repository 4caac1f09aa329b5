import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { revisionOf } from '../../../platform-kit/revision.js';

/**
 * Identifies what a program decides by: the content of the data file, and the options it is compiled with.
 *
 * @param payload - the data file as it came, text or object
 * @param file - the same, parsed
 */
export function dataFileRevision(payload: unknown, file: JsonObject, options: readonly unknown[]): string {
  return revisionOf(partsOf(payload, file, options), own(file, 'dateModified'));
}

/** Lists item by item, so that no text grows as large as the file. */
function* partsOf(payload: unknown, file: JsonObject, options: readonly unknown[]): Iterable<string> {
  yield JSON.stringify(options);
  if (typeof payload === 'string') yield payload;
  else {
    for (const name of Object.keys(file)) {
      yield `${name}:`;
      const part = file[name];
      if (Array.isArray(part)) for (const item of part) yield serialize(item);
      else yield serialize(part);
    }
  }
}

/** What cannot be written as JSON (it nests too deep, or contains itself) does not count. */
function serialize(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
