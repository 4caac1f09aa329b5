import type { SubjectInit } from '../../engine/subject.js';
import { createSubject } from '../../engine/subject.js';
import type { Platform, PlatformContext, VisitorFacts } from '../../ports/platform.js';
import type { ExposureEvent, GoalEvent, Sink } from '../../ports/sink.js';
import { compileInTurns } from '../../platform-kit/compile-in-turns.js';
import { configuredSource } from '../../platform-kit/configured-source.js';
import { staticSource } from '../../sources/static.source.js';
import { AccessToken, authorized } from './setup/access-token.js';
import { compileSteps } from './compile/compile.js';
import { NO_DEFINITIONS } from './payload/custom-data-definitions.js';
import { kameleoonSink } from './wire/kameleoon.sink.js';
import { goalIds } from './setup/goal-ids.js';
import {
  checkedBounds,
  credentialsOf,
  eventOptions,
  refreshInterval,
  remoteOptions,
} from './setup/check-options.js';
import { kameleoonHosts } from './setup/hosts.js';
import type { KameleoonOptions } from './setup/kameleoon.options.js';
import { remoteFacts } from './visitor/remote-facts.js';
import { kameleoonSource } from './wire/kameleoon.source.js';
import { visitorCookie } from './setup/visitor-cookie.js';
import { VisitorFacilities } from './visitor/visitor-facilities.js';
import type { VisitorMemoryStatus } from './visitor/visitor-memory.js';
import { VisitorMemory } from './visitor/visitor-memory.js';

/** The whole platform, and a look at what it remembers. */
export interface LoadedKameleoon extends Platform {
  visitorMemory(): VisitorMemoryStatus;
}

/**
 * Makes the whole platform. Throws as `kameleoon()` does.
 *
 * @param options - with those of the options file in them
 */
export function kameleoonPlatform(options: KameleoonOptions): LoadedKameleoon {
  const { siteCode, dataFile, visitors = {}, sdk } = options;
  const memory = new VisitorMemory({ ...checkedBounds(visitors), now: () => Date.now() });
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
    ...sourceOf(options),
    compile: (payload) => {
      const downloaded = siteCode !== undefined && payload !== dataFile;
      return compileInTurns(compileSteps(payload, { sdk, downloaded }));
    },
    subject: (visitor) => subjectOf(visitor, memory),
    witness: (event) => witness(event, memory, goals),
    addData: (visitor, data, program) => facilities.addData(visitor, data, program),
    ...(facilities.hears && { arrive: (visitor) => facilities.arrive(visitor) }),
    ...(prefetch !== undefined && { prefetch }),
    // Experiments are asked for by number, and are in the data file only while they run.
    ordinarilyMissing: (key) => /^\d+$/.test(key),
    sinks: ({ logger }: PlatformContext) => {
      token?.tellFailures((message) => logger.warn(message));
      return sinks;
    },
    cookie: visitorCookie(options.topLevelDomain),
    refreshMs: refreshInterval(options.refreshIntervalMs),
  };
}

function sourceOf(options: KameleoonOptions): Pick<Platform, 'source' | 'bootstrap'> {
  return configuredSource({
    of: 'kameleoon',
    remote: options.siteCode,
    payload: options.dataFile,
    expected: 'siteCode: the code of a site, or dataFile: a Kameleoon data file',
    download: (siteCode) => kameleoonSource({ ...options, siteCode }),
    given: (dataFile) => staticSource(dataFile, { name: 'Kameleoon (given data file)' }),
  });
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
    now: memory.time,
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
  const credentials = credentialsOf(options);
  if (credentials === null) return null;
  return new AccessToken({ ...credentials, fetch: options.fetch ?? globalFetch, now: () => Date.now() });
}

function sinksOf(
  options: KameleoonOptions,
  memory: VisitorMemory,
  send: typeof fetch | undefined,
): readonly Sink[] {
  const events = eventOptions(options);
  return events === null ? [] : [kameleoonSink({ ...events, memory, fetch: send })];
}

function prefetchOf(
  options: KameleoonOptions,
  memory: VisitorMemory,
  send: typeof fetch | undefined,
): Platform['prefetch'] {
  const wanted = remoteOptions(options);
  if (wanted === null) return undefined;
  const hosts = kameleoonHosts(options.networkDomain, options.endpoints);
  return remoteFacts(wanted.settings, {
    siteCode: wanted.siteCode,
    dataOrigin: (domain) => hosts.data(domain),
    memory,
    fetch: send ?? globalFetch,
  });
}

/** Looked up at each request, so that what an application puts in its place later is used. */
const globalFetch: typeof fetch = (input, init) => fetch(input, init);
