import { setImmediate } from 'node:timers/promises';
import type { Program } from '../../engine/program.js';
import { finishInTurns } from '../../engine/stepwise.js';
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

/** How many campaigns and features are compiled before other work gets its turn: a few milliseconds' worth. */
const PARTS_PER_TURN = 100;

/** Makes the whole platform. Throws as `vwo()` does. */
export function vwoPlatform(options: VwoOptions): Platform {
  const { settings, pollIntervalMs } = options;
  const refreshMs = refreshInterval(pollIntervalMs);
  const account = accountOf(options);
  const gateway = gatewayOf(options, account);
  const prefetch = visitorLookup({ ...options, gateway });
  const sinksOf = sinkMaker(options, account);
  // Options are checked when they are given, not when the application starts.
  sinksOf();
  return {
    name: 'vwo',
    source:
      account === null
        ? staticSource(settings, { name: 'VWO (given settings)' })
        : vwoSource(downloadOptions(options, account)),
    ...(account !== null && settings !== undefined && { bootstrap: settings }),
    compile: (payload) => finishInTurns(compileVwoSteps(payload), () => setImmediate(), PARTS_PER_TURN),
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
