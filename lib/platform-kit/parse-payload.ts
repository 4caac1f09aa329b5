import { PayloadError } from '../errors/payload.error.js';
import { looksLikeHtml } from '../http/json-text.js';
import { beginningOf, describeValue } from './describe-value.js';
import type { JsonObject } from './foreign-json.js';
import { isJsonObject } from './foreign-json.js';

/** How a platform's payload is called in messages. */
export interface PayloadName {
  /** With its article: `a GrowthBook payload`. */
  readonly what: string;
  /** What to check when something else came, as a sentence: `Check the site code.` */
  readonly advice: string;
}

/**
 * A payload as an object, parsed if it is text.
 *
 * @throws PayloadError when it is no JSON, or no object; the message has the beginning of the text
 */
export function parsePayload(payload: unknown, { what, advice }: PayloadName): JsonObject {
  const parsed = typeof payload === 'string' ? parse(payload, { what, advice }) : payload;
  if (isJsonObject(parsed)) return parsed;
  throw new PayloadError(`Expected ${what} to be an object, got ${describeValue(parsed)}. ${advice}`);
}

/**
 * A payload as JSON text, unless it is text already.
 *
 * @throws PayloadError when it cannot be written as JSON
 */
export function payloadText(payload: unknown, { what }: PayloadName): string {
  if (typeof payload === 'string') return payload;
  try {
    return JSON.stringify(payload) ?? '';
  } catch (cause) {
    throw new PayloadError(
      `Expected ${what} to be plain JSON data: what was given cannot be written as JSON (it contains itself, or nests too deep).`,
      { cause },
    );
  }
}

function parse(text: string, { what, advice }: PayloadName): unknown {
  if (text.trim() === '') throw new PayloadError(`Expected ${what}, got nothing (an empty text). ${advice}`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const beginning = beginningOf(text.trimStart());
    const hint = looksLikeHtml(text) ? ' and looks like HTML: is a login page or a proxy in the way?' : '.';
    throw new PayloadError(
      `Expected ${what} as JSON, got ${text.length} characters that are not; it begins with ${beginning}${hint} ${advice}`,
      { cause },
    );
  }
}
