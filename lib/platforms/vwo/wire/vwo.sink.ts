import type { ExperimentationLogger } from '../../../ports/logger.js';
import { SILENT_LOGGER } from '../../../ports/logger.js';
import type {
  EventKind,
  ExperimentationEvent,
  RejectedEvent,
  Sink,
  SinkBatching,
} from '../../../ports/sink.js';
import type { HttpEncoding } from '../../../sinks/http-json.sink.js';
import { httpJsonSink } from '../../../sinks/http-json.sink.js';
import { checkAccount, serverUrl } from '../setup/connection.js';
import type { VwoSender } from './body.js';
import { VwoMessages } from './body.js';
import type { Parcel } from './requests.js';
import { VWO_COLLECTOR, VwoRequests } from './requests.js';
import type { VwoFlushCallback } from './flush-report.js';
import { reportingFlushes } from './flush-report.js';
import { VISITOR_UNIT } from '../subject/subject-keys.js';

/** What may be chosen about events for VWO. */
export interface VwoEventOptions extends SinkBatching {
  /** Events in one request, 1 to 5000. @defaultValue `100`; the application's setting where events go one by one */
  readonly maxBatchSize?: number | undefined;
  /**
   * Milliseconds from the first event of an empty queue to its delivery.
   *
   * @defaultValue `600_000` (10 minutes); the application's setting where events go one by one
   */
  readonly flushIntervalMs?: number | undefined;
  /**
   * Whether events share requests. One by one they name the visitor's user agent and address in headers too, as VWO's SDK
   * sends them where it is not told to batch.
   *
   * @defaultValue `true`; gateways take events one by one only
   */
  readonly batch?: boolean | undefined;
  /**
   * Whether attributes that are set while a visitor is served go to VWO, as with its `setAttribute`.
   *
   * @defaultValue `true`
   */
  readonly attributes?: boolean | undefined;
  /** Hears of every delivery, as the SDK's `batchEventData.flushCallback` does. */
  readonly flushCallback?: VwoFlushCallback | undefined;
}

/** How {@link vwoSink} is set up. */
export interface VwoSinkOptions extends VwoEventOptions {
  /** The account: visitors are known to VWO by an identifier made with it. */
  readonly accountId: string | number;
  /** The SDK key of the environment, which requests and events name. Visible ASCII only. */
  readonly sdkKey: string;
  /**
   * Where events go: a gateway, or a proxy.
   *
   * @defaultValue VWO's collector, at the path that the settings say
   */
  readonly endpoint?: string | undefined;
  /** Name of the unit that VWO knows visitors by. @defaultValue `'visitor'` */
  readonly visitorUnit?: string | undefined;
  /** Hears what the flush callback throws. */
  readonly logger?: ExperimentationLogger | undefined;
  /** Makes requests: for a proxy or a client certificate. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

/** The SDK's batches. */
const BATCHING = { maxBatchSize: 100, flushIntervalMs: 600_000 } as const;
const MAX_BATCH_SIZE = 5_000;

/**
 * Delivers exposures (`vwo_variationShown`), goals (custom events, with their properties; revenue is the property that the
 * metric names, or `revenue`) and attribute changes (`vwo_syncVisitorProp`) to VWO, in the format of vwo-fme-node-sdk 1.35.
 *
 * It differs from the SDK where that one loses or doubles events: what is not delivered is tried again with the same message
 * identifiers until it is, any answer of 2xx is a delivery, queues are bounded and counted, and the process waits for the last
 * delivery. An exposure is sent once a visitor and revision, not with every decision. Of attributes that are set together,
 * those that VWO has no form for stay behind alone. Goals that no feature has are counted as dropped, `unknown-goal`. VWO's
 * own telemetry (`vwo_fmeSdkInit`, `vwo_sdkUsageStats`, `vwo_sdkDebug`) is not sent.
 *
 * @throws TypeError when an option is missing or makes no sense
 */
export function vwoSink(options: VwoSinkOptions): Sink {
  const account = checkAccount('vwoSink', options);
  checkOptions(options);
  const { batch = true, attributes = true, flushCallback, logger = SILENT_LOGGER, fetch } = options;
  const sender: VwoSender = {
    ...account,
    visitorUnit: options.visitorUnit ?? VISITOR_UNIT,
  };
  const messages = new VwoMessages(sender);
  const requests = new VwoRequests(serverUrl('endpoint', options.endpoint ?? VWO_COLLECTOR), sender);
  const kinds: readonly EventKind[] = ['exposure', 'goal', ...(attributes ? (['attributes'] as const) : [])];
  const sink = httpJsonSink({
    name: 'vwo',
    kinds,
    batching: batchingOf(options, batch),
    encode: (events) => encode(events, messages, requests, batch),
    fetch,
  });
  return flushCallback === undefined ? sink : reportingFlushes(sink, flushCallback, messages, logger);
}

function batchingOf({ maxBatchSize, flushIntervalMs }: VwoSinkOptions, batch: boolean): SinkBatching {
  if (!batch) return { maxBatchSize, flushIntervalMs };
  return {
    maxBatchSize: maxBatchSize ?? BATCHING.maxBatchSize,
    flushIntervalMs: flushIntervalMs ?? BATCHING.flushIntervalMs,
  };
}

function encode(
  events: readonly ExperimentationEvent[],
  messages: VwoMessages,
  requests: VwoRequests,
  batch: boolean,
): HttpEncoding {
  const rejected: RejectedEvent[] = [];
  const parcels: Parcel[] = [];
  for (const event of events) {
    try {
      const message = messages.of(event);
      if (typeof message === 'string') rejected.push({ event, reason: message });
      else parcels.push({ event, message });
    } catch (error) {
      rejected.push({ event, reason: 'encode-error', error });
    }
  }
  return {
    requests: batch ? requests.batch(parcels) : parcels.map((parcel) => requests.single(parcel)),
    rejected,
  };
}

/** Better said at the start than with each delivery. */
function checkOptions({ sdkKey, maxBatchSize }: VwoSinkOptions): void {
  if (!/^[\x21-\x7e]+$/.test(sdkKey)) {
    throw new TypeError('vwoSink() sends sdkKey in an HTTP header, which carries letters and digits only.');
  }
  if (maxBatchSize !== undefined && !(maxBatchSize >= 1 && maxBatchSize <= MAX_BATCH_SIZE)) {
    throw new TypeError(`vwoSink() expects maxBatchSize from 1 to ${MAX_BATCH_SIZE}, got ${maxBatchSize}.`);
  }
}
