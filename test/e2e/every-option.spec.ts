import { Controller, Get, Module } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { getMetadataStorage } from 'class-validator';
import { describe, expect, it } from 'vitest';
import type { ExperimentationOptions } from '../../lib/index.js';
import { ExperimentationModule, MemoryAssignmentStore, Variant } from '../../lib/index.js';
import { MODULE_SETTINGS } from '../../lib/nest/service/experimentation.tokens.js';
import { ExperimentationRules } from '../../lib/options/experimentation.rules.js';
import { checkOptions } from '../../lib/options/resolve-options.js';
import { OverridesRules } from '../../lib/options/overrides.rules.js';
import * as runtimeRules from '../../lib/options/runtime.rules.js';
import { resolveEventSettings } from '../../lib/runtime/events/accounting/settings.js';
import * as visitorRules from '../../lib/options/visitor.rules.js';
import { MemorySnapshotStore } from '../support/memory-snapshot.store.js';
import { memoryPlatform, MemorySource, SHOP } from '../support/memory-platform.js';
import { LogRecorder } from '../support/log-recorder.js';
import { RecordingSink } from '../support/recording-sink.js';

@Controller()
class AnyController {
  @Get('any')
  any(@Variant('recommended_products', 'x') variation: string): string {
    return variation;
  }
}

const base = (): ExperimentationOptions => ({ platform: memoryPlatform(new MemorySource(SHOP)) });

/** Every option there is, with a value that is not its default. Where there are forms, both are here. */
function everything(): ExperimentationOptions[] {
  const all: ExperimentationOptions = {
    name: 'walk',
    isGlobal: false,
    platform: memoryPlatform(new MemorySource(SHOP)),
    source: { name: 'another', fetch: () => Promise.resolve({ payload: SHOP }) },
    refresh: { everyMs: 90_000, jitterMs: 5 },
    startup: { mode: 'degrade', deadlineMs: 4_000 },
    snapshot: new MemorySnapshotStore(),
    bootstrap: () => SHOP,
    staleAfterMs: 1_000,
    allowEmpty: true,
    visitor: {
      cookie: {
        name: 'c',
        domain: 'example.com',
        path: '/p',
        maxAgeMs: 5_000,
        secure: true,
        httpOnly: false,
        sameSite: 'strict',
        partitioned: true,
        renewAfterMs: 4_000,
        signed: { secret: '0123456789abcdef' },
      },
      setCookie: 'when-new',
      newcomers: 'navigations',
      counts: () => true,
      cacheControl: false,
      queryParameter: { name: 'q', replaces: true },
      resolve: () => undefined,
      fromMessage: () => undefined,
      mint: ({ url }) => (url === '/any' ? undefined : 'minted'),
      facts: () => ({}),
      maxLength: 40,
      pattern: /./,
      asyncContext: false,
    },
    attributes: () => ({}),
    units: () => ({}),
    sinks: [new RecordingSink()],
    events: {
      maxEvents: 9,
      maxBytes: 2_000,
      maxBatchSize: 3,
      flushIntervalMs: 1,
      deliveryTimeoutMs: 2,
      retryInitialMs: 3,
      retryMaxMs: 4,
      maxAttempts: 5,
      flushAttempts: 6,
    },
    exposures: { maxRemembered: 7, gates: 'never' },
    gates: { undecided: 'open' },
    unknownKeys: 'ignore',
    overrides: {
      secret: 'a secret of the tests',
      parameter: 'p',
      cookie: 'o',
      header: 'x-o',
      allow: ['half_test'],
      maxAgeMs: 5_000,
    },
    stickyStore: new MemoryAssignmentStore(),
    stickyForget: true,
    prefetchTimeoutMs: 99,
    shutdown: { deadlineMs: 98 },
    logger: new LogRecorder(),
  };
  return [
    all,
    {
      ...all,
      refresh: { cron: '0 3 * * *', timeZone: 'UTC', jitterMs: 1 },
      snapshot: { path: '/tmp/never-written.json' },
      overrides: { secrets: ['a secret of the tests'] },
    },
  ];
}

/** Paths of all options that the rules know. */
function knownPaths(): Set<string> {
  const sections: [string, (new () => object)[]][] = [
    ['', [ExperimentationRules]],
    ['refresh.', [runtimeRules.IntervalRefreshRules, runtimeRules.CronRefreshRules]],
    ['startup.', [runtimeRules.StartupRules]],
    ['snapshot.', [runtimeRules.SnapshotFileRules]],
    ['events.', [runtimeRules.EventsRules]],
    ['overrides.', [OverridesRules]],
    ['exposures.', [runtimeRules.ExposuresRules]],
    ['gates.', [runtimeRules.GatesRules]],
    ['shutdown.', [runtimeRules.ShutdownRules]],
    ['visitor.', [visitorRules.VisitorRules]],
    ['visitor.queryParameter.', [visitorRules.QueryParameterRules]],
    ['visitor.cookie.', [visitorRules.VisitorCookieRules]],
    ['visitor.cookie.signed.', [visitorRules.CookieSignatureRules]],
  ];
  const groups = new Set(sections.map(([prefix]) => prefix.slice(0, -1)));
  const names = sections.flatMap(([prefix, types]) =>
    types.flatMap((type) =>
      getMetadataStorage()
        .getTargetValidationMetadatas(type, '', false, false)
        .map(({ propertyName }) => prefix + propertyName),
    ),
  );
  return new Set(names.filter((path) => !groups.has(path)));
}

const isData = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as never);

function leaves(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([name, member]) =>
    isData(member) && !('fetch' in member) && !('compile' in member)
      ? leaves(member, `${prefix}${name}.`)
      : [prefix + name],
  );
}

/** Lays data over other data, member by member. */
function laidOver(lower: object, upper: object): object {
  const result = new Map<string, unknown>(Object.entries(lower));
  for (const [name, member] of Object.entries(upper)) {
    const below = result.get(name);
    result.set(name, isData(below) && isData(member) ? laidOver(below, member) : member);
  }
  return Object.fromEntries(result);
}

/** Notes which members are read. */
function watched<T extends object>(value: T, read: Set<string>, prefix = ''): T {
  return new Proxy(
    { ...value },
    {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof name !== 'string') return member;
        read.add(prefix + name);
        return isData(member) && !('compile' in member) ? watched(member, read, `${prefix}${name}.`) : member;
      },
      has: (target, name) => Reflect.has(target, name),
    },
  );
}

describe('every option', () => {
  it('is in the walk below', () => {
    const walked = new Set(everything().flatMap((options) => leaves(options)));
    expect([...knownPaths()].filter((path) => !walked.has(path) && path !== 'snapshot')).toEqual([]);
  });

  it('changes the settings', async () => {
    const [all] = everything();
    for (const path of leaves(all as object)) {
      const [section, ...rest] = path.split('.') as [keyof ExperimentationOptions, ...string[]];
      if (section === 'platform') continue;
      const given = (all as unknown as Record<string, unknown>)[section];
      const wanted = rest.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], given);
      const only = rest.toReversed().reduce<unknown>((value, name) => ({ [name]: value }), wanted);
      const needed = path.startsWith('refresh.')
        ? { everyMs: 61_000 }
        : path.startsWith('startup.')
          ? { mode: 'block' }
          : path === 'visitor.queryParameter.replaces'
            ? { queryParameter: { name: 'q' } }
            : path.startsWith('overrides.') && !path.includes('secret')
              ? { secret: 'another secret' + '!'.repeat(8) }
              : {};
      const value = rest.length === 0 ? wanted : laidOver(needed, only as object);
      const without = rest.length === 0 || Object.keys(needed).length === 0 ? {} : { [section]: needed };
      const options = { ...base() };
      const before = await checkOptions({ ...options, ...without }).complete();
      const after = await checkOptions({ ...options, [section]: value }).complete();
      expect(after, path).not.toEqual(before);
    }
  });

  it('of events reaches the event pipeline', () => {
    const { events } = everything()[0] as ExperimentationOptions;
    expect(resolveEventSettings(events, events)).toEqual(events);
  });

  it.each([0, 1])('is read by something (%i)', async (form) => {
    const options = everything()[form] as ExperimentationOptions;
    const settings = await checkOptions(options).complete();
    const read = new Set<string>();

    @Module({ imports: [ExperimentationModule.forRoot(options)], controllers: [AnyController] })
    class Root {}
    const testing = await Test.createTestingModule({ imports: [Root] })
      .overrideProvider(MODULE_SETTINGS)
      .useValue(watched(settings, read))
      .compile();
    const app = testing.createNestApplication(new ExpressAdapter(), { logger: false });
    await app.listen(0, '127.0.0.1');
    await fetch(`${await app.getUrl()}/any?q=x`);
    await fetch(`${await app.getUrl()}/any`);
    await app.close();
    // Those are read by the registration itself, and the events all at once.
    const elsewhere = (path: string): boolean => path === 'isGlobal' || path.startsWith('events.');
    expect(read.has('events')).toBe(true);
    expect(leaves(settings).filter((path) => !read.has(path) && !elsewhere(path))).toEqual([]);
  });
});
