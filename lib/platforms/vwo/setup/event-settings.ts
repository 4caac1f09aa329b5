import type { EventKind, SinkBatching } from '../../../ports/sink.js';
import { checkAccount, serverUrl, VWO_COLLECTOR } from './connection.js';
import type { VwoAccount } from './connection.js';
import type { VwoSinkOptions } from './event.options.js';

/** How events are delivered. */
export interface EventSettings {
  readonly account: VwoAccount;
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly kinds: readonly EventKind[];
  readonly batching: SinkBatching;
  /** Whether events share requests. */
  readonly batch: boolean;
}

/** Of the sink that calls an application's integrations. */
export const INTEGRATIONS = {
  name: 'vwo-integrations',
  kinds: ['usage', 'goal'],
  // Soon: VWO's SDK calls while it decides.
  batching: { maxBatchSize: 100, flushIntervalMs: 100 },
} as const satisfies {
  readonly name: string;
  readonly kinds: readonly EventKind[];
  readonly batching: SinkBatching;
};

/** The SDK's batches. */
const BATCHING = { maxBatchSize: 100, flushIntervalMs: 600_000 } as const;
const MAX_BATCH_SIZE = 5_000;

/**
 * Completes the options of a sink.
 *
 * @throws TypeError when one is missing or makes no sense: better said at the start than with each delivery
 */
export function eventSettings(options: VwoSinkOptions): EventSettings {
  const account = checkAccount('vwoSink', options);
  checkBatches(options);
  const { batch = true, attributes = true } = options;
  return {
    account,
    endpoint: serverUrl('endpoint', options.endpoint ?? VWO_COLLECTOR),
    kinds: ['exposure', 'goal', ...(attributes ? (['attributes'] as const) : [])],
    batching: batchingOf(options, batch),
    batch,
  };
}

function batchingOf({ maxBatchSize, flushIntervalMs }: VwoSinkOptions, batch: boolean): SinkBatching {
  if (!batch) return { maxBatchSize, flushIntervalMs };
  return {
    maxBatchSize: maxBatchSize ?? BATCHING.maxBatchSize,
    flushIntervalMs: flushIntervalMs ?? BATCHING.flushIntervalMs,
  };
}

function checkBatches({ sdkKey, maxBatchSize }: VwoSinkOptions): void {
  if (!/^[\x21-\x7e]+$/.test(sdkKey)) {
    throw new TypeError('vwoSink() sends sdkKey in an HTTP header, which carries letters and digits only.');
  }
  if (maxBatchSize !== undefined && !(maxBatchSize >= 1 && maxBatchSize <= MAX_BATCH_SIZE)) {
    throw new TypeError(`vwoSink() expects maxBatchSize from 1 to ${MAX_BATCH_SIZE}, got ${maxBatchSize}.`);
  }
}
