import type { StoredDocument } from '../../lib/engine.js';
import type { AssignmentStore, DocumentParts } from '../../lib/ports/assignment-store.js';

/** A store that answers in another turn of the event loop, counts, and fails or hangs when told to. */
export class SlowStore implements AssignmentStore {
  readonly documents = new Map<string, StoredDocument>();
  readonly asked: (readonly string[])[] = [];
  mode: 'works' | 'fails' | 'hangs' = 'works';
  closed = false;

  async read(parts: readonly DocumentParts[]): Promise<readonly (StoredDocument | undefined)[]> {
    const keys = parts.map(({ key }) => key);
    this.asked.push(keys);
    await this.#trouble();
    return keys.map((key) => this.documents.get(key));
  }

  async write({ key }: DocumentParts, document: StoredDocument): Promise<void> {
    await this.#trouble();
    this.documents.set(key, document);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  #trouble(): Promise<unknown> {
    switch (this.mode) {
      case 'works':
        return new Promise((resolve) => setImmediate(resolve));
      case 'fails':
        return Promise.reject(new Error('store is down'));
      case 'hangs':
        return new Promise(() => undefined);
    }
  }
}
