import { describe, it } from 'vitest';
import { MemoryAssignmentStore } from '../../lib/stores/memory-assignment.store.js';
import { assignmentStoreContract } from '../../lib/testing/contracts/assignment-store.contract.js';

assignmentStoreContract({ describe, it }, 'MemoryAssignmentStore', () => ({
  store: new MemoryAssignmentStore({ maxEntries: 100 }),
}));
