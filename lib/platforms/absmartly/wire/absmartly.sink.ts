import type { ExperimentationEvent, RejectedEvent, Sink } from '../../../ports/sink.js';
import type { HttpEncoding } from '../../../sinks/http-json.sink.js';
import { httpJsonSink } from '../../../sinks/http-json.sink.js';
import { toJson } from '../../../sinks/json-writer.js';
import type { AbsmartlySinkOptions } from '../setup/absmartly.options.js';
import { checkConnection, contextUrl } from '../setup/connection.js';
import { deliveryHeaders, SINK_FACE } from '../setup/delivery.js';
import { publishBody } from './body.js';
import type { UnitsByType } from '../subject/unit-types.js';
import { unitsByType } from '../subject/unit-types.js';
import type { PublishedEvent } from './visitor-events.js';
import { groupByVisitor } from './visitor-events.js';

/**
 * Delivers exposures and goals to A/B Smartly's collector, in the format of the vendor's own SDK: `PUT <endpoint>/context`,
 * a request a visitor with everything of theirs in the batch. Attributes go along with exposures and goals, all that are
 * known each time; where there is neither, setting them sends nothing (and the ledger counts the setting as `unsupported`).
 *
 * It differs from the SDK where that one loses events: failed deliveries are tried again, queues are bounded and counted, and
 * the process waits for the last delivery. An answer of 2xx is a delivery whatever its body; the SDK takes one without JSON
 * for a failure and delivers twice.
 *
 * @throws TypeError when an option is missing or makes no sense
 */
export function absmartlySink(options: AbsmartlySinkOptions): Sink {
  checkConnection('absmartlySink', options);
  const { maxBatchSize, flushIntervalMs, fetch } = options;
  const target: Target = {
    url: contextUrl(options.endpoint).href,
    headers: deliveryHeaders(options),
    unitsOf: unitsByType(options),
  };
  return httpJsonSink({
    ...SINK_FACE,
    batching: { maxBatchSize, flushIntervalMs },
    encode: (batch) => encode(batch, target),
    fetch,
  });
}

interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly unitsOf: UnitsByType;
}

function encode(batch: readonly ExperimentationEvent[], { url, headers, unitsOf }: Target): HttpEncoding {
  const rejected: RejectedEvent[] = [];
  const published: PublishedEvent[] = [];
  for (const event of batch) {
    if (event.kind === 'usage') rejected.push({ event, reason: 'unsupported' });
    else published.push(event);
  }
  const publishedAt = Date.now();
  const requests = groupByVisitor(published, unitsOf).flatMap((group) => {
    const { events } = group;
    if (events.every(({ kind }) => kind === 'attributes')) {
      for (const event of events) rejected.push({ event, reason: 'unsupported' });
      return [];
    }
    return [{ url, method: 'PUT', headers, body: toJson(publishBody(group, publishedAt)), events }];
  });
  return { requests, rejected };
}
