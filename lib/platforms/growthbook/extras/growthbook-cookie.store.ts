import type { StoredDocument } from '../../../engine/decision.js';
import type {
  AssignmentStore,
  DocumentMerge,
  DocumentParts,
  StoreRequest,
} from '../../../ports/assignment-store.js';
import { cookieIn, setCookieHeader } from '../../../stores/cookie-text.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';

/** What {@link growthbookCookieStore} can be told. */
export interface GrowthbookCookieStoreOptions {
  /** What the cookies' names begin with. @defaultValue `gbStickyBuckets__` */
  readonly prefix?: string | undefined;
  /** The domain that shares them. @defaultValue the host that answers */
  readonly domain?: string | undefined;
  /** The path below which they are sent. @defaultValue `/` */
  readonly path?: string | undefined;
  /** Milliseconds that a browser keeps them after they were written last. @defaultValue 180 days, as in the SDK */
  readonly maxAgeMs?: number | undefined;
}

const HALF_A_YEAR_MS = 180 * 24 * 60 * 60 * 1_000;
/** What browsers keep of a cookie. */
const MAX_BYTES = 4_096;

/**
 * Shares assignments with GrowthBook's `BrowserCookieStickyBucketService` and `ExpressCookieStickyBucketService`: one cookie
 * `gbStickyBuckets__<attribute>||<value>` for each attribute. Scripts can read it, as the browser SDK must.
 *
 * The cookies are not signed, since the SDK signs none: whoever edits theirs chooses a variation among those that exist. Use
 * `cookieStore` where that matters. Nothing is kept outside of HTTP, nor for an answer whose headers have gone out.
 *
 * @throws TypeError when an option makes no sense
 * @see {@link https://docs.growthbook.io/app/sticky-bucketing | GrowthBook: sticky bucketing}
 */
export function growthbookCookieStore(options: GrowthbookCookieStoreOptions = {}): AssignmentStore {
  const { maxAgeMs = HALF_A_YEAR_MS, prefix = 'gbStickyBuckets__' } = options;
  if (!Number.isSafeInteger(maxAgeMs) || maxAgeMs < 1_000) {
    throw new TypeError(
      `growthbookCookieStore() expects maxAgeMs to be a whole number of at least 1000, got ${String(maxAgeMs)}.`,
    );
  }
  return new GrowthbookCookieStore({ ...options, maxAgeMs, prefix });
}

interface Settings extends Omit<GrowthbookCookieStoreOptions, 'maxAgeMs' | 'prefix'> {
  readonly maxAgeMs: number;
  readonly prefix: string;
}

type Documents = Map<string, StoredDocument | undefined>;

class GrowthbookCookieStore implements AssignmentStore {
  readonly reach = 'request';
  /** What each request's cookies say by now. */
  readonly #open = new WeakMap<StoreRequest, Documents>();

  constructor(private readonly settings: Settings) {}

  read(parts: readonly DocumentParts[]): readonly (StoredDocument | undefined)[] {
    return parts.map((one) => this.#read(one));
  }

  write(parts: DocumentParts, document: StoredDocument): void {
    if (parts.request === null) return;
    const name = this.#nameOf(parts);
    let kept = document;
    let value = cookieEncoded(JSON.stringify(kept), VALUE_SIGNS);
    while (name.length + value.length + 1 > MAX_BYTES) {
      kept = withoutOldest(kept);
      value = cookieEncoded(JSON.stringify(kept), VALUE_SIGNS);
    }
    this.#openFor(parts.request).set(parts.key, kept);
    this.#set(parts.request, name, value, this.settings.maxAgeMs);
  }

  update(parts: DocumentParts, merge: DocumentMerge): void {
    const stored = this.#read(parts);
    const document = merge(stored);
    if (document !== undefined && document !== stored) this.write(parts, document);
  }

  delete(parts: DocumentParts): void {
    if (parts.request === null || this.#read(parts) === undefined) return;
    this.#openFor(parts.request).set(parts.key, undefined);
    this.#set(parts.request, this.#nameOf(parts), '', 0);
  }

  #read(parts: DocumentParts): StoredDocument | undefined {
    if (parts.request === null) return undefined;
    const open = this.#openFor(parts.request);
    if (!open.has(parts.key)) open.set(parts.key, this.#find(parts, parts.request.cookies));
    return open.get(parts.key);
  }

  #openFor(request: StoreRequest): Documents {
    const open = this.#open.get(request) ?? new Map<string, StoredDocument | undefined>();
    this.#open.set(request, open);
    return open;
  }

  /** The browser's service and Express's name their cookies differently. What the former says counts more: it reads what we write. */
  #find(parts: DocumentParts, cookies: string | null): StoredDocument | undefined {
    const expressName = encodeURIComponent(wellFormed(this.settings.prefix + parts.key));
    const found = [expressName, this.#nameOf(parts)]
      .map((name) => documentOf(cookieIn(cookies, name), parts))
      .filter((document) => document !== undefined);
    if (found.length < 2) return found[0];
    const assignments = found.flatMap((document) => Object.entries(document['assignments'] as object));
    return { ...found[1], assignments: Object.fromEntries(assignments) };
  }

  #nameOf({ key }: DocumentParts): string {
    return cookieEncoded(this.settings.prefix + key, NAME_SIGNS);
  }

  #set(request: StoreRequest, name: string, value: string, maxAgeMs: number): void {
    const { path = '/', domain } = this.settings;
    const attributes = { path, domain, maxAgeMs, isSecure: request.isSecure };
    request.setCookie(
      name,
      setCookieHeader(name, value, { ...attributes, isHttpOnly: false, sameSite: 'lax' }),
    );
  }
}

/** What js-cookie, which the browser's service uses, leaves as it is in names and in values. */
const NAME_SIGNS = /%(?:2[346B]|5E|60|7C)/g;
const VALUE_SIGNS = /%(?:2[346BF]|3[AC-F]|40|5[BDE]|60|7[BCD])/g;

/** Names and values as js-cookie writes them, so that either service reads them. */
function cookieEncoded(text: string, signs: RegExp): string {
  return encodeURIComponent(wellFormed(text))
    .replace(signs, decodeURIComponent)
    .replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'));
}

/** Half a character cannot be encoded. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** Express encodes what its service has encoded already. */
function documentOf(raw: string | undefined, { unit, value }: DocumentParts): StoredDocument | undefined {
  let text = raw;
  for (let decoded = 0; decoded < 3 && text !== undefined && text !== ''; decoded++) {
    const document = parsed(text);
    if (document !== undefined) return isAbout(document, unit, value) ? document : undefined;
    text = decodedOnce(text);
  }
  return undefined;
}

function parsed(text: string): StoredDocument | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return isObject(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

function decodedOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function isAbout(document: StoredDocument, unit: string, value: string): boolean {
  const { attributeName, attributeValue, assignments } = document;
  return attributeName === unit && String(attributeValue) === value && isObject(assignments);
}

/** Without the assignment that was made first. */
function withoutOldest(document: StoredDocument): StoredDocument {
  const entries = Object.entries(own(document, 'assignments') ?? {});
  if (entries.length < 2)
    throw new Error(`one assignment alone is larger than a cookie (${MAX_BYTES} bytes)`);
  return { ...document, assignments: Object.fromEntries(entries.slice(1)) };
}
