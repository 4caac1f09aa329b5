import { randomInt } from 'node:crypto';
import type { VisitorCookieConvention } from '../../../ports/platform.js';

/** The name of the cookie, and of the query parameter that says who a newcomer is. */
export const VISITOR_CODE_NAME = 'kameleoonVisitorCode';
const LENGTH = 16;
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const MAX_LENGTH = 255;

/** A visitor code as the vendor's SDKs make them: 16 of a-z and 0-9. */
export function mintVisitorCode(): string {
  let code = '';
  for (let i = 0; i < LENGTH; i++) code += CHARACTERS.charAt(randomInt(CHARACTERS.length));
  return code;
}

/** The visitor cookie that the vendor's browser tag shares. */
export function visitorCookie(domain: string | undefined): VisitorCookieConvention {
  return {
    name: VISITOR_CODE_NAME,
    queryParameter: VISITOR_CODE_NAME,
    mint: mintVisitorCode,
    maxLength: MAX_LENGTH,
    ...(domain !== undefined && { domain }),
  };
}
