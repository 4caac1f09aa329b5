/**
 * Gives texts and objects short names, so that a long value costs a few characters in a key. A name is never used twice: a
 * text that was forgotten and comes again gets a new one, so two different values never share a name.
 */
export class Interner {
  readonly #texts = new Map<string, number>();
  readonly #objects = new WeakMap<object, number>();
  #next = 0;

  constructor(
    /** Texts remembered; the one named first goes when there are more. Objects are remembered as long as they live. */
    readonly maxTexts: number = 1_000,
  ) {}

  text(value: string): number {
    const known = this.#texts.get(value);
    if (known !== undefined) return known;
    if (this.#texts.size >= this.maxTexts) this.#texts.delete(this.#texts.keys().next().value as string);
    const name = this.#next++;
    this.#texts.set(value, name);
    return name;
  }

  /** By identity: two objects of equal content have two names. */
  object(value: object): number {
    const known = this.#objects.get(value);
    if (known !== undefined) return known;
    const name = this.#next++;
    this.#objects.set(value, name);
    return name;
  }
}
