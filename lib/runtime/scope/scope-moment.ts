import type { Moment } from '../../engine/subject.js';

/** Time and chance of one scope: told when a decision first asks, and then the same. */
export class ScopeMoment implements Moment {
  #now: number | null = null;
  #draw: number | null = null;

  get now(): number {
    return (this.#now ??= Date.now());
  }

  get draw(): number {
    return (this.#draw ??= Math.random());
  }

  /** The scope is renewed, and so is the time, but not what was drawn. True if anybody has asked for the time. */
  renew(): boolean {
    const asked = this.#now !== null;
    this.#now = null;
    return asked;
  }
}
