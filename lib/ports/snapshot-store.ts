/** Keeps the last good payload across restarts. */
export interface SnapshotStore {
  /** Shown in `status()` and logs. */
  readonly name: string;
  /** The text saved last, or undefined if there is none. */
  load(): Promise<string | undefined>;
  /** Replaces it, as a whole or not at all. */
  save(payload: string): Promise<void>;
}
