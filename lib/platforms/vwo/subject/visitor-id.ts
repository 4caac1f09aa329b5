import { sha1 } from '../../../engine/hashes/sha1.js';
import { Utf8Buffer } from '../../../engine/hashes/utf8.js';

/** RFC 9562, appendix: the namespace of URLs. */
const URL_NAMESPACE = [
  0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
];
const VWO = 'https://vwo.com';

/**
 * Derives the identifiers under which VWO knows visitors: name-based UUIDs (RFC 9562, version 5) of the account's namespace,
 * in capital letters, without dashes. User lists hold them, and events carry them.
 */
export class VisitorIds {
  private readonly namespace: Uint8Array | null;

  /** @param accountId - of the payload for user lists, of the options for events */
  constructor(accountId: string) {
    this.namespace =
      accountId === '' ? null : nameBased(nameBased(Uint8Array.from(URL_NAMESPACE), VWO), accountId);
  }

  /**
   * @param userId - the visitor as the application calls them
   * @returns 32 hexadecimal digits; undefined when there is no account or no visitor
   */
  of(userId: string): string | undefined {
    if (this.namespace === null || userId === '') return undefined;
    let hex = '';
    for (const byte of nameBased(this.namespace, userId)) hex += byte.toString(16).padStart(2, '0');
    return hex.toUpperCase();
  }
}

/** The 16 bytes of a version 5 UUID. */
function nameBased(namespace: Uint8Array, name: string): Uint8Array {
  const text = new Utf8Buffer().set(name);
  const message = new Uint8Array(namespace.length + text.length);
  message.set(namespace);
  message.set(text.bytes.subarray(0, text.length), namespace.length);
  const id = sha1(message, message.length).subarray(0, 16);
  id[6] = ((id[6] as number) & 0x0f) | 0x50;
  id[8] = ((id[8] as number) & 0x3f) | 0x80;
  return id;
}

/** Whether a text has half a surrogate pair. Such a text has no UTF-8 form, and VWO knows no visitor of that name. */
export function hasLoneSurrogate(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0xd800 || code > 0xdfff) continue;
    const next = code < 0xdc00 ? text.charCodeAt(i + 1) : 0;
    if (!(next >= 0xdc00 && next <= 0xdfff)) return true;
    i++;
  }
  return false;
}
