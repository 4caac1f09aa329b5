import { statSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';

/** What changes whenever a file does, without reading it. Follows links, so that a link that is pointed elsewhere counts. */
export async function fileSignature(path: string): Promise<string> {
  return stat(path, { bigint: true }).then(describe, describeFailure);
}

/** The same at once: a starting point that is surely older than what is read next. */
export function fileSignatureSync(path: string): string {
  try {
    return describe(statSync(path, { bigint: true }));
  } catch (error) {
    return describeFailure(error);
  }
}

function describe({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}

function describeFailure(error: unknown): string {
  return `unreadable: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`;
}
