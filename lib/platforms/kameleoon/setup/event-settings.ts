import type { EventKind, SinkBatching } from '../../../ports/sink.js';
import { positiveInteger } from '../../../http/limits.js';
import { DEFAULT_SDK } from '../subject/sdk-identity.js';
import { goalIds } from './goal-ids.js';
import type { KameleoonHosts } from './hosts.js';
import { kameleoonHosts } from './hosts.js';
import type { KameleoonSinkOptions } from './kameleoon.options.js';

/** How events are delivered. */
export interface EventSettings {
  readonly hosts: KameleoonHosts;
  /** The id of a goal; undefined for one that Kameleoon does not know. */
  readonly goalOf: (goal: string) => number | undefined;
  /** Names the site and the SDK. */
  readonly query: string;
  readonly batching: SinkBatching;
}

/** What the sink takes. */
export const KINDS: readonly EventKind[] = ['exposure', 'usage', 'goal', 'data'];
const MAX_BATCH_SIZE = 1_000;
const MIN_INTERVAL_MS = 100;
const MAX_INTERVAL_MS = 1_000;

/**
 * Completes the options of a sink.
 *
 * @throws TypeError when one makes no sense
 */
export function eventSettings(options: KameleoonSinkOptions): EventSettings {
  const { siteCode, sdk = DEFAULT_SDK, maxBatchSize = MAX_BATCH_SIZE } = options;
  if (typeof siteCode !== 'string' || siteCode === '') {
    throw new TypeError('kameleoonSink() expects siteCode: the code of a site. Got none.');
  }
  const sdkQuery = `sdkName=${encodeURIComponent(sdk.type.toLowerCase())}&sdkVersion=${encodeURIComponent(sdk.version)}`;
  return {
    hosts: kameleoonHosts(options.networkDomain, options.endpoints),
    goalOf: goalIds(options.goals),
    query: `siteCode=${encodeURIComponent(siteCode)}&${sdkQuery}`,
    batching: { maxBatchSize, flushIntervalMs: trackingInterval(options.flushIntervalMs) },
  };
}

function trackingInterval(wanted = MAX_INTERVAL_MS): number {
  const whole = positiveInteger('flushIntervalMs', wanted);
  return Math.min(Math.max(whole, MIN_INTERVAL_MS), MAX_INTERVAL_MS);
}
