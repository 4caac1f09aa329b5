/**
 * The light front of VWO: what applications that use another platform load of it.
 */
import type { Platform, PlatformFront } from '../../ports/platform.js';
import { checkOptions, refreshInterval } from './setup/check-options.js';
import type { VwoOptions } from './setup/vwo.options.js';

export type {
  VwoGatewayOptions,
  VwoLocation,
  VwoLookup,
  VwoOptions,
  VwoSourceOptions,
  VwoUserAgentInfo,
} from './setup/vwo.options.js';
export type {
  VwoEventOptions,
  VwoFlushCallback,
  VwoFlushPayload,
  VwoIntegrations,
  VwoIntegrationsOptions,
  VwoSinkOptions,
} from './setup/event.options.js';
export type { VwoSubjectOptions } from './subject/vwo-subject.js';
export type { VwoAliases, VwoAliasOptions } from './extras/aliases.js';
export type { VwoConnector } from './visitor/vwo-connector.store.js';
export * from './deprecated.js';

/**
 * VWO Feature Management and Experimentation: settings from VWO, a gateway or given, decisions as vwo-fme-node-sdk makes them,
 * events to VWO's collector or the gateway.
 *
 * The visitor code is VWO's user id, unless `visitorUnit` says otherwise, and attributes are its custom variables.
 * `isOn(feature)` says whether the feature is on, `variables(feature)` are those of the variation served.
 *
 * @throws TypeError when neither `accountId` and `sdkKey` nor `settings` are given, or an option makes no sense
 * @example
 * ```ts
 * ExperimentationModule.forRoot({
 *   platform: vwo({ accountId: '123456', sdkKey: process.env.VWO_SDK_KEY }),
 * })
 * ```
 */
export function vwo(options: VwoOptions): PlatformFront {
  checkOptions(options);
  let loading: Promise<Platform> | undefined;
  return {
    name: 'vwo',
    refreshMs: refreshInterval(options.pollIntervalMs),
    load: () => (loading ??= load(options)),
  };
}

async function load(options: VwoOptions): Promise<Platform> {
  const { vwoPlatform } = await import('./vwo.platform.js');
  return vwoPlatform(options);
}
