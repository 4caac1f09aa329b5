import type { StoredDocument } from '../engine/decision.js';
import { isDocument } from './document-text.js';

/** One thing that a cookie keeps: an experiment's entry of a document; or, without `member`, all that is no entry. */
interface Row {
  readonly name: string;
  readonly member: string | null;
  readonly entry: string;
  readonly value: unknown;
}

/** The documents that fit into a cookie, entry by entry, in the order in which they were assigned: the oldest goes first. */
export class CookieRows {
  #rows: readonly Row[] = [];

  /** Reads what {@link toText} made; nothing of what it did not make. */
  static parse(text: string): CookieRows {
    const rows = new CookieRows();
    try {
      const { n: names, r: read } = JSON.parse(text) as {
        n: string[];
        r: [number, string | null, string, unknown][];
      };
      rows.#rows = read.map(([name, member, entry, value]) => ({
        name: names[name] ?? '',
        member,
        entry,
        value,
      }));
    } catch {
      rows.#rows = [];
    }
    return rows;
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0;
  }

  toText(): string {
    const names = [...new Set(this.#rows.map(({ name }) => name))];
    const index = new Map(names.map((name, i) => [name, i]));
    const rows = this.#rows.map(({ name, member, entry, value }) => [index.get(name), member, entry, value]);
    return JSON.stringify({ n: names, r: rows });
  }

  get(name: string): StoredDocument | undefined {
    const members = new Map<string, unknown>();
    let isFound = false;
    const entries = new Map<string, Map<string, unknown>>();
    for (const row of this.#rows) {
      if (row.name !== name) continue;
      isFound = true;
      if (row.member === null) {
        for (const [member, value] of Object.entries(row.value as object)) members.set(member, value);
      } else {
        const ofMember = entries.get(row.member) ?? new Map<string, unknown>();
        entries.set(row.member, ofMember.set(row.entry, row.value));
      }
    }
    if (!isFound) return undefined;
    for (const [member, ofMember] of entries) members.set(member, Object.fromEntries(ofMember));
    return Object.fromEntries(members);
  }

  /** Replaces a document. Entries that it had before keep their age. */
  set(name: string, document: StoredDocument): void {
    const wanted = rowsOf(name, document);
    const old = this.#rows.filter((row) => row.name !== name || wanted.some((one) => isSame(one, row)));
    const added = wanted.filter((one) => !old.some((row) => isSame(one, row)));
    this.#rows = [...old, ...added];
  }

  delete(name: string): void {
    this.#rows = this.#rows.filter((row) => row.name !== name);
  }

  /** Forgets the oldest experiment: what else its document says stays as long as it has others. */
  dropOldest(): void {
    const oldest = this.#rows.find((row) => row.member !== null || this.#entriesOf(row.name) === 0);
    if (oldest === undefined) return;
    this.#rows = this.#rows.filter((row) => row !== oldest);
    if (this.#entriesOf(oldest.name) === 0) this.delete(oldest.name);
  }

  #entriesOf(name: string): number {
    return this.#rows.filter((row) => row.name === name && row.member !== null).length;
  }
}

function rowsOf(name: string, document: StoredDocument): readonly Row[] {
  const rest = new Map<string, unknown>();
  const rows: Row[] = [];
  for (const [member, value] of Object.entries(document)) {
    const entries = isDocument(value) ? Object.entries(value) : [];
    if (entries.length === 0) rest.set(member, value);
    for (const [entry, of] of entries) rows.push({ name, member, entry, value: of });
  }
  return [{ name, member: null, entry: '', value: Object.fromEntries(rest) }, ...rows];
}

function isSame(one: Row, other: Row): boolean {
  return (
    one.name === other.name &&
    one.member === other.member &&
    one.entry === other.entry &&
    JSON.stringify(one.value) === JSON.stringify(other.value)
  );
}
