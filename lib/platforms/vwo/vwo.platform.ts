import type { Program } from '../../engine/program.js';
import { compileInTurns } from '../../platform-kit/compile-in-turns.js';
import { configuredSource } from '../../platform-kit/configured-source.js';
import type { Platform, PlatformContext } from '../../ports/platform.js';
import type { Sink } from '../../ports/sink.js';
import { staticSource } from '../../sources/static.source.js';
import { compileVwoSteps } from './compile/compile.js';
import type { VwoAccount } from './setup/connection.js';
import {
  accountOf,
  downloadOptions,
  eventOptions,
  gatewayAccount,
  MAX_REFRESH_MS,
  MIN_REFRESH_MS,
  refreshInterval,
} from './setup/check-options.js';
import { vwoSink } from './wire/vwo.sink.js';
import { Gateway } from './visitor/gateway.js';
import { vwoIntegrationsSink } from './wire/integrations.sink.js';
import { VWO_PROGRAM_FACTS } from './compile/settings-facts.js';
import { vwoSource } from './wire/vwo.source.js';
import { visitorLookup } from './visitor/visitor-lookup.js';
import type { VwoOptions } from './setup/vwo.options.js';
import { subjectOf } from './subject/vwo-subject.js';

/** Makes the whole platform. Throws as `vwo()` does. */
export function vwoPlatform(options: VwoOptions): Platform {
  const { pollIntervalMs } = options;
  const refreshMs = refreshInterval(pollIntervalMs);
  const account = accountOf(options);
  const gateway = gatewayOf(options, account);
  const configured = configuredSource({
    of: 'vwo',
    remote: account,
    payload: options.settings,
    expected: 'accountId and sdkKey: of an environment, or settings: VWO settings',
    download: (remote) => vwoSource(downloadOptions(options, remote)),
    given: (settings) => staticSource(settings, { name: 'VWO (given settings)' }),
  });
  const prefetch = visitorLookup({ ...options, gateway });
  const sinksOf = sinkMaker(options, account);
  // Options are checked when they are given, not when the application starts.
  sinksOf();
  return {
    name: 'vwo',
    ...configured,
    compile: (payload) => compileInTurns(compileVwoSteps(payload)),
    subject: subjectOf(options),
    sinks: sinksOf,
    refreshMs,
    ...(pollIntervalMs === undefined && { refreshMsOf }),
    ...(prefetch !== undefined && { prefetch }),
  };
}

function gatewayOf({ gateway, fetch }: VwoOptions, account: VwoAccount | null): Gateway | null {
  if (gateway === undefined) return null;
  return new Gateway(gateway, { accountId: gatewayAccount(account).accountId, fetch });
}

function sinkMaker(
  options: VwoOptions,
  account: VwoAccount | null,
): (context?: PlatformContext) => readonly Sink[] {
  const { integrations, visitorUnit } = options;
  const events = eventOptions(options, account);
  return (context) => [
    ...(events === null ? [] : [vwoSink({ ...events, logger: context?.logger })]),
    ...(integrations === undefined ? [] : [vwoIntegrationsSink(integrations, { visitorUnit })]),
  ];
}

/** What the settings ask for, within what makes sense. */
function refreshMsOf({ facts }: Program): number | undefined {
  const wanted = facts.get(VWO_PROGRAM_FACTS.pollIntervalMs);
  if (typeof wanted !== 'number' || !(wanted > 0)) return undefined;
  return Math.min(Math.max(Math.round(wanted), MIN_REFRESH_MS), MAX_REFRESH_MS);
}
