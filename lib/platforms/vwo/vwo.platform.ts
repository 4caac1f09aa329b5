import { inspect } from 'node:util';
import type { Program } from '../../engine/program.js';
import { compileInTurns } from '../../platform-kit/compile-in-turns.js';
import { configuredSource } from '../../platform-kit/configured-source.js';
import type { Platform, PlatformContext } from '../../ports/platform.js';
import type { Sink } from '../../ports/sink.js';
import { staticSource } from '../../sources/static.source.js';
import { compileVwoSteps } from './compile/compile.js';
import type { VwoAccount } from './setup/connection.js';
import { checkAccount } from './setup/connection.js';
import { vwoSink } from './wire/vwo.sink.js';
import { Gateway } from './visitor/gateway.js';
import { vwoIntegrationsSink } from './wire/integrations.sink.js';
import { VWO_PROGRAM_FACTS } from './compile/settings-facts.js';
import { vwoSource } from './wire/vwo.source.js';
import { visitorLookup } from './visitor/visitor-lookup.js';
import type { VwoOptions } from './setup/vwo.options.js';
import { subjectOf } from './subject/vwo-subject.js';

/** As VWO's SDK polls where neither options nor settings say. */
const REFRESH_MS = 600_000;
const MIN_REFRESH_MS = 1_000;
/** The longest that a timer of Node can wait. */
const MAX_REFRESH_MS = 2 ** 31 - 1;

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
export function vwo(options: VwoOptions): Platform {
  const { pollIntervalMs } = options;
  checkInterval(pollIntervalMs);
  const account = accountOf(options);
  const gateway = gatewayOf(options, account);
  const server = options.baseUrl ?? gateway?.url;
  const configured = configuredSource({
    of: 'vwo',
    remote: account,
    payload: options.settings,
    expected: 'accountId and sdkKey: of an environment, or settings: VWO settings',
    download: (remote) => vwoSource({ ...options, ...remote, baseUrl: server }),
    given: (settings) => staticSource(settings, { name: 'VWO (given settings)' }),
  });
  const prefetch = visitorLookup({ ...options, gateway });
  const sinksOf = sinkMaker(options, account, gateway);
  // Options are checked when they are given, not when the application starts.
  sinksOf();
  return {
    name: 'vwo',
    ...configured,
    compile: (payload) => compileInTurns(compileVwoSteps(payload)),
    subject: subjectOf(options),
    sinks: sinksOf,
    refreshMs: pollIntervalMs ?? REFRESH_MS,
    ...(pollIntervalMs === undefined && { refreshMsOf }),
    ...(prefetch !== undefined && { prefetch }),
  };
}

/** Null: there is nobody to talk to. */
function accountOf(options: VwoOptions): VwoAccount | null {
  const { accountId, sdkKey, settings } = options;
  if (accountId === undefined && sdkKey === undefined && settings !== undefined) return null;
  return checkAccount('vwo', options);
}

function gatewayOf({ gateway, fetch }: VwoOptions, account: VwoAccount | null): Gateway | null {
  if (gateway === undefined) return null;
  if (account !== null) return new Gateway(gateway, { accountId: account.accountId, fetch });
  throw new TypeError(
    'vwo() expects accountId and sdkKey together with gateway, which asks for the account.',
  );
}

function sinkMaker(
  { events, integrations, visitorUnit, baseUrl, fetch }: VwoOptions,
  account: VwoAccount | null,
  gateway: Gateway | null,
): (context?: PlatformContext) => readonly Sink[] {
  const toGateway = baseUrl === undefined && gateway !== null;
  const endpoint = toGateway ? gateway.url : baseUrl;
  const own = toGateway ? { ...events, batch: false } : { ...events };
  const delivers = account !== null && events !== false;
  return (context) => [
    ...(delivers
      ? [vwoSink({ ...own, ...account, endpoint, visitorUnit, fetch, logger: context?.logger })]
      : []),
    ...(integrations === undefined ? [] : [vwoIntegrationsSink(integrations, { visitorUnit })]),
  ];
}

function checkInterval(pollIntervalMs: unknown): void {
  if (pollIntervalMs === undefined) return;
  const isWhole = Number.isSafeInteger(pollIntervalMs);
  if (isWhole && Number(pollIntervalMs) >= MIN_REFRESH_MS && Number(pollIntervalMs) <= MAX_REFRESH_MS) return;
  throw new TypeError(
    `vwo() expects pollIntervalMs: whole milliseconds from ${MIN_REFRESH_MS} to ${MAX_REFRESH_MS}, such as 60_000. Got ${inspect(pollIntervalMs)}.`,
  );
}

/** What the settings ask for, within what makes sense. */
function refreshMsOf({ facts }: Program): number | undefined {
  const wanted = facts.get(VWO_PROGRAM_FACTS.pollIntervalMs);
  if (typeof wanted !== 'number' || !(wanted > 0)) return undefined;
  return Math.min(Math.max(Math.round(wanted), MIN_REFRESH_MS), MAX_REFRESH_MS);
}
