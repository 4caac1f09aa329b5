import { setImmediate } from 'node:timers/promises';
import { finishInTurns } from '../../engine/stepwise.js';
import type { SubjectInit } from '../../engine/subject.js';
import { createSubject } from '../../engine/subject.js';
import type { Platform, PlatformContext, VisitorFacts } from '../../ports/platform.js';
import type { ExposureEvent, GoalEvent, Sink } from '../../ports/sink.js';
import type { Source } from '../../ports/source.js';
import { positiveInteger, timerDelay } from '../../sources/limits.js';
import { staticSource } from '../../sources/static.source.js';
import { AccessToken, authorized } from './setup/access-token.js';
import { compileSteps } from './compile/compile.js';
import { NO_DEFINITIONS } from './payload/custom-data-definitions.js';
import { kameleoonSink } from './wire/kameleoon.sink.js';
import { goalIds } from './wire/goal-ids.js';
import { kameleoonHosts } from './setup/hosts.js';
import type { KameleoonOptions, KameleoonVisitorMemory } from './setup/kameleoon.options.js';
import { withOptionsFile } from './setup/options-file.js';
import { remoteFacts } from './visitor/remote-facts.js';
import { kameleoonSource } from './wire/kameleoon.source.js';
import { visitorCookie } from './visitor/kameleoon-visitor-code.js';
import { VisitorFacilities } from './visitor/visitor-facilities.js';
import type { VisitorMemoryStatus } from './visitor/visitor-memory.js';
import { VisitorMemory } from './visitor/visitor-memory.js';

/** What `kameleoon()` makes: the platform, and a look at what it remembers. */
export interface KameleoonPlatform extends Platform {
  /** How many visitors are remembered at present, and how many were forgotten since the start: for metrics and health checks. */
  visitorMemory(): VisitorMemoryStatus;
}

const REFRESH_MS = 3_600_000;
const TIMEOUT_MS = 10_000;
/** How many flags are compiled before other work gets its turn: a few milliseconds' worth. */
const FLAGS_PER_TURN = 50;

/**
 * Kameleoon: the data file of a site, decisions as the vendor's SDK makes them, events to its data API. What is said of a visitor,
 * and what they were assigned, is remembered in this process.
 *
 * `variation(flag)` is the key of the variation, `value('flag.variable', fallback)` one of its variables (`value('flag', fallback)` where
 * it has but one), `decide(flag).variables` all of them. Goals are tracked by their ids
 * (`track('1234')`), or by name with the option `goals`.
 *
 * @throws TypeError when neither `siteCode` nor `dataFile` is given, or an option or the options file makes no sense
 * @example
 * ```ts
 * ExperimentationModule.forRoot({ platform: kameleoon({ siteCode: 'a1b2c3d4e5' }) })
 * ```
 */
export function kameleoon(given: KameleoonOptions): KameleoonPlatform {
  const options = withOptionsFile(given);
  const { siteCode, dataFile, visitors = {}, sdk } = options;
  const memory = memoryOf(visitors);
  const goals = goalIds(options.goals);
  const token = tokenOf(options);
  const send = token === null ? options.fetch : authorized(options.fetch ?? globalFetch, token);
  const sinks = sinksOf(options, memory, send);
  const facilities = new VisitorFacilities(memory, options, (visitor) =>
    createSubject(subjectOf(visitor, memory)),
  );
  const prefetch = prefetchOf(options, memory, send);
  return {
    name: 'kameleoon',
    visitorMemory: () => memory.status(),
    source: sourceOf(options),
    ...(siteCode !== undefined && dataFile !== undefined && { bootstrap: dataFile }),
    compile: (payload) => {
      const downloaded = siteCode !== undefined && payload !== dataFile;
      return finishInTurns(compileSteps(payload, { sdk, downloaded }), () => setImmediate(), FLAGS_PER_TURN);
    },
    subject: (visitor) => subjectOf(visitor, memory),
    witness: (event) => witness(event, memory, goals),
    addData: (visitor, data, program) => facilities.addData(visitor, data, program),
    ...(facilities.hears && { arrive: (visitor) => facilities.arrive(visitor) }),
    ...(prefetch !== undefined && { prefetch }),
    sinks: ({ logger }: PlatformContext) => {
      token?.tellFailures((message) => logger.warn(message));
      return sinks;
    },
    cookie: visitorCookie(options.topLevelDomain),
    refreshMs: timerDelay('refreshIntervalMs', options.refreshIntervalMs ?? REFRESH_MS),
  };
}

function memoryOf({ idleMs, maxVisitors }: KameleoonVisitorMemory): VisitorMemory {
  if (idleMs !== undefined) positiveInteger('visitors.idleMs', idleMs);
  if (maxVisitors !== undefined) positiveInteger('visitors.maxVisitors', maxVisitors);
  return new VisitorMemory({ now: () => Date.now(), idleMs, maxVisitors });
}

function sourceOf(options: KameleoonOptions): Source {
  const { siteCode, dataFile } = options;
  if (siteCode !== undefined) return kameleoonSource({ ...options, siteCode });
  if (dataFile !== undefined) return staticSource(dataFile, { name: 'Kameleoon (given data file)' });
  throw new TypeError(
    'kameleoon() expects siteCode: the code of a site, or dataFile: a Kameleoon data file. Got neither.',
  );
}

function subjectOf(
  { visitorCode, units, attributes, url }: VisitorFacts,
  memory: VisitorMemory,
): SubjectInit {
  return {
    units,
    attributes,
    url,
    facts: memory.facts(visitorCode),
    forcedVariations: memory.forcedVariations(visitorCode),
    customAssignments: memory.customAssignments(visitorCode),
  };
}

/** Later decisions may depend on what a visitor was assigned and has converted. */
function witness(
  event: ExposureEvent | GoalEvent,
  memory: VisitorMemory,
  goals: ReturnType<typeof goalIds>,
): void {
  const { visitorCode } = event.visitor;
  if (event.kind === 'exposure') {
    memory.assign(visitorCode, [event.exposure]);
    return;
  }
  const goalId = goals(event.goal);
  if (goalId !== undefined) memory.addData(visitorCode, [{ type: 'conversion', goalId }], NO_DEFINITIONS);
}

function tokenOf(options: KameleoonOptions): AccessToken | null {
  const { clientId, clientSecret, networkDomain, endpoints, timeoutMs = TIMEOUT_MS } = options;
  if (clientId === undefined && clientSecret === undefined) return null;
  if (!clientId || !clientSecret) {
    throw new TypeError(
      `kameleoon() expects clientId and clientSecret together, got only ${clientId ? 'clientId' : 'clientSecret'}.`,
    );
  }
  return new AccessToken({
    api: kameleoonHosts(networkDomain, endpoints).api,
    clientId,
    clientSecret,
    timeoutMs: timerDelay('timeoutMs', timeoutMs),
    fetch: options.fetch ?? globalFetch,
    now: () => Date.now(),
  });
}

function sinksOf(
  options: KameleoonOptions,
  memory: VisitorMemory,
  send: typeof fetch | undefined,
): readonly Sink[] {
  const { siteCode, events, goals, networkDomain, endpoints, sdk } = options;
  if (siteCode === undefined || events === false) return [];
  return [kameleoonSink({ ...events, siteCode, goals, networkDomain, endpoints, sdk, memory, fetch: send })];
}

function prefetchOf(
  { siteCode, remoteData, networkDomain, endpoints }: KameleoonOptions,
  memory: VisitorMemory,
  send: typeof fetch | undefined,
): Platform['prefetch'] {
  if (remoteData === undefined) return undefined;
  if (siteCode === undefined) {
    throw new TypeError(
      'kameleoon() expects siteCode with remoteData: the data API is asked by it. Got none.',
    );
  }
  const hosts = kameleoonHosts(networkDomain, endpoints);
  return remoteFacts(remoteData, {
    siteCode,
    dataOrigin: (domain) => hosts.data(domain),
    memory,
    fetch: send ?? globalFetch,
  });
}

/** Looked up at each request, so that what an application puts in its place later is used. */
const globalFetch: typeof fetch = (input, init) => fetch(input, init);
