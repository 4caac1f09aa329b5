import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const NEWLINE = 0x0a;

/** When a file is set aside and a new one begun. */
export interface FileRotation {
  /** Bytes that a file does not exceed, unless a single batch is larger; at least 1. */
  readonly maxBytes: number;
  /** Files set aside that are kept (`.1` is the latest); at least 1. Older ones are deleted. */
  readonly maxFiles: number;
}

/**
 * Appends lines to a file. The file is opened for every call, so it can be moved or deleted at any time: the next call begins
 * a new one. A line that was torn by a crash or a full disk is ended before the next line is written.
 */
export class FileAppender {
  /** Whether the end of the file may be the middle of a line. */
  #unsure = true;

  constructor(
    private readonly path: string,
    private readonly rotation: FileRotation | undefined,
    /** Whether the disk has it when {@link append} resolves, rather than the operating system only. */
    private readonly sync: boolean,
  ) {}

  /** @param lines - whole lines, the last one ended too */
  async append(lines: Buffer): Promise<void> {
    if (this.rotation !== undefined) await this.#rotate(this.rotation, lines.byteLength);
    const handle = await this.#open();
    try {
      const stats = await handle.stat();
      const torn = this.#unsure && stats.size > 0 && (await this.#endsTorn(stats.size));
      this.#unsure = true;
      await handle.appendFile(torn ? Buffer.concat([Buffer.of(NEWLINE), lines]) : lines);
      // A pipe or a terminal has no disk behind it.
      if (this.sync && stats.isFile()) await handle.datasync();
      this.#unsure = false;
    } finally {
      await handle.close();
    }
  }

  async #open(): Promise<FileHandle> {
    try {
      return await open(this.path, 'a');
    } catch (error) {
      if (!isMissing(error)) throw error;
      await mkdir(dirname(this.path), { recursive: true });
      return open(this.path, 'a');
    }
  }

  async #endsTorn(size: number): Promise<boolean> {
    const reader = await open(this.path, 'r');
    try {
      const last = Buffer.alloc(1);
      await reader.read(last, 0, 1, size - 1);
      return last[0] !== NEWLINE;
    } finally {
      await reader.close();
    }
  }

  async #rotate({ maxBytes, maxFiles }: FileRotation, bytes: number): Promise<void> {
    const size = await sizeOf(this.path);
    if (size === 0 || size + bytes <= maxBytes) return;
    await rm(`${this.path}.${maxFiles}`, { force: true });
    for (let n = maxFiles - 1; n >= 0; n--) {
      const from = n === 0 ? this.path : `${this.path}.${n}`;
      await rename(from, `${this.path}.${n + 1}`).catch(ignoreMissing);
    }
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT';
}
