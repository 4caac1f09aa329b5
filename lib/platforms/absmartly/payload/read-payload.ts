import { PayloadError } from '../../../errors/payload.error.js';
import { describeValue } from '../../../platform-kit/describe-value.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { parsePayload, payloadText } from '../../../platform-kit/parse-payload.js';

/** What is used of a payload. */
export interface CheckedPayload {
  readonly experiments: readonly unknown[];
  /** The whole payload as text: what its revision is computed from. */
  readonly text: string;
}

const CONTEXT_DATA = {
  what: "A/B Smartly's context data",
  advice: "Check that the endpoint is the collector's address.",
};

/**
 * Checks a payload as a whole. Its experiments are checked one by one, by their compiler.
 *
 * @param payload - the response of `GET /context`, parsed or as text
 * @throws PayloadError when it is no object, or its `experiments` are no list
 */
export function readPayload(payload: unknown): CheckedPayload {
  const parsed = parsePayload(payload, CONTEXT_DATA);
  const text = payloadText(payload, CONTEXT_DATA);
  const experiments = own(parsed, 'experiments');
  if (!experiments) return { experiments: [], text };
  if (!Array.isArray(experiments)) {
    throw new PayloadError(
      `"experiments" in A/B Smartly's context data must be a list, not ${describeValue(experiments)}.`,
    );
  }
  return { experiments, text };
}
