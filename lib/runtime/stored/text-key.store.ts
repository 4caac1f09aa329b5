import type { StoredDocument } from '../../engine/decision.js';
import type {
  AssignmentStore,
  DocumentParts,
  ReadDocument,
  TextAssignmentStore,
} from '../../ports/assignment-store.js';

/** Whether a store is of the kind that version 0.1 had. */
export function isTextStore(store: AssignmentStore | TextAssignmentStore): store is TextAssignmentStore {
  return !('read' in store && typeof store.read === 'function');
}

/** Has a store of version 0.1 go on: it is asked by the documents' keys. */
export class TextKeyStore implements AssignmentStore {
  readonly close?: () => Promise<void>;

  constructor(private readonly store: TextAssignmentStore) {
    if (typeof store.close === 'function') this.close = async () => store.close?.();
  }

  read(parts: readonly DocumentParts[]): Promise<readonly ReadDocument[]> | readonly ReadDocument[] {
    const keys = parts.map(({ key }) => key);
    const found = this.store.getMany(keys);
    if (!('then' in found)) return inOrder(keys, found);
    return found.then((documents) => inOrder(keys, documents));
  }

  write({ key }: DocumentParts, document: StoredDocument): Promise<void> | void {
    return this.store.set(key, document);
  }
}

function inOrder(
  keys: readonly string[],
  found: ReadonlyMap<string, StoredDocument>,
): readonly (StoredDocument | undefined)[] {
  return keys.map((key) => found.get(key));
}
