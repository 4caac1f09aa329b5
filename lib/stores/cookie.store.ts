import type { StoredDocument } from '../engine/decision.js';
import type {
  AssignmentStore,
  DocumentMerge,
  DocumentParts,
  StoreRequest,
} from '../ports/assignment-store.js';
import { CookieRows } from './cookie-rows.js';
import { cookieIn, setCookieHeader, TextSigner } from './cookie-text.js';
import { documentName } from './document-name.js';

/** What {@link cookieStore} is told. */
export interface CookieStoreOptions {
  /** Signs the cookie, so that nobody chooses their own variation: at least 16 characters. Of several the first one signs, all are believed. */
  readonly secret: string | readonly string[];
  /**
   * Most bytes of the cookie, its name included: 256 to 4096. When there is more to remember, the experiment that was assigned first is
   * forgotten first.
   *
   * @defaultValue 3072
   */
  readonly maxBytes?: number | undefined;
  /** The cookie's name. @defaultValue `experiment_assignments` */
  readonly name?: string | undefined;
  /** The domain that shares it. @defaultValue the host that answers */
  readonly domain?: string | undefined;
  /** The path below which it is sent. @defaultValue `/` */
  readonly path?: string | undefined;
  /** Milliseconds that a browser keeps it after it was written last, above 0. @defaultValue 365 days */
  readonly maxAgeMs?: number | undefined;
  /** Whether it is sent over HTTPS only. @defaultValue `auto`: when the request came so */
  readonly secure?: boolean | 'auto' | undefined;
  /** Whether other sites' requests carry it. @defaultValue `lax` */
  readonly sameSite?: 'strict' | 'lax' | 'none' | undefined;
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1_000;
const BYTES = { least: 256, most: 4_096, usual: 3_072 } as const;
const SHORTEST_SECRET = 16;

/**
 * Keeps a visitor's assignments in a signed cookie of their browser: no database, and as many visitors as you like. The cookie is
 * `HttpOnly`, and set with answers in which something new was assigned. Nothing is kept outside of HTTP, nor for an answer whose
 * headers have gone out; and requests that one browser makes at the same time may undo each other.
 *
 * @throws TypeError when an option makes no sense
 */
export function cookieStore(options: CookieStoreOptions): AssignmentStore {
  const secrets = checkedSecrets(options?.secret);
  const { maxBytes = BYTES.usual, name = 'experiment_assignments', maxAgeMs = YEAR_MS } = options;
  if (!Number.isSafeInteger(maxBytes) || maxBytes < BYTES.least || maxBytes > BYTES.most) {
    throw new TypeError(
      `cookieStore() expects maxBytes to be a whole number from ${BYTES.least} to ${BYTES.most}, which is what browsers keep, got ${String(maxBytes)}.`,
    );
  }
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    throw new TypeError(`cookieStore() expects name to be the name of a cookie, got "${name}".`);
  }
  if (!Number.isSafeInteger(maxAgeMs) || maxAgeMs < 1_000) {
    throw new TypeError(
      `cookieStore() expects maxAgeMs to be a whole number of at least 1000, got ${String(maxAgeMs)}.`,
    );
  }
  return new CookieStore(new TextSigner(secrets, name), { ...options, maxBytes, name, maxAgeMs });
}

function checkedSecrets(secret: unknown): readonly string[] {
  const secrets: readonly unknown[] = [secret].flat();
  if (secrets.length !== 0 && secrets.every(isSecret)) return secrets;
  throw new TypeError(
    `cookieStore() expects secret to be a text of at least ${SHORTEST_SECRET} characters, or a list of such: with an unsigned cookie everybody could choose a variation.`,
  );
}

function isSecret(value: unknown): value is string {
  return typeof value === 'string' && value.length >= SHORTEST_SECRET;
}

interface Settings extends Omit<CookieStoreOptions, 'secret' | 'name' | 'maxBytes' | 'maxAgeMs'> {
  readonly name: string;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

class CookieStore implements AssignmentStore {
  readonly reach = 'request';
  /** What each request's cookie says by now: a later decision sees what an earlier one has stored. */
  readonly #open = new WeakMap<StoreRequest, CookieRows>();
  readonly #forgotten = new WeakSet<StoreRequest>();

  constructor(
    private readonly signer: TextSigner,
    private readonly settings: Settings,
  ) {}

  read(parts: readonly DocumentParts[]): readonly (StoredDocument | undefined)[] {
    return parts.map((one) =>
      one.request === null ? undefined : this.#rows(one.request).get(documentName(one)),
    );
  }

  write(parts: DocumentParts, document: StoredDocument): void {
    if (parts.request === null || this.#forgotten.has(parts.request)) return;
    const name = documentName(parts);
    const rows = this.#rows(parts.request);
    rows.set(name, document);
    let value = this.#valueOf(rows);
    while (value.length + this.settings.name.length + 1 > this.settings.maxBytes && !rows.isEmpty) {
      rows.dropOldest();
      value = this.#valueOf(rows);
    }
    this.#set(parts.request, rows.isEmpty ? null : value);
    if (rows.isEmpty)
      throw new Error(`an assignment alone is larger than maxBytes (${this.settings.maxBytes})`);
  }

  update(parts: DocumentParts, merge: DocumentMerge): void {
    if (parts.request === null) return;
    const stored = this.#rows(parts.request).get(documentName(parts));
    const document = merge(stored);
    if (document !== undefined && document !== stored) this.write(parts, document);
  }

  delete(parts: DocumentParts): void {
    if (parts.request === null) return;
    const rows = this.#rows(parts.request);
    const name = documentName(parts);
    if (rows.get(name) === undefined) return;
    rows.delete(name);
    this.#set(parts.request, rows.isEmpty ? null : this.#valueOf(rows));
  }

  forget(request: StoreRequest): void {
    if (this.#rows(request).isEmpty) return;
    this.#forgotten.add(request);
    this.#set(request, null);
  }

  #rows(request: StoreRequest): CookieRows {
    const open = this.#open.get(request);
    if (open !== undefined) return open;
    const signed = cookieIn(request.cookies, this.settings.name);
    const text = signed === undefined ? undefined : this.signer.verify(signed);
    const rows =
      text === undefined
        ? new CookieRows()
        : CookieRows.parse(Buffer.from(text, 'base64url').toString('utf8'));
    this.#open.set(request, rows);
    return rows;
  }

  #valueOf(rows: CookieRows): string {
    return this.signer.sign(Buffer.from(rows.toText(), 'utf8').toString('base64url'));
  }

  /** Null removes the cookie. */
  #set(request: StoreRequest, value: string | null): void {
    const { name, path = '/', domain, maxAgeMs, secure = 'auto', sameSite = 'lax' } = this.settings;
    const attributes = {
      path,
      domain,
      maxAgeMs: value === null ? 0 : maxAgeMs,
      isSecure: secure === 'auto' ? request.isSecure : secure,
      isHttpOnly: true,
      sameSite,
    };
    request.setCookie(name, setCookieHeader(name, value ?? '', attributes));
  }
}
