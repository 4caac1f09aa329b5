import { createHash } from 'node:crypto';

/** A mark of a content: equal contents have equal marks. */
export function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}
