import { describe, expect, it } from 'vitest';
import type { Program } from '../../../../lib/engine/program.js';
import { keep } from '../../../support/keeper.js';
import {
  fails,
  gives,
  held,
  ignores,
  ScriptedSource,
  unchanged,
  waits,
} from '../../../support/scripted-source.js';
import { served, stubCompile } from '../../../support/stub-compiler.js';
import { until } from '../../../support/until.js';

const now = { startup: { mode: 'block', deadlineMs: 10_000 } } as const;

describe('ConfigKeeper on a source that tells of changes', () => {
  it('fetches when it is told that something changed', async () => {
    const source = new ScriptedSource(gives({ a: 1 }), gives({ a: 2 }));
    const { keeper } = keep(source, now);
    await keeper.start();
    source.changed();
    await until('the change', () => served(keeper.program, 'a') === 2);
  });

  it('fetches once more when it is told during a fetch, however often', async () => {
    const slow = held();
    const source = new ScriptedSource(gives({ a: 1 }), slow.act, gives({ a: 3 }));
    const { keeper } = keep(source, now);
    await keeper.start();
    const running = keeper.refresh();
    for (let i = 0; i < 5; i++) source.changed();
    slow.release(gives({ a: 2 }));
    await running;
    await until('the change', () => served(keeper.program, 'a') === 3);
    expect(source.contexts).toHaveLength(3);
  });

  it('asks on by itself when a change cannot be fetched, until it can', async () => {
    const source = new ScriptedSource(gives({ a: 1 }), fails(), fails('forbidden', false), gives({ a: 2 }));
    const { keeper } = keep(source, now);
    await keeper.start();
    source.changed();
    await until('the change', () => served(keeper.program, 'a') === 2);
    expect(keeper.status().state).toBe('ready');
  });

  it('puts a pushed payload into service', async () => {
    const source = new ScriptedSource(gives({ a: 1 }, 'v1'));
    const { keeper, events } = keep(source, now);
    await keeper.start();
    source.changed({ payload: { flags: { a: 2 } }, validator: { etag: 'pushed' } });
    await until('the push', () => served(keeper.program, 'a') === 2);
    expect(events.at(-1)).toMatchObject({ kind: 'refresh', origin: 'live' });
    await keeper.refresh();
    expect(source.contexts.at(-1)?.since?.etag).toBe('pushed');
  });

  it('keeps what is in service when a pushed payload is broken, and recovers with the next', async () => {
    const source = new ScriptedSource(gives({ a: 1 }));
    const { keeper, events } = keep(source, now);
    await keeper.start();
    source.changed({ payload: '<html>' });
    await until('the failure', () => keeper.status().state === 'stale');
    expect(served(keeper.program, 'a')).toBe(1);
    source.changed({ payload: { flags: { a: 2 } } });
    await until('the push', () => served(keeper.program, 'a') === 2);
    expect(events.at(-1)).toMatchObject({ kind: 'recovered' });
  });

  it('does not let an older answer undo a newer push', async () => {
    const slow = held();
    const source = new ScriptedSource(gives({ a: 1 }), slow.act);
    const { keeper, kinds } = keep(source, now);
    await keeper.start();
    const running = keeper.refresh();
    source.changed({ payload: { flags: { a: 'pushed' } } });
    await until('the push', () => served(keeper.program, 'a') === 'pushed');
    slow.release(gives({ a: 'old' }, 'old'));
    expect((await running).outcome).toBe('unchanged');
    expect(served(keeper.program, 'a')).toBe('pushed');
    expect(kinds().at(-1)).toBe('unchanged');
    await keeper.refresh();
    expect(source.contexts.at(-1)?.since).toBeUndefined();
  });

  it('does not let a slowly compiled push undo a newer answer, and compiles the newest of a burst', async () => {
    const compiled: unknown[] = [];
    const gate = held();
    const compile = async (payload: unknown): Promise<Program> => {
      const program = stubCompile(payload);
      compiled.push(served(program, 'a'));
      if (served(program, 'a') === 'slow')
        await gate.act({ signal: new AbortController().signal, since: undefined });
      return program;
    };
    const source = new ScriptedSource(gives({ a: 'start' }), gives({ a: 'fetched' }));
    const { keeper, kinds } = keep(source, { ...now, compile });
    await keeper.start();
    source.changed({ payload: { flags: { a: 'slow' } } });
    await until('the slow one to be compiled', () => compiled.includes('slow'));
    await keeper.refresh();
    expect(served(keeper.program, 'a')).toBe('fetched');
    gate.release(unchanged);
    for (let i = 1; i <= 100; i++) source.changed({ payload: { flags: { a: i } } });
    await until('the newest push', () => served(keeper.program, 'a') === 100);
    expect(compiled).toEqual(['start', 'slow', 'fetched', 100]);
    // 'slow' never went into service.
    expect(kinds().filter((kind) => kind === 'refresh')).toHaveLength(3);
  });

  it('reports that watching is interrupted, once in the log, and goes on', async () => {
    const source = new ScriptedSource(gives({ a: 1 }));
    const { keeper, events, logger } = keep(source, now);
    await keeper.start();
    source.failed(new Error('stream broken'));
    source.failed(new Error('stream still broken'));
    expect(keeper.status()).toMatchObject({
      state: 'ready',
      watching: 'interrupted',
      consecutiveFailures: 0,
    });
    expect(events.slice(-2)).toMatchObject([
      { kind: 'error', stage: 'watch' },
      { kind: 'error', stage: 'watch' },
    ]);
    expect(logger.warnings).toEqual([expect.stringContaining('stream broken')]);
    expect((await keeper.refresh()).outcome).toBe('unchanged');
    source.changed();
    expect(keeper.status().watching).toBe('on');
    expect(logger.logs.at(-1)).toContain('tells of changes again');
  });

  it('goes on when watching cannot even begin', async () => {
    const source = new ScriptedSource(gives({ a: 1 }));
    source.watch = () => {
      throw new Error('no watches left');
    };
    const { keeper, logger } = keep(source, now);
    await keeper.start();
    expect(keeper.status()).toMatchObject({ state: 'ready', watching: 'interrupted' });
    expect(logger.warnings).toEqual([expect.stringContaining('no watches left')]);
  });
});

describe('ConfigKeeper.close', () => {
  it('aborts a running fetch and stops watching; what is in service stays', async () => {
    const source = new ScriptedSource(gives({ a: 1 }), waits);
    const { keeper, events } = keep(source, now);
    await keeper.start();
    const running = keeper.refresh();
    await until('the fetch', () => source.contexts.length === 2);
    const told = events.length;
    expect(keeper.close()).toBe(keeper.close());
    await keeper.close();
    expect((await running).outcome).toBe('failed');
    expect(source.contexts[1]?.signal.aborted).toBe(true);
    expect(source.listeners.size).toBe(0);
    expect(served(keeper.program, 'a')).toBe(1);
    expect(keeper.status()).toMatchObject({ state: 'ready', watching: 'off', consecutiveFailures: 0 });
    expect(events).toHaveLength(told);
  });

  it('ignores what arrives afterwards', async () => {
    const slow = held();
    const source = new ScriptedSource(gives({ a: 1 }), slow.act);
    const { keeper } = keep(source, now);
    await keeper.start();
    const listener = [...source.listeners][0];
    const running = keeper.refresh();
    await keeper.close();
    slow.release(gives({ a: 2 }));
    listener?.changed({ payload: { flags: { a: 3 } } });
    listener?.changed();
    listener?.failed(new Error('late'));
    await running;
    await new Promise((resolve) => setImmediate(resolve));
    expect(served(keeper.program, 'a')).toBe(1);
    expect((await keeper.refresh()).error?.message).toContain('closed');
    expect(source.contexts).toHaveLength(2);
  });

  it('installs nothing that is still being compiled', async () => {
    const gate = held();
    let compiling = false;
    const compile = async (payload: unknown): Promise<Program> => {
      compiling = true;
      await gate.act({ signal: new AbortController().signal, since: undefined });
      return stubCompile(payload);
    };
    const { keeper, events } = keep(new ScriptedSource(gives({ a: 1 })), { compile });
    const running = keeper.refresh();
    await until('the compiler', () => compiling);
    const closed = keeper.close();
    gate.release(unchanged);
    await closed;
    expect((await running).outcome).toBe('failed');
    expect(keeper.status().state).toBe('empty');
    expect(events).toEqual([]);
  });

  it('ends a start that still waits', async () => {
    const { keeper } = keep(new ScriptedSource(ignores), { startup: { mode: 'block', deadlineMs: 600_000 } });
    const start = keeper.start();
    await keeper.close();
    await start;
    expect(keeper.status().state).toBe('empty');
  });

  it('ends a keeper that was never started', async () => {
    const source = new ScriptedSource(gives({ a: 1 }));
    const { keeper } = keep(source);
    await keeper.close();
    await keeper.start();
    expect(source.contexts).toHaveLength(0);
  });

  it('survives a source that cannot stop watching', async () => {
    const source = new ScriptedSource(gives({ a: 1 }));
    source.watch = () => () => {
      throw new Error('stuck');
    };
    const { keeper, logger } = keep(source, now);
    await keeper.start();
    await keeper.close();
    expect(logger.warnings).toEqual([expect.stringContaining('stuck')]);
  });
});
