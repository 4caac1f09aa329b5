import type { CharSet } from './pattern-char.js';
import type { Code, PatternProgram } from './pattern-code.js';
import { Op } from './pattern-code.js';
import type { AssertKind } from './pattern-syntax.js';
import { holds, toCodes } from './pattern-text.js';

// Taken out of the table once: they are compared with at every step.
const { char: CHAR, split: SPLIT, jump: JUMP, match: MATCH, look: LOOK } = Op;

/** Instructions that one text may cost, about a tenth of a second; the answer is then false. */
const MAX_STEPS = 10_000_000;
/** What asking the native engine about one character costs in steps. */
const NATIVE_STEPS = 10;

/**
 * Tests a text against a program without back references by following all the ways through it side by side, character
 * by character: the time is at most length of text times length of program, whatever the pattern.
 */
export function scan(program: PatternProgram, text: string): boolean {
  return new Scan(program, toCodes(text, program.unicode)).test();
}

class Scan {
  /** For each lookaround that is done, whether it holds before each character. */
  private readonly lookResults: Uint8Array[] = [];
  private steps = MAX_STEPS;

  constructor(
    private readonly program: PatternProgram,
    private readonly codes: Int32Array,
  ) {}

  test(): boolean {
    for (const look of this.program.looks) {
      this.steps -= 2 * this.codes.length;
      if (this.steps < 0) return false;
      const found = new Uint8Array(this.codes.length + 1);
      // A lookahead is read towards the front: it holds wherever that finds its beginning.
      this.run(look.code, !look.behind, found);
      this.lookResults.push(look.negated ? found.map((hit) => 1 - hit) : found);
    }
    return this.run(this.program.main, false, null);
  }

  /**
   * Finds the places where a match that began anywhere ends. Notes them all in `found`, or stops at the first.
   */
  private run(code: Code, backward: boolean, found: Uint8Array | null): boolean {
    const threads = new Threads(code.op.length);
    const last = this.codes.length;
    for (let read = 0; read <= last && this.steps >= 0; read++) {
      const at = backward ? last - read : read;
      threads.add(0);
      const matched = this.settle(code, threads, at);
      if (matched && found === null) return this.steps >= 0;
      if (matched && found !== null) found[at] = 1;
      if (read < last) this.read(code, threads, this.codes[backward ? at - 1 : at] as number);
    }
    return false;
  }

  /** Follows all threads to where they want a character. Tells whether one of them has matched. */
  private settle(code: Code, threads: Threads, at: number): boolean {
    const { op, a, b } = code;
    let matched = false;
    for (let pc = threads.next(); pc >= 0; pc = threads.next()) {
      this.steps--;
      switch (op[pc]) {
        case CHAR:
          threads.wait(pc);
          break;
        case SPLIT:
          threads.add(a[pc] as number);
          threads.add(b[pc] as number);
          break;
        case JUMP:
          threads.add(a[pc] as number);
          break;
        case MATCH:
          matched = true;
          break;
        default:
          if (this.passes(op[pc] as number, a[pc] as number, at)) threads.add(pc + 1);
      }
    }
    return matched;
  }

  private passes(op: number, a: number, at: number): boolean {
    if (op === LOOK) return (this.lookResults[a] as Uint8Array)[at] === 1;
    return holds(this.program.asserts[a] as AssertKind, this.codes, at);
  }

  private read(code: Code, threads: Threads, char: number): void {
    const { sets } = this.program;
    const waiting = threads.startNext();
    for (let i = 0; i < waiting; i++) {
      const pc = threads.waiting[i] as number;
      const set = sets[code.a[pc] as number] as CharSet;
      this.steps -= char < 128 || set.literal >= 0 ? 1 : NATIVE_STEPS;
      if (set.has(char)) threads.add(pc + 1);
    }
  }
}

/** The instructions reached before one character, each once. */
class Threads {
  /** Those that want a character. */
  readonly waiting: Int32Array;
  private readonly pending: Int32Array;
  private readonly seenIn: Int32Array;
  private pendingCount = 0;
  private waitingCount = 0;
  private generation = 1;

  constructor(size: number) {
    this.waiting = new Int32Array(size);
    this.pending = new Int32Array(size);
    this.seenIn = new Int32Array(size);
  }

  add(pc: number): void {
    if (this.seenIn[pc] === this.generation) return;
    this.seenIn[pc] = this.generation;
    this.pending[this.pendingCount++] = pc;
  }

  /** Takes one to be followed; -1 when none is left. */
  next(): number {
    return this.pendingCount === 0 ? -1 : (this.pending[--this.pendingCount] as number);
  }

  wait(pc: number): void {
    this.waiting[this.waitingCount++] = pc;
  }

  /** Goes on to the next character. Returns how many are waiting for the one at hand. */
  startNext(): number {
    const waiting = this.waitingCount;
    this.waitingCount = 0;
    this.generation++;
    return waiting;
  }
}
