import { SILENT_LOGGER } from '../../../ports/logger.js';
import type { ExperimentationEvent, RejectedEvent, Sink } from '../../../ports/sink.js';
import type { HttpEncoding } from '../../../sinks/http-json.sink.js';
import { httpJsonSink } from '../../../sinks/http-json.sink.js';
import type { VwoSinkOptions } from '../setup/event.options.js';
import { eventSettings } from '../setup/event-settings.js';
import type { VwoSender } from './body.js';
import { VwoMessages } from './body.js';
import type { Parcel } from './requests.js';
import { VwoRequests } from './requests.js';
import { reportingFlushes } from './flush-report.js';
import { VISITOR_UNIT } from '../subject/subject-keys.js';

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
  const { account, endpoint, kinds, batching, batch } = eventSettings(options);
  const { flushCallback, logger = SILENT_LOGGER, fetch } = options;
  const sender: VwoSender = { ...account, visitorUnit: options.visitorUnit ?? VISITOR_UNIT };
  const messages = new VwoMessages(sender);
  const requests = new VwoRequests(endpoint, sender);
  const sink = httpJsonSink({
    name: 'vwo',
    kinds,
    batching,
    encode: (events) => encode(events, messages, requests, batch),
    fetch,
  });
  return flushCallback === undefined ? sink : reportingFlushes(sink, flushCallback, messages, logger);
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
