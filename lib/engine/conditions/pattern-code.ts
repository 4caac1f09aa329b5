import type { CharSet } from './pattern-char.js';
import type { AssertKind, BackNode } from './pattern-syntax.js';

/** What an instruction does. Each falls through to the next one unless it says otherwise. */
export const Op = {
  /** Reads a character of set `a`. */
  char: 0,
  /** Goes to `a`, and to `b` if that fails. */
  split: 1,
  /** Goes to `a`. */
  jump: 2,
  /** Asks assertion `a`. */
  assert: 3,
  /** Asks lookaround `a`. */
  look: 4,
  /** The pattern has matched. */
  match: 5,
  /** Reads what back reference `a` stands for. */
  back: 6,
  /** Remembers where group `a` was entered. */
  open: 7,
  /** Group `a` has captured from there to here. */
  close: 8,
  /** Forgets groups `a` up to, not including, `b`. */
  forget: 9,
  /** Remembers where iteration `a` began. */
  begin: 10,
  /** Fails when iteration `a` has not moved. */
  moved: 11,
} as const;

/** Instructions as parallel columns. */
export interface Code {
  readonly op: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** A lookaround of a program. */
export interface Look {
  readonly code: Code;
  readonly behind: boolean;
  readonly negated: boolean;
}

/** A pattern as instructions. */
export interface PatternProgram {
  readonly main: Code;
  /** Inner ones before those around them. */
  readonly looks: readonly Look[];
  readonly sets: readonly CharSet[];
  readonly asserts: readonly AssertKind[];
  readonly backs: readonly BackNode[];
  readonly unicode: boolean;
  readonly groups: number;
  /** Loops whose iterations are watched. */
  readonly loops: number;
}

/** Writes instructions one after the other. */
export class CodeWriter implements Code {
  readonly op: number[] = [];
  readonly a: number[] = [];
  readonly b: number[] = [];

  get length(): number {
    return this.op.length;
  }

  /** Appends an instruction and returns its address. */
  add(op: number, a = 0, b = 0): number {
    this.a.push(a);
    this.b.push(b);
    return this.op.push(op) - 1;
  }

  /** Says where a jump or split goes. */
  aim(at: number, a: number, b = 0): void {
    this.a[at] = a;
    this.b[at] = b;
  }
}
