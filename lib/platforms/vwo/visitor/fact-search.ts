/** Gathers facts that are found at once or later, within the time there is. */
export class FactSearch {
  readonly #found = new Map<string, unknown>();
  readonly #lists = new Map<string, Map<string, unknown>>();
  readonly #pending: Promise<void>[] = [];
  #failure: { readonly error: unknown } | null = null;

  constructor(readonly signal: AbortSignal) {}

  /** Looks for a fact. Null and undefined say that there is none. */
  ask(name: string, find: () => unknown): void {
    this.#ask(find, (found) => {
      if (found !== null && found !== undefined) this.#found.set(name, found);
    });
  }

  /** Looks for one answer among those about lists. */
  askList(listId: string, text: string, find: () => unknown): void {
    this.#ask(find, (answer) => {
      const answers = this.#lists.get(listId) ?? new Map<string, unknown>();
      this.#lists.set(listId, answers.set(text, answer));
    });
  }

  /**
   * What has been found: now if nothing is missing, else when the last answer is there or time is up. Undefined: nothing, at once.
   *
   * @param listsName - the fact that holds the answers about lists
   * @throws the last failure, when that has left nothing
   */
  outcome(
    listsName: string,
  ): Promise<ReadonlyMap<string, unknown>> | ReadonlyMap<string, unknown> | undefined {
    if (this.#pending.length !== 0) return this.#late(listsName);
    const facts = this.#facts(listsName);
    return facts.size === 0 ? undefined : facts;
  }

  #ask(find: () => unknown, keep: (found: unknown) => void): void {
    const fail = (error: unknown): void => {
      this.#failure = { error };
    };
    try {
      const found = find();
      if (found instanceof Promise) this.#pending.push(found.then(keep, fail));
      else keep(found);
    } catch (error) {
      fail(error);
    }
  }

  async #late(listsName: string): Promise<ReadonlyMap<string, unknown>> {
    const { signal } = this;
    const all = Promise.all(this.#pending);
    await new Promise<void>((resolve) => {
      void all.then(() => resolve());
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    if (signal.aborted) this.#failure ??= { error: signal.reason };
    return this.#facts(listsName);
  }

  /** A copy: answers that come later are for nobody. */
  #facts(listsName: string): ReadonlyMap<string, unknown> {
    const facts = new Map(this.#found);
    if (this.#lists.size !== 0) {
      facts.set(listsName, objectOf([...this.#lists].map(([id, answers]) => [id, objectOf(answers)])));
    }
    if (facts.size === 0 && this.#failure !== null) throw this.#failure.error;
    return facts;
  }
}

function objectOf(entries: Iterable<readonly [string, unknown]>): object {
  return Object.fromEntries(entries);
}
