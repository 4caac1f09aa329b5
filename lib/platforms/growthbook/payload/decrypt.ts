import { webcrypto } from 'node:crypto';
import type { ProgramWarning } from '../../../engine/program.js';

/** A payload whose encrypted parts have been put in place of the plain ones. */
export interface DecryptedPayload {
  /** The payload without its encrypted members. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Parts that could not be decrypted: the plain twin, if there is one, is used. */
  readonly problems: readonly ProgramWarning[];
}

/** Encrypted members and what they hold. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ['encryptedFeatures', 'features'],
  ['encryptedExperiments', 'experiments'],
  ['encryptedSavedGroups', 'savedGroups'],
  ['encryptedContextualBandits', 'contextualBandits'],
]);

const KEY_BYTES = new Set([16, 24, 32]);

/**
 * Decrypts the encrypted parts of a GrowthBook payload, each on its own. The payload given is not changed.
 *
 * @param key - base64 of 16, 24 or 32 bytes; undefined when the application has none
 * @returns never rejects on account of the payload or the key: see {@link DecryptedPayload.problems}
 */
export async function decryptPayload(
  payload: Readonly<Record<string, unknown>>,
  key: string | undefined,
): Promise<DecryptedPayload> {
  const decrypted: Record<string, unknown> = { ...payload };
  const problems: ProgramWarning[] = [];
  for (const [encrypted, plain] of PARTS) {
    const text = Object.hasOwn(payload, encrypted) ? payload[encrypted] : undefined;
    delete decrypted[encrypted];
    // The vendor's SDK takes empty text, null and the like for "not encrypted".
    if (!text) continue;
    try {
      decrypted[plain] = JSON.parse(await decrypt(text, key)) as unknown;
    } catch (error) {
      problems.push(problem(encrypted, plain, error, Object.hasOwn(payload, plain)));
    }
  }
  return { payload: decrypted, problems };
}

/**
 * Decrypts one text: AES-CBC with PKCS#7 padding, `base64(iv).base64(ciphertext)`, UTF-8 inside.
 *
 * @throws Error that says what is wrong, and holds neither key nor text
 */
export async function decrypt(text: unknown, key: string | undefined): Promise<string> {
  if (typeof text !== 'string') throw new Error(`expected text, got ${typeof text}`);
  if (key === undefined || key === '') throw new Error('no decryption key is given');
  const [iv, cipherText] = text.split('.');
  if (iv === undefined || cipherText === undefined) {
    throw new Error('expected two parts of base64, separated by a dot');
  }
  const aesKey = await importKey(key);
  const algorithm = { name: 'AES-CBC', iv: fromBase64(iv, 'the initialisation vector') };
  const cipherBytes = fromBase64(cipherText, 'the encrypted text');
  try {
    return new TextDecoder().decode(await webcrypto.subtle.decrypt(algorithm, aesKey, cipherBytes));
  } catch {
    // What the cipher says is the same for each cause.
    throw new Error('wrong decryption key, or damaged text');
  }
}

async function importKey(key: string): Promise<webcrypto.CryptoKey> {
  const bytes = fromBase64(key, 'the decryption key');
  if (!KEY_BYTES.has(bytes.byteLength)) {
    throw new Error(`expected a decryption key of 16, 24 or 32 bytes, got ${bytes.byteLength}`);
  }
  return webcrypto.subtle.importKey('raw', bytes, 'AES-CBC', false, ['decrypt']);
}

/** Strict, as the SDK is: `Buffer` alone would skip over what is not base64. */
function fromBase64(text: string, what: string): Uint8Array {
  try {
    return Buffer.from(atob(text), 'latin1');
  } catch {
    throw new Error(`expected ${what} to be base64`);
  }
}

function problem(encrypted: string, plain: string, error: unknown, hasTwin: boolean): ProgramWarning {
  const reason = error instanceof SyntaxError ? 'what is inside is not JSON' : (error as Error).message;
  const consequence = hasTwin ? `the unencrypted "${plain}" is used` : `"${plain}" counts as missing`;
  return {
    flagKey: null,
    path: encrypted,
    message: `Could not decrypt ${encrypted}: ${reason}; ${consequence}.`,
    quarantined: false,
  };
}
