import type { Snapshot, SnapshotStore } from '../../lib/ports/snapshot-store.js';

/** A snapshot store that can be made to fail and to hang. */
export class MemorySnapshotStore implements SnapshotStore {
  readonly name = 'memory snapshot';
  readonly saved: string[] = [];
  loading: () => Promise<Snapshot | undefined>;
  saving: (payload: string) => Promise<void> = async () => undefined;

  constructor(snapshot?: Snapshot) {
    this.loading = async () => snapshot;
  }

  load(): Promise<Snapshot | undefined> {
    return this.loading();
  }

  async save(payload: string): Promise<void> {
    await this.saving(payload);
    this.saved.push(payload);
  }
}
