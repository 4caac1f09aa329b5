import { describe, expect, it } from 'vitest';
import { OptionsError } from '../../../lib/errors/options.error.js';
import {
  absmartly,
  fileSource,
  growthbook,
  httpSource,
  kameleoon,
  optimizely,
  vwo,
} from '../../../lib/index.js';
import { checkOptions } from '../../../lib/options/resolve-options.js';
import { stubPlatform } from '../../support/stub-platform.js';

/** The longest delay of a timer of Node: with a longer one it fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Options whose value a timer waits for, and where they are written. */
const OPTIONS: readonly [path: string, options: (ms: unknown) => object][] = [
  ['refresh.everyMs', (everyMs) => ({ refresh: { everyMs } })],
  ['refresh.jitterMs', (jitterMs) => ({ refresh: { everyMs: LONGEST_MS, jitterMs } })],
  ['refresh.jitterMs', (jitterMs) => ({ refresh: { cron: '* * * * *', jitterMs } })],
  ['startup.deadlineMs', (deadlineMs) => ({ startup: { mode: 'block', deadlineMs } })],
  ['events.flushIntervalMs', (flushIntervalMs) => ({ events: { flushIntervalMs } })],
  ['events.deliveryTimeoutMs', (deliveryTimeoutMs) => ({ events: { deliveryTimeoutMs } })],
  ['events.retryInitialMs', (retryInitialMs) => ({ events: { retryInitialMs } })],
  ['events.retryMaxMs', (retryMaxMs) => ({ events: { retryMaxMs } })],
  ['prefetchTimeoutMs', (prefetchTimeoutMs) => ({ prefetchTimeoutMs })],
  ['shutdown.deadlineMs', (deadlineMs) => ({ shutdown: { deadlineMs } })],
];

function problemPaths(options: object): string[] {
  try {
    checkOptions({ platform: stubPlatform(), ...options });
    return [];
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    return error.problems.map(({ path }) => path);
  }
}

/** Options of sources and platforms that say how long to wait, each with the name that its error gives. */
const FACTORIES: readonly [name: string, make: (ms: number) => unknown][] = [
  ['timeoutMs', (timeoutMs) => httpSource({ url: 'https://example.com/', timeoutMs })],
  ['debounceMs', (debounceMs) => fileSource('config.json', { debounceMs })],
  ['pollIntervalMs', (pollIntervalMs) => fileSource('config.json', { pollIntervalMs })],
  ['timeoutMs', (timeoutMs) => growthbook({ clientKey: 'sdk-1', timeoutMs })],
  ['timeoutMs', (timeoutMs) => optimizely({ sdkKey: 'key', timeoutMs })],
  ['odp.segmentsTimeoutMs', (segmentsTimeoutMs) => optimizely({ sdkKey: 'k', odp: { segmentsTimeoutMs } })],
  [
    'odp.eventFlushIntervalMs',
    (eventFlushIntervalMs) => optimizely({ sdkKey: 'k', odp: { eventFlushIntervalMs } }),
  ],
  ['odp.eventTimeoutMs', (eventTimeoutMs) => optimizely({ sdkKey: 'k', odp: { eventTimeoutMs } })],
  ['cmab.timeoutMs', (timeoutMs) => optimizely({ sdkKey: 'k', cmab: { timeoutMs } })],
  [
    'timeoutMs',
    (timeoutMs) =>
      absmartly({
        endpoint: 'https://x.example/v1',
        apiKey: 'k',
        application: 'a',
        environment: 'e',
        timeoutMs,
      }),
  ],
  ['timeoutMs', (timeoutMs) => vwo({ accountId: '1', sdkKey: 'k', timeoutMs })],
  ['pollIntervalMs', (pollIntervalMs) => vwo({ accountId: '1', sdkKey: 'k', pollIntervalMs })],
  [
    'gateway.timeoutMs',
    (timeoutMs) =>
      vwo({ accountId: '1', sdkKey: 'k', gateway: { url: 'https://gateway.example', timeoutMs } }),
  ],
  ['timeoutMs', (timeoutMs) => kameleoon({ siteCode: 's', timeoutMs })],
  ['timeoutMs', (timeoutMs) => kameleoon({ siteCode: 's', clientId: 'i', clientSecret: 's', timeoutMs })],
  ['refreshIntervalMs', (refreshIntervalMs) => kameleoon({ siteCode: 's', refreshIntervalMs })],
];

describe('times that timers wait for', () => {
  it.each(OPTIONS)('%s: at most 2 ** 31 - 1, whole', (path, options) => {
    expect(problemPaths(options(LONGEST_MS))).toEqual([]);
    for (const wrong of [LONGEST_MS + 1, -1, 1_000.5, Number.POSITIVE_INFINITY, Number.NaN, '1000'])
      expect(problemPaths(options(wrong)), String(wrong)).toEqual([path]);
  });

  it.each(FACTORIES)('%s of a source or platform (%#): at most 2 ** 31 - 1, whole', (name, make) => {
    expect(() => make(LONGEST_MS)).not.toThrow();
    for (const wrong of [LONGEST_MS + 1, 0, 1_000.5, Number.POSITIVE_INFINITY, Number.NaN])
      expect(() => make(wrong), String(wrong)).toThrow(new RegExp(`\\b${name.replace('.', '\\.')}\\b`));
  });

  it('of a refresh are not shifted past the next one', () => {
    expect(problemPaths({ refresh: { everyMs: 5_000, jitterMs: 5_000 } })).toEqual([]);
    expect(problemPaths({ refresh: { everyMs: 5_000, jitterMs: 5_001 } })).toEqual(['refresh.jitterMs']);
  });
});
