import { SourceError } from '../errors/source.error.js';

/**
 * Reads an answer to its end, up to a limit that counts unpacked bytes: a small gzip file may unpack to gigabytes.
 *
 * @param origin - where it comes from, for messages
 */
export async function readBody(response: Response, maxBytes: number, origin: string): Promise<Uint8Array> {
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > maxBytes) {
    await response.body?.cancel();
    throw tooLarge(origin, maxBytes);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop by throwing cancels the download.
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge(origin, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** The error for a payload over the limit. */
export function tooLarge(origin: string, maxBytes: number): SourceError {
  return new SourceError(
    `Expected at most ${maxBytes} bytes from ${origin}, got more. If the payload is really that large, raise maxBytes.`,
    false,
  );
}
