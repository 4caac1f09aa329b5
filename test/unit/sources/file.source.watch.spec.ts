import { mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileSource } from '../../../lib/sources/file.source.js';
import type { FileSourceOptions } from '../../../lib/sources/file.source.js';
import { keep } from '../../support/keeper.js';
import { served } from '../../support/stub-compiler.js';
import { tempFolder } from '../../support/temp-folder.js';
import { until } from '../../support/until.js';

/** Changes are noticed by the watch on the folder: the slow look never comes. */
const BY_WATCH = { debounceMs: 5, pollIntervalMs: 3_600_000 };
/** Changes are noticed by the slow look soon enough for a test. */
const BY_LOOK = { debounceMs: 5, pollIntervalMs: 20 };

/** The keeper asks so rarely by itself that only the watch can be the reason. */
const RARELY = { retry: { attempts: 1, initialMs: 3_600_000, maxMs: 3_600_000 } };

const text = (a: unknown): string => JSON.stringify({ flags: { a } });

async function watched(options: FileSourceOptions = BY_WATCH) {
  const folder = join(await tempFolder(), 'config');
  await mkdir(folder);
  const path = join(folder, 'config.json');
  await writeFile(path, text('first'));
  const kept = keep(fileSource(path, options), RARELY);
  await kept.keeper.start();
  expect(served(kept.keeper.program, 'a')).toBe('first');
  const becomes = (a: unknown): Promise<void> =>
    until(`a to become ${String(a)}`, () => served(kept.keeper.program, 'a') === a);
  const state = (wanted: string): Promise<void> => until(wanted, () => kept.keeper.status().state === wanted);
  return { ...kept, folder, path, becomes, state };
}

describe('fileSource, watched by a keeper', () => {
  it('sees a file that is written in place, again and again', async () => {
    const { path, becomes } = await watched();
    for (const a of ['second', 'third', 'fourth']) {
      await writeFile(path, text(a));
      await becomes(a);
    }
  });

  it('sees a file that is replaced, as editors do it, again and again', async () => {
    const { path, becomes } = await watched();
    for (const a of ['second', 'third', 'fourth']) {
      await writeFile(`${path}.tmp`, text(a));
      await rename(`${path}.tmp`, path);
      await becomes(a);
    }
  });

  it('keeps what is in service while the file is gone, and heals when it is back', async () => {
    const { path, becomes, state, keeper, logger } = await watched();
    await rm(path);
    await state('stale');
    expect(served(keeper.program, 'a')).toBe('first');
    expect(keeper.status().lastError?.message).toContain('there is no such file');
    await writeFile(path, text('back'));
    await becomes('back');
    await state('ready');
    expect(logger.warnings).toHaveLength(1);
  });

  it('keeps what is in service while the file is half-written, and heals when it is whole', async () => {
    const { path, becomes, state, keeper } = await watched();
    await writeFile(path, text('second').slice(0, 12));
    await state('stale');
    expect(served(keeper.program, 'a')).toBe('first');
    expect(keeper.status().lastError?.message).toContain('the end is missing');
    await writeFile(path, text('second'));
    await becomes('second');
    await truncate(path, 0);
    await state('stale');
    expect(served(keeper.program, 'a')).toBe('second');
    await writeFile(path, text('third'));
    await becomes('third');
  });

  it('takes the same content for no change', async () => {
    const { path, keeper, events } = await watched();
    const before = keeper.program;
    await writeFile(path, text('first'));
    await until('the look at it', () => events.some(({ kind }) => kind === 'unchanged'));
    expect(keeper.program).toBe(before);
    expect(events.filter(({ kind }) => kind === 'refresh')).toHaveLength(1);
  });

  it('sees a link that is pointed elsewhere, as Kubernetes mounts configuration', async () => {
    const folder = await tempFolder();
    for (const version of ['v1', 'v2']) {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, 'config.json'), text(version));
    }
    await symlink('v1', join(folder, '..data'));
    await symlink(join('..data', 'config.json'), join(folder, 'config.json'));
    const { keeper } = keep(fileSource(join(folder, 'config.json'), BY_WATCH), RARELY);
    await keeper.start();
    await symlink('v2', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    await until('the new version', () => served(keeper.program, 'a') === 'v2');
  });

  it('sees a change in a folder in which something always happens', async () => {
    const { folder, path, becomes } = await watched({ debounceMs: 250, pollIntervalMs: 3_600_000 });
    let writing = true;
    const noise = (async () => {
      while (writing) await writeFile(join(folder, 'noise.log'), String(Math.random()));
    })();
    onTestFinished(async () => {
      writing = false;
      await noise;
    });
    await writeFile(path, text('heard'));
    await becomes('heard');
    writing = false;
    await noise;
  });

  it('sees a change although the folder itself was replaced', async () => {
    const { folder, path, becomes } = await watched(BY_LOOK);
    await rename(folder, `${folder}.old`);
    await mkdir(folder);
    await writeFile(path, text('second'));
    await becomes('second');
    await writeFile(path, text('third'));
    await becomes('third');
  });

  it('waits for a folder that is not there yet', async () => {
    const folder = join(await tempFolder(), 'later');
    const path = join(folder, 'config.json');
    const { keeper } = keep(fileSource(path, BY_LOOK), {
      startup: { mode: 'degrade', deadlineMs: 0 },
      ...RARELY,
    });
    await keeper.start();
    await until('the first failure', () => keeper.status().consecutiveFailures === 1);
    await mkdir(folder);
    await writeFile(path, text('at last'));
    await until('the file', () => served(keeper.program, 'a') === 'at last');
  });

  it('hears nothing once it is closed', async () => {
    const { path, keeper, events } = await watched(BY_LOOK);
    const other = keep(fileSource(path, BY_LOOK), RARELY);
    await other.keeper.start();
    await keeper.close();
    const told = events.length;
    await writeFile(path, text('second'));
    await until('the other one to see it', () => served(other.keeper.program, 'a') === 'second');
    expect(served(keeper.program, 'a')).toBe('first');
    expect(events).toHaveLength(told);
  });
});
