import { createHash } from 'node:crypto';

/** 22 characters of base64url hold 132 bits: nobody makes two payloads of one revision by accident. */
const LENGTH = 22;

/** Between what a platform says of a payload and the mark of its content, which never has one. */
const SEPARATOR = '#';

/**
 * The revision of a program: names the content that it was compiled from. Equal contents have equal revisions.
 *
 * @param content - the payload's text; or parts of it, so that no text as large as the payload need be made. Parts that are
 * cut otherwise are the same content
 * @param labels - what the platform says of the payload (its version, its date), for people who read the revision; those that
 * are no text or number, or an empty one, are left out
 * @example
 * ```ts
 * revisionOf(text, 7) // '7#q0wz...'
 * ```
 */
export function revisionOf(content: string | Iterable<string>, ...labels: readonly unknown[]): string {
  const hash = createHash('sha256');
  if (typeof content === 'string') hash.update(content);
  else for (const part of content) hash.update(part);
  return [...labels.filter(isLabel), hash.digest('base64url').slice(0, LENGTH)].join(SEPARATOR);
}

function isLabel(label: unknown): boolean {
  return typeof label === 'number' || (typeof label === 'string' && label !== '');
}
