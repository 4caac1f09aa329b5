import { PayloadError } from '../../../errors/payload.error.js';
import { describeValue } from '../../../platform-kit/describe-value.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { parsePayload, payloadText } from '../../../platform-kit/parse-payload.js';

/** A variant as downloaded. */
export interface VariantPayload {
  readonly name?: unknown;
  /** JSON text of the variables that the variant sets. */
  readonly config?: unknown;
}

/** A custom field as downloaded. */
export interface CustomFieldPayload {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly value?: unknown;
}

/** An experiment as downloaded: what the vendor documents. Nothing is taken for granted. */
export interface ExperimentPayload {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly iteration?: unknown;
  readonly unitType?: unknown;
  readonly seedHi?: unknown;
  readonly seedLo?: unknown;
  readonly split?: unknown;
  readonly trafficSeedHi?: unknown;
  readonly trafficSeedLo?: unknown;
  readonly trafficSplit?: unknown;
  readonly fullOnVariant?: unknown;
  readonly variants?: unknown;
  /** JSON text of the audience. */
  readonly audience?: unknown;
  readonly audienceStrict?: unknown;
  readonly customFieldValues?: unknown;
}

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
export function checkPayload(payload: unknown): CheckedPayload {
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
