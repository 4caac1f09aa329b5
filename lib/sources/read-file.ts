import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { SourceError } from '../errors/source.error.js';
import { tooLarge } from '../http/read-body.js';

const CHUNK_BYTES = 256 * 1024;

/** Reads a regular file up to a limit that holds even when the file grows meanwhile. Throws `SourceError`. */
export async function readFileLimited(
  path: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    // Opening a named pipe would otherwise wait for somebody to write.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) {
      throw new SourceError(`Expected a file at ${path}, got something else (a folder?).`, false);
    }
    return await readAll(handle, path, maxBytes, signal);
  } catch (error) {
    throw explain(error, path);
  } finally {
    await handle?.close();
  }
}

async function readAll(
  handle: FileHandle,
  path: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead, buffer } = await handle.read(new Uint8Array(CHUNK_BYTES), 0, CHUNK_BYTES, null);
    if (bytesRead === 0) return Buffer.concat(chunks, length);
    length += bytesRead;
    if (length > maxBytes) throw tooLarge(path, maxBytes);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

function explain(error: unknown, path: string): SourceError {
  if (error instanceof SourceError) return error;
  const { code } = error as NodeJS.ErrnoException;
  const reason =
    code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : String(error);
  // A missing file may be mounted or moved into its place at any moment.
  return new SourceError(`${path} could not be read: ${reason}.`, true, undefined, { cause: error });
}
