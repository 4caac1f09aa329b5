/** Places of a new ring; a power of two, as every later size. */
const FIRST_CAPACITY = 64;

/** A double-ended queue in a ring of places that doubles when it is full. Every operation is O(1), amortised. */
export class Ring<T> {
  #places: (T | undefined)[] = new Array<T | undefined>(FIRST_CAPACITY);
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The oldest. */
  first(): T | undefined {
    return this.#size === 0 ? undefined : this.#places[this.#head];
  }

  push(value: T): void {
    if (this.#size === this.#places.length) this.#grow();
    this.#places[(this.#head + this.#size) & (this.#places.length - 1)] = value;
    this.#size++;
  }

  /** Takes the oldest. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const value = this.#places[this.#head];
    this.#places[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#places.length - 1);
    this.#size--;
    return value;
  }

  /** Takes the newest. */
  pop(): T | undefined {
    if (this.#size === 0) return undefined;
    const last = (this.#head + this.#size - 1) & (this.#places.length - 1);
    const value = this.#places[last];
    this.#places[last] = undefined;
    this.#size--;
    return value;
  }

  #grow(): void {
    const places = new Array<T | undefined>(this.#places.length * 2);
    for (let i = 0; i < this.#size; i++) {
      places[i] = this.#places[(this.#head + i) & (this.#places.length - 1)];
    }
    this.#places = places;
    this.#head = 0;
  }
}
