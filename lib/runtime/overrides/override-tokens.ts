import type { Entries } from '../../engine/subject.js';
import { toMap } from '../../engine/subject.js';
import type { OpenedText } from './signed-text.js';
import { SignedText } from './signed-text.js';

/**
 * What a signed override forces: a variation, named as `override(key, variation)` takes it on the platform, or a value, as
 * `overrideValue(key, value)` does.
 */
export type SignedOverride = string | number | { readonly value: unknown };

/** How long a signed override is good for. */
export interface SignOverridesOptions {
  /** Milliseconds from now, 1 to the option `overrides.maxAgeMs`. @defaultValue `overrides.maxAgeMs` */
  readonly expiresInMs?: number | undefined;
}

/** Why a token counts for nothing. */
export type TokenFault = 'length' | 'version' | 'signature' | 'expired' | 'age';

/** What a token forces, or why it counts for nothing. */
export type ReadToken =
  { readonly overrides: ReadonlyMap<string, SignedOverride> } | { readonly fault: TokenFault };

/** How tokens are made and read. */
export interface OverrideTokenSettings {
  readonly secrets: readonly string[];
  /** The keys that may be forced; null: all. */
  readonly allow: ReadonlySet<string> | null;
  /** Longest life of a token. */
  readonly maxAgeMs: number;
}

/** Longest token, in characters: it must fit into a link, and into a cookie, of which browsers keep 4,096 bytes. */
export const MAX_TOKEN_LENGTH = 3_072;

/** How far the clocks of servers may differ. */
const CLOCK_SLACK_MS = 60_000;

/**
 * Makes and reads the tokens of signed overrides: see {@link SignedText}; the text is JSON, `{"exp":...,"set":[...]}`. `exp` is
 * the end of its life in epoch milliseconds. Each entry of `set` is `[key, variation]`, or `[key, null, value]`: lists, so that
 * keys such as `__proto__` are keys like any other.
 */
export class OverrideTokens {
  readonly #texts: SignedText;
  readonly #allow: ReadonlySet<string> | null;
  readonly #maxAgeMs: number;

  constructor(instance: string, { secrets, allow, maxAgeMs }: OverrideTokenSettings) {
    this.#texts = new SignedText('overrides', instance, secrets);
    this.#allow = allow;
    this.#maxAgeMs = maxAgeMs;
  }

  /**
   * Signs overrides.
   *
   * @throws `TypeError` for what cannot be signed
   */
  sign(overrides: Entries<SignedOverride>, { expiresInMs }: SignOverridesOptions = {}): string {
    const maxAgeMs = this.#maxAgeMs;
    const lifeMs = expiresInMs ?? maxAgeMs;
    if (!Number.isSafeInteger(lifeMs) || lifeMs < 1 || lifeMs > maxAgeMs) {
      throw new TypeError(
        `signOverrides() expects expiresInMs to be a whole number from 1 to ${maxAgeMs} (overrides.maxAgeMs), received ${String(lifeMs)}.`,
      );
    }
    if (typeof overrides !== 'object' || overrides === null) throw notEntries();
    const set = [...toMap(overrides)].map(([key, override]) => this.#entry(key, override));
    if (set.length === 0) throw notEntries();
    const token = this.#texts.sign(JSON.stringify({ exp: Date.now() + lifeMs, set }));
    if (token.length <= MAX_TOKEN_LENGTH) return token;
    throw new TypeError(
      `signOverrides() makes tokens of at most ${MAX_TOKEN_LENGTH} characters, so that they fit into links and cookies; this one has ${token.length}. Force less at once.`,
    );
  }

  /** Reads a token. Never throws. */
  read(token: string): ReadToken {
    if (token.length > MAX_TOKEN_LENGTH) return { fault: 'length' };
    const opened: OpenedText = this.#texts.open(token);
    if ('fault' in opened) return opened;
    const { exp, set } = JSON.parse(opened.text) as { exp: number; set: readonly Entry[] };
    const leftMs = exp - Date.now();
    if (leftMs <= 0) return { fault: 'expired' };
    // It was signed when tokens could live longer.
    if (leftMs > this.#maxAgeMs + CLOCK_SLACK_MS) return { fault: 'age' };
    return { overrides: new Map(set.map(overrideOf)) };
  }

  /** Whether a key may be forced. */
  allows(key: string): boolean {
    return this.#allow === null || this.#allow.has(key);
  }

  #entry(key: string, override: SignedOverride): Entry {
    if (key === '') throw new TypeError('signOverrides() expects keys that are not empty.');
    if (!this.allows(key)) {
      throw new TypeError(
        `signOverrides() may not force "${key}": it is not in the option overrides.allow of the module.`,
      );
    }
    if (typeof override === 'string' ? override !== '' : Number.isFinite(override))
      return [key, override as string | number];
    if (typeof override === 'object' && override !== null && Object.hasOwn(override, 'value')) {
      const { value } = override;
      if (isJson(value)) return [key, null, value];
    }
    throw new TypeError(
      `signOverrides() expects for "${key}" the key or index of a variation, or { value } with JSON data. Nothing else can be put into a token.`,
    );
  }
}

type Entry = readonly [key: string, variation: string | number] | readonly [string, null, unknown];

function overrideOf(entry: Entry): [string, SignedOverride] {
  const [key, variation] = entry;
  return [key, variation === null ? { value: entry[2] } : variation];
}

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

function notEntries(): TypeError {
  return new TypeError(
    "signOverrides() expects what to force by key, such as { checkout: 'b' }, received nothing of the kind.",
  );
}
