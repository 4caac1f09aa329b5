import { PayloadError } from '../../../errors/payload.error.js';

/** What is used of a payload. */
export interface CheckedPayload {
  readonly experiments: readonly unknown[];
  /** The whole payload as text: what its revision is computed from. */
  readonly text: string;
}

/**
 * Checks a payload as a whole. Its experiments are checked one by one, by their compiler.
 *
 * @param payload - the response of `GET /context`, parsed or as text
 * @throws PayloadError when it is no object, or its `experiments` are no list
 */
export function readPayload(payload: unknown): CheckedPayload {
  const text = typeof payload === 'string' ? payload : serialised(payload);
  const parsed = typeof payload === 'string' ? parse(payload) : payload;
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new PayloadError(
      `A/B Smartly's context data must be an object such as {"experiments": [...]}, not ${describe(parsed)}. Check that the endpoint is the collector's address.`,
    );
  }
  const experiments = Object.hasOwn(parsed, 'experiments')
    ? (parsed as { experiments: unknown }).experiments
    : null;
  if (!experiments) return { experiments: [], text };
  if (!Array.isArray(experiments)) {
    throw new PayloadError(
      `"experiments" in A/B Smartly's context data must be a list, not ${describe(experiments)}.`,
    );
  }
  return { experiments, text };
}

/** A value's kind, for messages. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object'
    ? 'an object'
    : `the ${typeof value} ${JSON.stringify(value)?.slice(0, 60)}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PayloadError(
      `A/B Smartly's context data must be JSON; it begins with ${JSON.stringify(text.slice(0, 40))}.`,
      { cause: error },
    );
  }
}

function serialised(payload: unknown): string {
  try {
    return JSON.stringify(payload) ?? '';
  } catch (error) {
    throw new PayloadError(
      "A/B Smartly's context data must be plain JSON data: what was given cannot be written as JSON (cyclic, or too deeply nested).",
      { cause: error },
    );
  }
}
