import { describe, expect, it } from 'vitest';
import { EMPTY_PROGRAM } from '../../../../lib/engine/program.js';
import { StartupError } from '../../../../lib/errors/startup.error.js';
import { keep } from '../../../support/keeper.js';
import { MemorySnapshotStore } from '../../../support/memory-snapshot.store.js';
import {
  fails,
  gives,
  givesPayload,
  held,
  ignores,
  ScriptedSource,
  waits,
} from '../../../support/scripted-source.js';
import { served, stubCompile } from '../../../support/stub-compiler.js';
import { until } from '../../../support/until.js';

const SNAPSHOT = { payload: JSON.stringify({ flags: { from: 'snapshot' } }), savedAt: 1_000 };
const BOOTSTRAP = { flags: { from: 'bootstrap' } };
const live = gives({ from: 'live' });
const startup = (mode: 'block' | 'degrade' | 'fail', deadlineMs: number) => ({
  startup: { mode, deadlineMs },
});

describe('ConfigKeeper, before it starts', () => {
  it('serves the empty program and says so', () => {
    const { keeper } = keep(new ScriptedSource(live));
    expect(keeper.program).toBe(EMPTY_PROGRAM);
    expect(keeper.status()).toEqual({
      state: 'empty',
      origin: 'none',
      source: 'scripted',
      revision: '',
      installedAt: null,
      checkedAt: null,
      ageMs: null,
      lastError: null,
      consecutiveFailures: 0,
      watching: 'off',
      quarantined: [],
      warnings: [],
    });
  });
});

describe("ConfigKeeper, startup: 'block'", () => {
  it('waits for live configuration', async () => {
    const slow = held();
    const { keeper, kinds } = keep(new ScriptedSource(slow.act), { bootstrap: BOOTSTRAP });
    let started = false;
    const start = keeper.start().then(() => (started = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(started).toBe(false);
    expect(keeper.program).toBe(EMPTY_PROGRAM);
    slow.release(live);
    await start;
    expect(served(keeper.program, 'from')).toBe('live');
    expect(keeper.status()).toMatchObject({ state: 'ready', origin: 'live', watching: 'on' });
    expect(kinds()).toEqual(['refresh', 'ready']);
  });

  it('asks again while the deadline lasts', async () => {
    const source = new ScriptedSource(fails(), fails(), fails(), live);
    const { keeper, kinds } = keep(source);
    await keeper.start();
    expect(served(keeper.program, 'from')).toBe('live');
    expect(source.contexts).toHaveLength(4);
    expect(kinds()).toEqual(['error', 'error', 'error', 'refresh', 'ready', 'recovered']);
  });

  it('takes the snapshot first', async () => {
    const { keeper, logger } = keep(new ScriptedSource(waits), {
      ...startup('block', 5),
      snapshot: new MemorySnapshotStore(SNAPSHOT),
      bootstrap: BOOTSTRAP,
      now: () => 61_000,
    });
    await keeper.start();
    expect(served(keeper.program, 'from')).toBe('snapshot');
    expect(keeper.status()).toMatchObject({
      state: 'degraded',
      origin: 'snapshot',
      ageMs: 60_000,
      checkedAt: null,
    });
    expect(logger.warnings).toEqual([
      expect.stringContaining('Starting without scripted, with the snapshot.'),
    ]);
  });

  it('takes the bootstrap payload where there is no snapshot', async () => {
    const { keeper } = keep(new ScriptedSource(fails()), {
      ...startup('block', 5),
      snapshot: new MemorySnapshotStore(),
      bootstrap: async () => BOOTSTRAP,
    });
    await keeper.start();
    expect(keeper.status()).toMatchObject({ state: 'degraded', origin: 'bootstrap', ageMs: null });
    expect(served(keeper.program, 'from')).toBe('bootstrap');
  });

  it.each([
    ['cannot be read', async () => Promise.reject(new Error('disk on fire')), 'disk on fire'],
    ['is no payload', async () => ({ payload: '{"flags":' }), 'Expected JSON'],
    ['holds no flag', async () => ({ payload: '{"flags":{}}' }), 'it holds no flag'],
  ])('counts a snapshot that %s as missing, and says so', async (_title, loading, reason) => {
    const snapshot = new MemorySnapshotStore();
    snapshot.loading = loading;
    const { keeper, logger, events } = keep(new ScriptedSource(waits), {
      ...startup('block', 5),
      snapshot,
      bootstrap: BOOTSTRAP,
    });
    await keeper.start();
    expect(served(keeper.program, 'from')).toBe('bootstrap');
    expect(logger.warnings[0]).toContain(`memory snapshot cannot be used: ${reason}`);
    expect(events[0]).toMatchObject({ kind: 'error', stage: 'snapshot' });
  });

  it('starts empty when the ladder ends', async () => {
    const { keeper, logger, kinds } = keep(new ScriptedSource(waits), {
      ...startup('block', 5),
      bootstrap: () => {
        throw new Error('not bundled');
      },
    });
    await keeper.start();
    expect(keeper.program).toBe(EMPTY_PROGRAM);
    expect(keeper.status().state).toBe('empty');
    expect(kinds()).toEqual(['error']);
    expect(logger.warnings.join('\n')).toContain('not bundled');
    expect(logger.warnings.join('\n')).toContain('with nothing: everything answers its fallback');
  });

  it.each([
    ['the snapshot', { snapshot: new MemorySnapshotStore(SNAPSHOT) }],
    ['nothing', {}],
  ])('recovers from %s when the source answers at last', async (_title, options) => {
    const slow = held();
    const { keeper, kinds } = keep(new ScriptedSource(slow.act), { ...startup('block', 5), ...options });
    await keeper.start();
    slow.release(live);
    await until('live configuration', () => keeper.status().state === 'ready');
    expect(served(keeper.program, 'from')).toBe('live');
    expect(kinds().slice(-3)).toEqual(['refresh', 'ready', 'recovered']);
  });

  it('does not wait where asking again cannot help, but asks on', async () => {
    const source = new ScriptedSource(fails('wrong key', false), live);
    const { keeper } = keep(source, { ...startup('block', 600_000), bootstrap: BOOTSTRAP });
    await keeper.start();
    expect(served(keeper.program, 'from')).toBe('bootstrap');
    await until('live configuration', () => keeper.status().state === 'ready');
  });

  it('never rejects, whatever the source does', async () => {
    const source = new ScriptedSource(() => {
      throw 'a string'; // oxlint-disable-line typescript/only-throw-error
    });
    const { keeper } = keep(source, startup('block', 5));
    await keeper.start();
    expect(keeper.status().lastError?.message).toContain('a string');
  });

  it('starts once', async () => {
    const source = new ScriptedSource(live);
    const { keeper } = keep(source);
    expect(keeper.start()).toBe(keeper.start());
    await keeper.start();
    expect(source.contexts).toHaveLength(1);
    expect(source.listeners.size).toBe(1);
  });
});

describe("ConfigKeeper, startup: 'degrade'", () => {
  it('starts with the snapshot without waiting, and goes live later', async () => {
    const slow = held();
    const { keeper, kinds, logger } = keep(new ScriptedSource(slow.act), {
      ...startup('degrade', 600_000),
      snapshot: new MemorySnapshotStore(SNAPSHOT),
    });
    await keeper.start();
    expect(keeper.status()).toMatchObject({ state: 'degraded', origin: 'snapshot' });
    slow.release(live);
    await until('live configuration', () => keeper.status().state === 'ready');
    expect(kinds()).toEqual(['refresh', 'refresh', 'ready']);
    expect(logger.warnings).toEqual([]);
  });

  it('starts empty where there is nothing, and goes live after failures', async () => {
    const { keeper } = keep(new ScriptedSource(fails(), fails(), live), startup('degrade', 0));
    await keeper.start();
    expect(keeper.status().state).toBe('empty');
    await until('live configuration', () => keeper.status().state === 'ready');
  });

  it('is not held up by a live answer that came first', async () => {
    const slow = held();
    const { keeper } = keep(new ScriptedSource(live), {
      ...startup('degrade', 0),
      bootstrap: async () => {
        await slow.act({ signal: new AbortController().signal, since: undefined });
        return BOOTSTRAP;
      },
    });
    const start = keeper.start();
    await until('live configuration', () => keeper.status().state === 'ready');
    slow.release(() => undefined);
    await start;
    expect(served(keeper.program, 'from')).toBe('live');
  });
});

describe("ConfigKeeper, startup: 'fail'", () => {
  it('starts with live configuration', async () => {
    const { keeper } = keep(new ScriptedSource(fails(), live), startup('fail', 10_000));
    await keeper.start();
    expect(keeper.status().state).toBe('ready');
  });

  it('refuses to start without, says why, and leaves nothing running', async () => {
    const source = new ScriptedSource(fails('the server is on holiday'));
    const { keeper } = keep(source, { ...startup('fail', 20), snapshot: new MemorySnapshotStore(SNAPSHOT) });
    const error = await keeper.start().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartupError);
    expect(error).toMatchObject({
      code: 'STARTUP_FAILED',
      message: expect.stringContaining('the server is on holiday'),
      cause: { code: 'SOURCE_FAILED' },
    });
    const asked = source.contexts.length;
    expect(source.listeners.size).toBe(0);
    expect((await keeper.refresh()).outcome).toBe('failed');
    expect(source.contexts).toHaveLength(asked);
  });

  it('says that the deadline passed when the source is silent', async () => {
    const { keeper } = keep(new ScriptedSource(ignores), startup('fail', 5));
    await expect(keeper.start()).rejects.toThrow('did not answer within 5 ms');
  });

  it('does not wait for the deadline where asking again cannot help', async () => {
    const { keeper } = keep(new ScriptedSource(fails('wrong key', false)), startup('fail', 600_000));
    await expect(keeper.start()).rejects.toThrow('wrong key');
  });

  it('counts a payload that cannot be compiled as none', async () => {
    const { keeper } = keep(new ScriptedSource(givesPayload([])), startup('fail', 10));
    await expect(keeper.start()).rejects.toThrow('Expected an object with "flags"');
  });

  it('takes a pushed payload for live', async () => {
    const source = new ScriptedSource(fails());
    const { keeper } = keep(source, startup('fail', 10_000));
    const start = keeper.start();
    source.changed({ payload: { flags: { from: 'push' } } });
    await start;
    expect(served(keeper.program, 'from')).toBe('push');
  });
});

describe('ConfigKeeper, an empty payload', () => {
  it('is taken when there is nothing yet', async () => {
    const { keeper } = keep(new ScriptedSource(gives({})));
    await keeper.start();
    expect(keeper.status()).toMatchObject({ state: 'ready', revision: stubCompile({ flags: {} }).revision });
  });
});
