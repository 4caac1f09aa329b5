import type { ProgramWarning } from '../../../engine/program.js';

/** How deep conditions may nest. Real ones stay below ten; deeper ones could exhaust the stack. */
const MAX_DEPTH = 500;

/** A part of the payload that has the wrong shape; thrown when an evaluation reaches it, caught by the rule it is in. */
export class MalformedPart extends Error {}

/** Where the compiler is in the payload, and where it reports what it could not use. */
export class PayloadLocation {
  private constructor(
    readonly path: string,
    readonly flagKey: string | null,
    readonly warnings: ProgramWarning[],
    private readonly depth: number,
  ) {}

  static root(warnings: ProgramWarning[]): PayloadLocation {
    return new PayloadLocation('', null, warnings, 0);
  }

  /** The context of a member, such as `rules` or `[2]`. */
  at(step: string | number): PayloadLocation {
    const name = typeof step === 'number' ? `[${step}]` : this.path === '' ? step : `.${step}`;
    return new PayloadLocation(this.path + name, this.flagKey, this.warnings, this.depth + 1);
  }

  /** The context of a flag's definition. */
  flag(key: string): PayloadLocation {
    return new PayloadLocation(`features.${key}`, key, this.warnings, 0);
  }

  get tooDeep(): boolean {
    return this.depth > MAX_DEPTH;
  }

  warn(message: string, quarantined = false): void {
    this.warnings.push({ flagKey: this.flagKey, path: this.path, message, quarantined });
  }

  /** Reports a malformed part and returns a predicate that refuses to answer. */
  malformed(message: string): () => never {
    this.warn(message);
    const where = `${this.path}: ${message}`;
    return () => {
      throw new MalformedPart(where);
    };
  }
}
