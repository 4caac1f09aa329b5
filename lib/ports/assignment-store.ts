import type { StoredDocument } from '../engine/decision.js';

/** Keeps visitors' stored documents (sticky buckets, user profiles, stored decisions). Read once per request, written behind. */
export interface AssignmentStore {
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
