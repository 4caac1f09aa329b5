import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Snapshot, SnapshotStore } from '../ports/snapshot-store.js';

/** What a {@link FileSnapshotStore} is told. */
export interface FileSnapshotStoreOptions {
  /** Absolute, or relative to the working directory. One file for each key and environment: it does not remember which it belongs to. */
  readonly path: string;
  /**
   * Largest snapshot that is read back, in bytes, above 0.
   *
   * @defaultValue 64 MiB
   */
  readonly maxBytes?: number | undefined;
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
/** Payloads may hold rules that are nobody else's business. */
const OWNER_ONLY = 0o600;

/**
 * Keeps the last good payload in a file, as it came. It is written beside its place and moved there, so that a crash leaves the
 * old one or the new one; only the owner may read it. Missing folders are created.
 */
export class FileSnapshotStore implements SnapshotStore {
  /** `snapshot` and the path, as it was given. */
  readonly name: string;
  readonly #path: string;
  readonly #maxBytes: number;

  constructor(options: FileSnapshotStoreOptions) {
    this.#path = resolve(options.path);
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
    this.name = `snapshot ${options.path}`;
  }

  /** What the file holds, undefined if there is none. Throws when it is no file, too large or cannot be read. */
  async load(): Promise<Snapshot | undefined> {
    const stats = await stat(this.#path).catch(undefinedIfMissing);
    if (stats === undefined) return undefined;
    if (!stats.isFile() || stats.size > this.#maxBytes) {
      throw new Error(
        `Expected a file of at most ${this.#maxBytes} bytes at ${this.#path}, got something else.`,
      );
    }
    const file = await open(this.#path);
    try {
      return { payload: await file.readFile('utf8'), savedAt: stats.mtimeMs };
    } finally {
      await file.close();
    }
  }

  /** Replaces the file once the payload is on disk. Throws when it cannot be written; the old file stays then. */
  async save(payload: string): Promise<void> {
    const folder = dirname(this.#path);
    await mkdir(folder, { recursive: true });
    const temporary = join(folder, `.${basename(this.#path)}.${process.pid}.${randomUUID()}.tmp`);
    try {
      await writeDurably(temporary, payload);
      await rename(temporary, this.#path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(text, 'utf8');
    // Without it a power cut may leave the new name on an empty file.
    await file.sync();
  } finally {
    await file.close();
  }
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
