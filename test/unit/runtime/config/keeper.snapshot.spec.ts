import { describe, expect, it } from 'vitest';
import { keep } from '../../../support/keeper.js';
import { MemorySnapshotStore } from '../../../support/memory-snapshot.store.js';
import { fails, gives, givesPayload, ScriptedSource } from '../../../support/scripted-source.js';
import { served } from '../../../support/stub-compiler.js';
import { until } from '../../../support/until.js';

const text = (flags: Record<string, unknown>): string => JSON.stringify({ flags });

describe('ConfigKeeper with a snapshot store', () => {
  it('saves each live payload that went into service, after that', async () => {
    const snapshot = new MemorySnapshotStore();
    const seen: unknown[] = [];
    const source = new ScriptedSource(
      gives({ a: 1 }),
      gives({ a: 1 }),
      gives({ a: 2 }),
      fails(),
      givesPayload('no'),
    );
    const { keeper } = keep(source, { snapshot });
    snapshot.saving = async () => void seen.push(served(keeper.program, 'a'));
    for (let i = 0; i < 5; i++) await keeper.refresh();
    await keeper.close();
    expect(snapshot.saved).toEqual([text({ a: 1 }), text({ a: 2 })]);
    expect(seen).toEqual([1, 2]);
  });

  it('saves the text as it came, where the source has it', async () => {
    const snapshot = new MemorySnapshotStore();
    const own = ' {"flags" : {"a":1.0}} ';
    const source = new ScriptedSource(() => ({ payload: JSON.parse(own) as unknown, text: own }));
    const { keeper } = keep(source, { snapshot });
    await keeper.refresh();
    await keeper.close();
    expect(snapshot.saved).toEqual([own]);
  });

  it('saves what was pushed', async () => {
    const snapshot = new MemorySnapshotStore();
    const source = new ScriptedSource(gives({ a: 1 }));
    const { keeper } = keep(source, { snapshot });
    await keeper.start();
    source.changed({ payload: text({ a: 2 }) });
    await until('the push', () => served(keeper.program, 'a') === 2);
    await keeper.close();
    expect(snapshot.saved.at(-1)).toBe(text({ a: 2 }));
  });

  it('saves once more when the source confirms what the snapshot held: it is younger now', async () => {
    const snapshot = new MemorySnapshotStore({ payload: text({ a: 1 }) });
    const source = new ScriptedSource(gives({ a: 1 }));
    const { keeper, kinds } = keep(source, { snapshot, startup: { mode: 'degrade', deadlineMs: 0 } });
    await keeper.start();
    const before = keeper.program;
    await until('live configuration', () => keeper.status().state === 'ready');
    await keeper.refresh();
    await keeper.close();
    expect(keeper.program).toBe(before);
    expect(snapshot.saved).toEqual([text({ a: 1 })]);
    expect(kinds()).toEqual(['refresh', 'unchanged', 'ready', 'unchanged']);
  });

  it('saves one at a time, and only the newest of those that wait', async () => {
    const snapshot = new MemorySnapshotStore();
    let release!: () => void;
    snapshot.saving = () => new Promise((resolve) => (release = resolve));
    const source = new ScriptedSource(gives({ a: 1 }), gives({ a: 2 }), gives({ a: 3 }));
    const { keeper } = keep(source, { snapshot });
    for (let i = 0; i < 3; i++) await keeper.refresh();
    expect(served(keeper.program, 'a')).toBe(3);
    snapshot.saving = async () => undefined;
    release();
    await keeper.close();
    expect(snapshot.saved).toEqual([text({ a: 1 }), text({ a: 3 })]);
  });

  it('logs once that it cannot save, tells listeners each time, and stays ready', async () => {
    const snapshot = new MemorySnapshotStore();
    snapshot.saving = async () => Promise.reject(new Error('disk full'));
    const source = new ScriptedSource(gives({ a: 1 }), gives({ a: 2 }), gives({ a: 3 }));
    const { keeper, logger, events } = keep(source, { snapshot });
    const failures = () => events.filter((event) => event.kind === 'error' && event.stage === 'snapshot');
    await keeper.refresh();
    await until('the first failure', () => failures().length === 1);
    await keeper.refresh();
    await until('the second failure', () => failures().length === 2);
    expect(logger.warnings).toEqual(['memory snapshot could not be saved: disk full']);
    expect(keeper.status()).toMatchObject({ state: 'ready', consecutiveFailures: 0 });
    snapshot.saving = async () => undefined;
    await keeper.refresh();
    await keeper.close();
    expect(snapshot.saved).toEqual([text({ a: 3 })]);
  });

  it('survives a payload that cannot be written as text', async () => {
    const cyclic: Record<string, unknown> = { flags: { a: 1 } };
    cyclic['self'] = cyclic;
    const { keeper, logger } = keep(new ScriptedSource(givesPayload(cyclic)), {
      snapshot: new MemorySnapshotStore(),
    });
    await keeper.refresh();
    await keeper.close();
    expect(keeper.status().state).toBe('ready');
    expect(logger.warnings).toEqual([expect.stringContaining('could not be saved')]);
  });
});
