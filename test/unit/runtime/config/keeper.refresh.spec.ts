import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../../lib/engine/program.js';
import type { Program } from '../../../../lib/engine/program.js';
import { keep } from '../../../support/keeper.js';
import {
  fails,
  gives,
  givesPayload,
  held,
  ignores,
  ScriptedSource,
  unchanged,
} from '../../../support/scripted-source.js';
import { served, stubCompile } from '../../../support/stub-compiler.js';

const now = { startup: { mode: 'block', deadlineMs: 10_000 } } as const;

describe('ConfigKeeper.refresh', () => {
  it('puts a new revision into service in one step and tells of it', async () => {
    const source = new ScriptedSource(gives({ a: 1 }), gives({ a: 2, b: 'broken' }));
    const { keeper, events, logger } = keep(source, now);
    await keeper.start();
    const before = keeper.program;
    const result = await keeper.refresh();
    expect(result).toEqual({ outcome: 'installed', revision: keeper.program.revision });
    expect(served(keeper.program, 'a')).toBe(2);
    expect(served(before, 'a')).toBe(1);
    expect(events.at(-1)).toMatchObject({
      kind: 'refresh',
      previous: before.revision,
      revision: keeper.program.revision,
      origin: 'live',
      source: 'scripted',
      warnings: [{ flagKey: 'b', quarantined: true }],
    });
    expect(keeper.status()).toMatchObject({ quarantined: ['b'], warnings: [{ flagKey: 'b' }] });
    expect(logger.warnings).toEqual(['Out of service because they are malformed: b. See status().warnings.']);
  });

  it('works without a start', async () => {
    const { keeper } = keep(new ScriptedSource(gives({ a: 1 })));
    expect((await keeper.refresh()).outcome).toBe('installed');
    expect(keeper.status().state).toBe('ready');
  });

  it('asks for what is newer than what is in service, and for everything while nothing is', async () => {
    const source = new ScriptedSource(gives({ a: 1 }, 'v1'), unchanged, gives({ a: 2 }, 'v2'), unchanged);
    const { keeper, kinds } = keep(source, now);
    await keeper.start();
    expect((await keeper.refresh()).outcome).toBe('unchanged');
    expect((await keeper.refresh()).outcome).toBe('installed');
    expect((await keeper.refresh()).outcome).toBe('unchanged');
    expect(source.contexts.map(({ since }) => since?.etag)).toEqual([undefined, 'v1', 'v1', 'v2']);
    expect(kinds()).toEqual(['refresh', 'ready', 'unchanged', 'refresh', 'unchanged']);
  });

  it('keeps the program when the same content comes again, and remembers its new mark', async () => {
    const source = new ScriptedSource(gives({ a: 1 }, 'v1'), gives({ a: 1 }, 'v2'), unchanged);
    const { keeper } = keep(source, now);
    await keeper.start();
    const before = keeper.program;
    expect((await keeper.refresh()).outcome).toBe('unchanged');
    expect(keeper.program).toBe(before);
    await keeper.refresh();
    expect(source.contexts.at(-1)?.since?.etag).toBe('v2');
  });

  it('hands the compiler what is in service, for payloads that leave out what has not changed', async () => {
    const previous: (Program | undefined)[] = [];
    const compile = (payload: unknown, before: Program | undefined): Program => {
      previous.push(before);
      return stubCompile(payload);
    };
    const { keeper } = keep(new ScriptedSource(gives({ a: 1 }), gives({ a: 2 })), { compile });
    await keeper.refresh();
    const first = keeper.program;
    await keeper.refresh();
    expect(previous).toEqual([undefined, first]);
  });

  it('lets callers share one fetch', async () => {
    const slow = held();
    const source = new ScriptedSource(slow.act);
    const { keeper } = keep(source);
    const results = [keeper.refresh(), keeper.refresh(), keeper.refresh()];
    slow.release(gives({ a: 1 }));
    expect((await Promise.all(results)).map(({ outcome }) => outcome)).toEqual([
      'installed',
      'installed',
      'installed',
    ]);
    expect(source.contexts).toHaveLength(1);
  });

  it.each([
    ['the source fails', fails('down'), 'fetch', 'down'],
    ['the payload is of a wrong type', givesPayload(42), 'install', 'Expected an object with "flags"'],
    ['the payload is null', givesPayload(null), 'install', 'Expected an object with "flags"'],
    ['the payload is cut off', givesPayload('{"flags":{"a":'), 'install', 'Expected JSON'],
    ['the payload is empty', gives({}), 'install', 'set allowEmpty'],
    ['the source says "not changed" unasked', unchanged, 'fetch', 'answered "not changed"'],
  ])('keeps what is in service when %s', async (_title, act, stage, reason) => {
    const source = new ScriptedSource(gives({ a: 1 }), act);
    const { keeper, events } = keep(source, now);
    await keeper.start();
    const before = keeper.program;
    const result = await keeper.refresh();
    expect(result).toMatchObject({ outcome: 'failed', revision: before.revision });
    expect(result.error?.message).toContain(reason);
    expect(keeper.program).toBe(before);
    expect(keeper.status()).toMatchObject({
      state: 'stale',
      origin: 'live',
      consecutiveFailures: 1,
      lastError: { message: expect.stringContaining(reason) },
    });
    expect(events.at(-1)).toMatchObject({ kind: 'error', stage, consecutiveFailures: 1 });
  });

  it('asks again for a payload that could not be used: its mark is not remembered', async () => {
    const broken = () => ({ payload: 'no', validator: { etag: 'v2' } });
    const source = new ScriptedSource(gives({ a: 1 }, 'v1'), broken, gives({ a: 2 }, 'v2'));
    const { keeper } = keep(source, now);
    await keeper.start();
    await keeper.refresh();
    await keeper.refresh();
    expect(source.contexts.map(({ since }) => since?.etag)).toEqual([undefined, 'v1', 'v1']);
    expect(served(keeper.program, 'a')).toBe(2);
  });

  it('takes an empty payload where that is allowed', async () => {
    const source = new ScriptedSource(gives({ a: 1 }), gives({}));
    const { keeper } = keep(source, { ...now, allowEmpty: true });
    await keeper.start();
    expect((await keeper.refresh()).outcome).toBe('installed');
    expect(keeper.program.flags.size).toBe(0);
  });

  it.each(['experiments', 'variables'] as const)(
    'counts a payload with %s only as not empty',
    async (member) => {
      const flag = {
        key: 'x',
        rules: [],
        otherwise: () => {
          throw new Error('not evaluated');
        },
      };
      const compile = (payload: unknown): Program =>
        createProgram({ revision: String(payload), flags: new Map(), [member]: new Map([['x', flag]]) });
      const source = new ScriptedSource(givesPayload('1'), givesPayload('2'));
      const { keeper } = keep(source, { ...now, compile });
      await keeper.start();
      expect((await keeper.refresh()).outcome).toBe('installed');
    },
  );

  it('logs a failure once, counts each, and logs the recovery', async () => {
    const source = new ScriptedSource(
      gives({ a: 1 }),
      fails('one'),
      fails('two'),
      fails('three'),
      gives({ a: 1 }),
    );
    const { keeper, logger, kinds, events } = keep(source, now);
    await keeper.start();
    const quiet = logger.warnings.length;
    for (let i = 0; i < 3; i++) await keeper.refresh();
    expect(keeper.status().consecutiveFailures).toBe(3);
    expect(keeper.status().lastError?.message).toBe('three');
    expect(logger.warnings.slice(quiet)).toEqual([expect.stringContaining('could not be refreshed: one')]);
    expect(logger.debugs).toHaveLength(2);
    await keeper.refresh();
    expect(logger.logs.at(-1)).toContain('up to date again after 3 failed contacts');
    expect(kinds().slice(-2)).toEqual(['unchanged', 'recovered']);
    expect(events.at(-1)).toMatchObject({ failures: 3 });
    expect(keeper.status()).toMatchObject({ state: 'ready', lastError: null, consecutiveFailures: 0 });
  });

  it('tries as often as it is told within one refresh, which counts as one failure', async () => {
    const source = new ScriptedSource(gives({ a: 1 }), fails());
    const { keeper } = keep(source, { ...now, retry: { attempts: 4, initialMs: 1, maxMs: 2 } });
    await keeper.start();
    await keeper.refresh();
    expect(source.contexts).toHaveLength(5);
    expect(keeper.status().consecutiveFailures).toBe(1);
  });

  it('does not try again where that cannot help', async () => {
    const source = new ScriptedSource(gives({ a: 1 }), fails('forbidden', false));
    const { keeper } = keep(source, { ...now, retry: { attempts: 4, initialMs: 1, maxMs: 2 } });
    await keeper.start();
    await keeper.refresh();
    expect(source.contexts).toHaveLength(2);
  });

  it('waits within a refresh as long as the server asks, if that is not long', async () => {
    const source = new ScriptedSource(fails('busy', true, 30), gives({ a: 1 }));
    const { keeper } = keep(source, { retry: { attempts: 2, initialMs: 1, maxMs: 1 } });
    expect((await keeper.refresh()).outcome).toBe('installed');
    expect(source.contexts).toHaveLength(2);
  });

  it('leaves a server alone that asks for more patience, whoever wants a refresh', async () => {
    const clock = { at: 1_000_000 };
    const source = new ScriptedSource(
      gives({ a: 1 }),
      fails('too many requests', true, 60_000),
      gives({ a: 2 }),
    );
    const { keeper } = keep(source, {
      ...now,
      retry: { attempts: 3, initialMs: 1, maxMs: 1 },
      now: () => clock.at,
    });
    await keeper.start();
    await keeper.refresh();
    clock.at += 59_000;
    const refused = await keeper.refresh();
    expect(refused.error?.message).toContain('too many requests It asked to be left alone for another 1 s');
    expect(source.contexts).toHaveLength(2);
    expect(keeper.status().consecutiveFailures).toBe(1);
    clock.at += 1_000;
    expect((await keeper.refresh()).outcome).toBe('installed');
  });

  it('asks again after an hour even if the server asked for a year', async () => {
    const clock = { at: 1_000_000 };
    const source = new ScriptedSource(fails('gone fishing', true, 31_536_000_000), gives({ a: 2 }));
    const { keeper } = keep(source, { now: () => clock.at });
    await keeper.refresh();
    clock.at += 3_600_000;
    expect((await keeper.refresh()).outcome).toBe('installed');
  });

  it('gives up a source that never answers and ignores its signal', async () => {
    const source = new ScriptedSource(ignores, gives({ a: 1 }));
    const { keeper } = keep(source, { attemptTimeoutMs: 5 });
    const result = await keeper.refresh();
    expect(result.error?.message).toBe('scripted did not answer within 5 ms.');
    expect(source.contexts[0]?.signal.aborted).toBe(true);
    expect((await keeper.refresh()).outcome).toBe('installed');
  });

  it('does not hold up others when a listener throws', async () => {
    const { keeper, logger, events } = keep(new ScriptedSource(gives({ a: 1 })));
    keeper.subscribe(() => {
      throw new Error('listener gone wrong');
    });
    const heard: string[] = [];
    const end = keeper.subscribe(({ kind }) => heard.push(kind));
    await keeper.refresh();
    expect(heard).toEqual(['refresh', 'ready']);
    expect(events).toHaveLength(2);
    expect(logger.errors).toEqual([
      expect.stringContaining('listener gone wrong'),
      expect.stringContaining('listener gone wrong'),
    ]);
    end();
    end();
    await keeper.refresh();
    expect(heard).toHaveLength(2);
  });
});

describe('ConfigKeeper.status', () => {
  it('knows the age of live configuration, and calls it stale when it is too old', async () => {
    const clock = { at: 5_000 };
    const { keeper } = keep(new ScriptedSource(gives({ a: 1 }, 'v1'), unchanged), {
      ...now,
      staleAfterMs: 1_000,
      now: () => clock.at,
    });
    await keeper.start();
    expect(keeper.status()).toMatchObject({ state: 'ready', installedAt: 5_000, checkedAt: 5_000, ageMs: 0 });
    clock.at = 6_001;
    expect(keeper.status()).toMatchObject({ state: 'stale', ageMs: 1_001 });
    await keeper.refresh();
    expect(keeper.status()).toMatchObject({ state: 'ready', installedAt: 5_000, checkedAt: 6_001, ageMs: 0 });
    clock.at = 0;
    expect(keeper.status().ageMs).toBe(0);
  });
});
