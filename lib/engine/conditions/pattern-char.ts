const ASCII = 128;
const UNKNOWN = 0;
const YES = 2;
const NO = 1;

/**
 * One character's worth of a pattern: a literal, a class, an escape, the dot. What is in a class under which flags is
 * asked of the native engine, one character at a time, so that it is never answered differently.
 */
export class CharSet {
  private readonly ascii: Uint8Array;
  private readonly native: RegExp | null;
  private lastCode = -1;
  private lastAnswer = false;

  /**
   * @param literal - the one character that it matches; -1 when it has to be asked
   * @param source - its text in the pattern
   * @param flags - those in force there
   */
  constructor(
    readonly literal: number,
    source: string,
    flags: string,
  ) {
    this.native = literal < 0 ? new RegExp(`^(?:${source})$`, flags) : null;
    this.ascii = new Uint8Array(literal < 0 ? ASCII : 0);
  }

  /** Whether a character, given as its code, is in the set. */
  has(code: number): boolean {
    if (this.native === null) return code === this.literal;
    if (code >= ASCII) return this.askOnce(this.native, code);
    if (this.ascii[code] === UNKNOWN) this.ascii[code] = ask(this.native, code) ? YES : NO;
    return this.ascii[code] === YES;
  }

  private askOnce(native: RegExp, code: number): boolean {
    if (code !== this.lastCode) {
      this.lastCode = code;
      this.lastAnswer = ask(native, code);
    }
    return this.lastAnswer;
  }
}

function ask(native: RegExp, code: number): boolean {
  return native.test(String.fromCodePoint(code));
}
