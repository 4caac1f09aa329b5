import { chmod, mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileSnapshotStore } from '../../../lib/stores/file-snapshot.store.js';
import { tempFolder } from '../../support/temp-folder.js';

describe('FileSnapshotStore', () => {
  it('creates the folder, and lets nobody else read the file', async () => {
    const path = join(await tempFolder(), 'a', 'b', 'snapshot.json');
    await new FileSnapshotStore({ path }).save('{}');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('takes rights away from others that an older file gave them', async () => {
    const path = join(await tempFolder(), 'snapshot.json');
    await writeFile(path, '{}');
    await chmod(path, 0o644);
    await new FileSnapshotStore({ path }).save('{"a":1}');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('leaves nothing beside it, also when saving fails', async () => {
    const folder = await tempFolder();
    await new FileSnapshotStore({ path: join(folder, 'snapshot.json') }).save('{}');
    await mkdir(join(folder, 'taken', 'inside'), { recursive: true });
    const blocked = new FileSnapshotStore({ path: join(folder, 'taken') });
    await expect(blocked.save('{}')).rejects.toThrow();
    expect((await readdir(folder)).toSorted()).toEqual(['snapshot.json', 'taken']);
  });

  it('keeps the old snapshot when the new one cannot be written', async () => {
    const path = join(await tempFolder(), 'snapshot.json');
    const store = new FileSnapshotStore({ path });
    await store.save('{"a":1}');
    // Not a text: fails in the middle of writing.
    await expect(store.save(Symbol('x') as unknown as string)).rejects.toThrow();
    expect((await store.load())?.payload).toBe('{"a":1}');
  });

  it('tells when the file was written', async () => {
    const path = join(await tempFolder(), 'snapshot.json');
    await writeFile(path, '{}');
    await utimes(path, 1_000, 1_000);
    expect((await new FileSnapshotStore({ path }).load())?.savedAt).toBe(1_000_000);
  });

  it('refuses to load a folder, and what is over the limit', async () => {
    const folder = await tempFolder();
    await expect(new FileSnapshotStore({ path: folder }).load()).rejects.toThrow('Expected a file');
    const path = join(folder, 'snapshot.json');
    await writeFile(path, '{"a":1}');
    await expect(new FileSnapshotStore({ path, maxBytes: 6 }).load()).rejects.toThrow('at most 6 bytes');
    expect(await new FileSnapshotStore({ path, maxBytes: 7 }).load()).toBeDefined();
  });
});
