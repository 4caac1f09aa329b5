import type { ExperimentationLogger } from '../../../ports/logger.js';
import type { SinkBatching } from '../../../ports/sink.js';

/**
 * What VWO's SDK calls a flush callback: it hears of every delivery, with the events in VWO's format. It is not waited for.
 *
 * @param error - null when they were delivered
 */
export type VwoFlushCallback = (error: Error | null, payload: VwoFlushPayload) => unknown;

/** Events as VWO takes them. */
export interface VwoFlushPayload {
  /** A body for each event, in order. */
  readonly ev: readonly object[];
}

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

/** How `vwoSink()` is set up. */
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

/** What VWO's SDK calls integrations: a bridge to an analytics library. */
export interface VwoIntegrations {
  /**
   * Is told of decisions (`api: 'getFlag'`, with the feature, the user, their variables, and the campaigns and variations that
   * they are in) and of goals (`api: 'trackEvent'`, with `eventName`). What it returns is awaited.
   */
  readonly callback: (properties: Readonly<Record<string, unknown>>) => unknown;
}

/** How `vwoIntegrationsSink()` is set up. */
export interface VwoIntegrationsOptions {
  /** Name of the unit that VWO knows visitors by. @defaultValue `'visitor'` */
  readonly visitorUnit?: string | undefined;
}
