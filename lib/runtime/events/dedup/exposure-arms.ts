/** What is remembered of one arm: a name, and the hashed value where that is not the visitor. */
export type Arm = number | string;

/** Up to so many arms are looked through; more are hashed. */
const MAX_LISTED = 64;

interface Visitor {
  code: string;
  listed: readonly Arm[];
  hashed: Set<Arm> | null;
  /** Towards the most recent. */
  newer: Visitor | null;
  /** Towards the least recent. */
  older: Visitor | null;
}

/**
 * The arms that visitors have met, in bounded room: when there are more than `maxEntries`, the visitor who has not been met
 * for longest is forgotten. Keyed by visitor, since a request asks about the same one again and again: that is one look-up.
 */
export class ExposureArms {
  readonly #visitors = new Map<string, Visitor>();
  #newest: Visitor | null = null;
  #oldest: Visitor | null = null;
  /** What the most recent visitor was asked for by; null when they are gone. */
  #asked: string | null = null;
  #size = 0;

  constructor(readonly maxEntries: number) {}

  /** Arms held, of all visitors. */
  get size(): number {
    return this.#size;
  }

  /** Adds the arm and makes its visitor the most recent; true if it was not there. */
  add(code: string, arm: Arm): boolean {
    const visitor = this.#met(code);
    if (visitor === undefined) this.#meet(code, arm);
    else if (visitor.hashed?.has(arm) ?? visitor.listed.includes(arm)) return false;
    else note(visitor, arm);
    this.#size++;
    while (this.#size > this.maxEntries) this.#forgetOldest();
    return true;
  }

  delete(code: string, arm: Arm): boolean {
    const visitor = this.#visitors.get(code);
    if (visitor === undefined) return false;
    const at = visitor.listed.indexOf(arm);
    if (at !== -1) visitor.listed = visitor.listed.toSpliced(at, 1);
    else if (visitor.hashed?.delete(arm) !== true) return false;
    this.#size--;
    if (armsOf(visitor) === 0) this.#remove(visitor);
    return true;
  }

  #met(code: string): Visitor | undefined {
    // The text as it came is the same object for all questions of a request, so that this compares no characters.
    if (this.#newest !== null && this.#asked === code) return this.#newest;
    const known = this.#visitors.get(code);
    if (known === undefined) return undefined;
    this.#unlink(known);
    this.#append(known);
    this.#asked = code;
    return known;
  }

  #meet(code: string, arm: Arm): void {
    const visitor = this.#size < this.maxEntries || this.#oldest === null ? blank() : this.#recycled();
    visitor.code = code;
    visitor.listed = [arm];
    this.#visitors.set(code, visitor);
    this.#append(visitor);
    this.#asked = code;
  }

  /** The object of the oldest visitor, who is forgotten. */
  #recycled(): Visitor {
    const oldest = this.#oldest as Visitor;
    this.#size -= armsOf(oldest);
    this.#remove(oldest);
    oldest.hashed = null;
    return oldest;
  }

  #forgetOldest(): void {
    const oldest = this.#oldest as Visitor;
    if (oldest !== this.#newest) {
      this.#size -= armsOf(oldest);
      return this.#remove(oldest);
    }
    const arms = oldest.hashed ?? oldest.listed;
    this.delete(oldest.code, arms.values().next().value as Arm);
  }

  #remove(visitor: Visitor): void {
    if (visitor === this.#newest) this.#asked = null;
    this.#visitors.delete(visitor.code);
    this.#unlink(visitor);
  }

  #append(visitor: Visitor): void {
    visitor.older = this.#newest;
    visitor.newer = null;
    if (this.#newest === null) this.#oldest = visitor;
    else this.#newest.newer = visitor;
    this.#newest = visitor;
  }

  #unlink(visitor: Visitor): void {
    if (visitor.older === null) this.#oldest = visitor.newer;
    else visitor.older.newer = visitor.newer;
    if (visitor.newer === null) this.#newest = visitor.older;
    else visitor.newer.older = visitor.older;
  }
}

function blank(): Visitor {
  return { code: '', listed: [], hashed: null, newer: null, older: null };
}

function armsOf({ listed, hashed }: Visitor): number {
  return hashed === null ? listed.length : hashed.size;
}

function note(visitor: Visitor, arm: Arm): void {
  if (visitor.hashed !== null) visitor.hashed.add(arm);
  // A new array takes the room it needs; one that grows takes room for more than most visitors ever meet.
  else if (visitor.listed.length < MAX_LISTED) visitor.listed = [...visitor.listed, arm];
  else {
    visitor.hashed = new Set(visitor.listed).add(arm);
    visitor.listed = [];
  }
}
