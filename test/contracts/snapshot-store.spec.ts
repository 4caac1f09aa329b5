import { join } from 'node:path';
import { describe, it } from 'vitest';
import { FileSnapshotStore } from '../../lib/stores/file-snapshot.store.js';
import { snapshotStoreContract } from '../../lib/testing/contracts/snapshot-store.contract.js';
import { tempFolder } from '../support/temp-folder.js';

snapshotStoreContract({ describe, it }, 'FileSnapshotStore', async () => {
  const path = join(await tempFolder(), 'nested', 'snapshot.json');
  return { store: new FileSnapshotStore({ path }), reopen: () => new FileSnapshotStore({ path }) };
});
