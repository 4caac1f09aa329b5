/** A payload that was good once. */
export interface Snapshot {
  /** JSON text. */
  readonly payload: string;
  /** When it was saved, epoch milliseconds; undefined where the store does not know. */
  readonly savedAt?: number | undefined;
}

/** Keeps the last good payload across restarts. */
export interface SnapshotStore {
  /** Shown in logs; free of secrets. */
  readonly name: string;
  /** What was saved last, or undefined if there is nothing. Throws when there is something that cannot be read. */
  load(): Promise<Snapshot | undefined>;
  /** Replaces it, as a whole or not at all. */
  save(payload: string): Promise<void>;
}

/** Injection token of the same name. */
export const SnapshotStore = Symbol('SnapshotStore');
