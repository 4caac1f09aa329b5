import type { Decision } from '../../engine/decision.js';
import { NONE } from '../../engine/decision.js';
import type { SubjectInit } from '../../engine/subject.js';
import { toMap } from '../../engine/subject.js';

/** What the application has forced by code, which wins. */
type ForcedByCode = ReadonlyMap<string, ReadonlyMap<string, unknown>> | null;

/** Longest value that is shown to the browser, in characters. */
const MAX_SHOWN = 64;

/**
 * What a signed token forces upon a visitor. Decisions that it has a part in, directly or by a prerequisite, are kept apart: they
 * cause no exposures, and nothing of them is stored.
 *
 * Which these are is seen from what a decision looks at: only forced entries that matter for it are ever looked up.
 */
export class SignedOverrides {
  readonly #made = new WeakSet<Decision>();
  #met = false;

  constructor(
    private readonly variations: ReadonlyMap<string, string | number>,
    private readonly values: ReadonlyMap<string, unknown>,
  ) {}

  /** Lays the overrides over what a visitor is decided from. */
  over(init: SubjectInit, byCode: ForcedByCode): SubjectInit {
    return {
      ...init,
      forcedVariations: this.#laid('forcedVariations', init, this.variations, byCode),
      forcedValues: this.#laid('forcedValues', init, this.values, byCode),
    };
  }

  /** A decision is about to be made. */
  begin(): void {
    this.#met = false;
  }

  /** A decision was made: without its effects, if an override had a part in it. */
  end(decision: Decision): Decision {
    if (!this.#met) return decision;
    const bare = { ...decision, exposures: NONE, writes: NONE };
    this.#made.add(bare);
    return bare;
  }

  /** Whether an override had a part in a decision. */
  hasMade(decision: Decision): boolean {
    return this.#made.has(decision);
  }

  /** `checkout=b, price=9.99`: what is forced, percent-encoded where a header needs it. */
  toString(): string {
    const shown = [...this.variations].map(([key, variation]) => [key, String(variation)] as const);
    const values = [...this.values].map(([key, value]) => [key, textOf(value)] as const);
    return [...shown, ...values].map((pair) => pair.map(encodeURIComponent).join('=')).join(', ');
  }

  #laid(
    kind: 'forcedVariations' | 'forcedValues',
    init: SubjectInit,
    own: ReadonlyMap<string, unknown>,
    byCode: ForcedByCode,
  ): ReadonlyMap<string, unknown> {
    const said = byCode?.get(kind);
    const upper = [...own].filter(([key]) => said === undefined || !said.has(key));
    const lower = toMap<unknown>(init[kind]);
    if (upper.length === 0) return lower;
    return new NotingMap(lower, new Map(upper), () => (this.#met = true));
  }
}

/** A map that says when one of its upper entries is looked up. */
class NotingMap extends Map<string, unknown> {
  readonly #upper: ReadonlyMap<string, unknown>;
  readonly #note: () => void;

  constructor(lower: ReadonlyMap<string, unknown>, upper: ReadonlyMap<string, unknown>, note: () => void) {
    super(lower);
    this.#upper = upper;
    this.#note = note;
    for (const [key, value] of upper) this.set(key, value);
  }

  override has(key: string): boolean {
    this.#look(key);
    return super.has(key);
  }

  override get(key: string): unknown {
    this.#look(key);
    return super.get(key);
  }

  #look(key: string): void {
    if (this.#upper.has(key)) this.#note();
  }
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? '...' : text;
}
