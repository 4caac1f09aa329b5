import type { Decision } from '../../engine/decision.js';

/** A decision made in a scope, whether it has been used rather than looked at, and whether that was reported. */
export class Answer {
  used = false;
  reported = false;
  /** The one that was given before, while there are few. */
  older: Answer | null = null;

  constructor(
    readonly key: string,
    public decision: Decision,
  ) {}
}

/** So many answers are looked through; more are hashed. Most requests ask for a few. */
const MAX_LINKED = 8;

/** The answers of a scope by key. */
export class AnswerList {
  #newest: Answer | null = null;
  #count = 0;
  #hashed: Map<string, Answer> | null = null;

  find(key: string): Answer | undefined {
    if (this.#hashed !== null) return this.#hashed.get(key);
    let answer = this.#newest;
    while (answer !== null && answer.key !== key) answer = answer.older;
    return answer ?? undefined;
  }

  /** Adds the answer to a key that has none. */
  add(answer: Answer): void {
    if (this.#count === MAX_LINKED) this.#hash();
    if (this.#hashed !== null) this.#hashed.set(answer.key, answer);
    else answer.older = this.#newest;
    this.#newest = answer;
    this.#count++;
  }

  #hash(): void {
    this.#hashed = new Map();
    for (let answer = this.#newest; answer !== null; answer = answer.older)
      this.#hashed.set(answer.key, answer);
  }
}
