/**
 * How release 0.1.0 read and wrote the visitor cookie with default options: a frozen copy, since services that run it share
 * browsers with later ones.
 */
import { randomUUID } from 'node:crypto';

/** The code in a `Cookie` header. */
export function readCode(header: string | undefined): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (pair.slice(0, equals).trim() !== 'visitor') continue;
    const value = decodeURIComponent(pair.slice(equals + 1).trim());
    return /^[\x21-\x7e]{1,255}$/.test(value) ? value : undefined;
  }
  return undefined;
}

/** The `Set-Cookie` header that every answer had. */
export function writeCode(code: string): string {
  return `visitor=${encodeURIComponent(code)}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`;
}

/** Who a request is from. */
export function visitorOf(header: string | undefined): string {
  return readCode(header) ?? randomUUID();
}
