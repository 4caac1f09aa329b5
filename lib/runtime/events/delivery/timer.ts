/** The longest time a timer of Node takes. */
const MAX_DELAY_MS = 2_147_483_647;

/** One timer slot: setting it again replaces what was set. A wait does not keep the process alive. */
export class DeliveryTimer {
  #timeout: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;

  constructor(private readonly ring: () => void) {}

  /** @param delayMs - 0 or less: as soon as the event loop turns */
  set(delayMs: number): void {
    this.clear();
    const ring = (): void => {
      this.#timeout = null;
      this.#immediate = null;
      this.ring();
    };
    if (delayMs <= 0) {
      // Not unref'd: the loop would sleep past it when nothing else is due. It is over at once anyway.
      this.#immediate = setImmediate(ring);
    } else {
      this.#timeout = setTimeout(ring, Math.min(delayMs, MAX_DELAY_MS)).unref();
    }
  }

  clear(): void {
    if (this.#timeout !== null) clearTimeout(this.#timeout);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timeout = null;
    this.#immediate = null;
  }
}
