import type { StoredDocument, StoredName } from '../engine/decision.js';

/** The HTTP request that a document is read or written for: what stores that live in cookies need of it. */
export interface StoreRequest {
  /** The request's `Cookie` header; null if there is none. */
  readonly cookies: string | null;
  /** Whether the request came over HTTPS. */
  readonly isSecure: boolean;
  /**
   * Has the response set a cookie, in place of what was set under this name for the same request before.
   *
   * @param name - the cookie's name, as it is in the header
   * @param header - the whole `Set-Cookie` header
   * @throws Error when the headers have gone out
   */
  setCookie(name: string, header: string): void;
}

/** Which document is meant, in parts. The same document has the same `platform`, `feature`, `unit` and `value`. */
export interface DocumentParts extends StoredName {
  /** Name of the platform that decides: `growthbook`, `vwo` ... */
  readonly platform: string;
  /** The visitor code of whoever is decided for. The unit may be another one: an account that many visitors have. */
  readonly visitor: string;
  /** The request that is being answered; null outside of HTTP. The same object for all documents of one request. */
  readonly request: StoreRequest | null;
}

/**
 * Makes the new document of the stored one, undefined if there is none. Pure: it may be called more than once. When it gives back
 * what it was given, or undefined, there is nothing to write.
 */
export type DocumentMerge = (stored: StoredDocument | undefined) => StoredDocument | undefined;

/** What is known of a document: it, undefined for none, or an Error in its place when this one could not be read. */
export type ReadDocument = StoredDocument | undefined | Error;

/**
 * Keeps visitors' stored documents (sticky buckets, user profiles, stored decisions). Read once per request, written behind.
 *
 * All members may answer at once or by a promise. A member that fails throws (or rejects): a store must never answer "none" when
 * it could not look.
 */
export interface AssignmentStore {
  /**
   * Reads documents.
   *
   * @param parts - which ones
   * @returns one entry for each, in the same order
   */
  read(parts: readonly DocumentParts[]): Promise<readonly ReadDocument[]> | readonly ReadDocument[];
  /** Replaces one document, as a whole. */
  write(parts: DocumentParts, document: StoredDocument): Promise<void> | void;
  /**
   * Replaces one document by what `merge` makes of it, with nothing in between: what other processes write meanwhile is not
   * lost. Leave it out where the store cannot do so; documents are then read before they are written where it matters.
   */
  update?(parts: DocumentParts, merge: DocumentMerge): Promise<void> | void;
  /** Removes one document, if it is there: somebody has withdrawn their consent. */
  delete?(parts: DocumentParts): Promise<void> | void;
  /**
   * Has the browser of a request forget all documents that travel with it, and keeps nothing more of it in this request: somebody has
   * logged out. For stores whose documents travel with requests.
   */
  forget?(request: StoreRequest): void;
  /** Lets go of connections. */
  close?(): Promise<void>;
  /**
   * `request`: documents travel with the requests (in cookies), so that what one request has written says nothing about the next.
   *
   * @defaultValue `shared`
   */
  readonly reach?: 'shared' | 'request';
}

/**
 * A store as version 0.1 had it: documents are named by one text. It goes on working, with one warning at start-up: what it is
 * asked for is `parts.key` of {@link AssignmentStore}.
 */
export interface TextAssignmentStore {
  /** Gets the documents that exist, by key. */
  getMany(
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, StoredDocument>> | ReadonlyMap<string, StoredDocument>;
  /** Replaces one document. */
  set(key: string, document: StoredDocument): Promise<void> | void;
  /** Lets go of connections. */
  close?(): Promise<void>;
}

/** Injection token of the same name. */
export const AssignmentStore = Symbol('AssignmentStore');
