import type { StoredDocument } from '../engine/decision.js';

/**
 * Reads a document that is kept as JSON text.
 *
 * @param text - undefined or null if nothing is kept
 * @param where - names the place, for the error
 * @returns an Error when it is no document: it is somebody else's then, and is not replaced
 */
export function documentOf(text: unknown, where: string): StoredDocument | undefined | Error {
  if (text === undefined || text === null) return undefined;
  try {
    const document: unknown = JSON.parse(textOf(text));
    if (isDocument(document)) return document;
  } catch {
    return notADocument(where);
  }
  return notADocument(where);
}

/** Clients may give bytes. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
}

/** Whether a value is an object with members. */
export function isDocument(value: unknown): value is StoredDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notADocument(where: string): Error {
  return new Error(
    `Expected a stored document (a JSON object) at ${where}, found something else, which is left as it is. Remove it, or give the store another prefix.`,
  );
}
