import type { CharSet } from './pattern-char.js';
import type { Code, Look, PatternProgram } from './pattern-code.js';
import { Op } from './pattern-code.js';
import type { AssertKind, BackNode } from './pattern-syntax.js';
import { holds, sameIgnoringCase, toCodes } from './pattern-text.js';

// Taken out of the table once: they are compared with at every step.
const { match: MATCH, jump: JUMP, split: SPLIT, char: CHAR, back: BACK, assert: ASSERT } = Op;
const { look: LOOK, moved: MOVED, begin: BEGIN, open: OPEN, close: CLOSE } = Op;

/** Instructions that one text may cost, some hundredths of a second; the answer is then false. */
const MAX_STEPS = 1_000_000;
const NONE = -1;

/**
 * Tests a text against a program with back references, as JavaScript defines it: one way after another. Nobody knows a
 * way to do that in bounded time, so it gives up, with the answer false, after a fixed number of steps.
 */
export function backtrack(program: PatternProgram, text: string): boolean {
  return tryBacktrack(program, text) ?? false;
}

/** The same, with undefined for a text that costs too many steps. */
export function tryBacktrack(program: PatternProgram, text: string): boolean | undefined {
  return new Backtrack(program, toCodes(text, program.unicode)).test();
}

class Backtrack {
  /** Three for each group (entered at, start, end), then one for each loop. */
  private readonly registers: Int32Array;
  private readonly firstLoop: number;
  /** Where to go on after a failure: instruction, place, and length of `undo`, in threes. */
  private readonly choices: number[] = [];
  /** Registers and what was in them, in twos. */
  private readonly undo: number[] = [];
  private steps = MAX_STEPS;

  constructor(
    private readonly program: PatternProgram,
    private readonly codes: Int32Array,
  ) {
    this.firstLoop = 3 * (program.groups + 1);
    this.registers = new Int32Array(this.firstLoop + program.loops).fill(NONE);
  }

  test(): boolean | undefined {
    for (let start = 0; start <= this.codes.length && this.steps >= 0; start++) {
      const found = this.run(this.program.main, start, false);
      if (this.steps < 0) return undefined;
      if (found) return true;
      this.restore(0);
    }
    return false;
  }

  private run(code: Code, start: number, backward: boolean): boolean {
    const { op, a, b } = code;
    const bottom = this.choices.length;
    let pc = 0;
    let at = start;
    while (this.steps-- >= 0) {
      if (op[pc] === MATCH) {
        this.choices.length = bottom;
        return true;
      }
      if (op[pc] === JUMP) {
        pc = a[pc] as number;
        continue;
      }
      if (op[pc] === SPLIT) {
        this.choices.push(b[pc] as number, at, this.undo.length);
        pc = a[pc] as number;
        continue;
      }
      at = this.step(op[pc] as number, a[pc] as number, b[pc] as number, at, backward);
      pc++;
      if (at !== NONE) continue;
      if (this.choices.length === bottom) return false;
      this.restore(this.choices.pop() as number);
      at = this.choices.pop() as number;
      pc = this.choices.pop() as number;
    }
    this.choices.length = bottom;
    return false;
  }

  /** Does one instruction; returns the place after it, or -1 when it fails. */
  private step(op: number, a: number, b: number, at: number, backward: boolean): number {
    switch (op) {
      case CHAR:
        return this.read(this.program.sets[a] as CharSet, at, backward);
      case BACK:
        return this.readAgain(this.program.backs[a] as BackNode, at, backward);
      case ASSERT:
        return holds(this.program.asserts[a] as AssertKind, this.codes, at) ? at : NONE;
      case LOOK:
        return this.look(this.program.looks[a] as Look, at) ? at : NONE;
      case MOVED:
        return this.registers[this.firstLoop + a] === at ? NONE : at;
      case BEGIN:
        this.set(this.firstLoop + a, at);
        return at;
      case OPEN:
        this.set(3 * a, at);
        return at;
      case CLOSE:
        return this.close(a, at, backward);
      default:
        return this.forget(a, b, at);
    }
  }

  private read(set: CharSet, at: number, backward: boolean): number {
    const place = backward ? at - 1 : at;
    if (place < 0 || place >= this.codes.length) return NONE;
    if (!set.has(this.codes[place] as number)) return NONE;
    return backward ? at - 1 : at + 1;
  }

  /** Reads what a group has captured; a group that has captured nothing matches the empty text. */
  private readAgain(node: BackNode, at: number, backward: boolean): number {
    const group = node.groups.find((index) => this.registers[3 * index + 2] !== NONE);
    if (group === undefined) return at;
    const from = this.registers[3 * group + 1] as number;
    const length = (this.registers[3 * group + 2] as number) - from;
    const begin = backward ? at - length : at;
    if (begin < 0 || begin + length > this.codes.length) return NONE;
    this.steps -= length;
    for (let i = 0; i < length; i++) {
      const [left, right] = [this.codes[from + i] as number, this.codes[begin + i] as number];
      const same = left === right || (node.ignoreCase && sameIgnoringCase(left, right, this.program.unicode));
      if (!same) return NONE;
    }
    return backward ? begin : begin + length;
  }

  /** Enters no lookaround a second time: at its first success the ways not tried are forgotten, and captures stay. */
  private look(look: Look, at: number): boolean {
    const before = this.undo.length;
    const found = this.run(look.code, at, look.behind);
    if (look.negated || !found) this.restore(before);
    return found !== look.negated;
  }

  private close(group: number, at: number, backward: boolean): number {
    const entered = this.registers[3 * group] as number;
    this.set(3 * group + 1, backward ? at : entered);
    this.set(3 * group + 2, backward ? entered : at);
    return at;
  }

  private forget(first: number, end: number, at: number): number {
    this.steps -= end - first;
    for (let group = first; group < end; group++) {
      this.set(3 * group + 1, NONE);
      this.set(3 * group + 2, NONE);
    }
    return at;
  }

  private set(register: number, value: number): void {
    this.undo.push(register, this.registers[register] as number);
    this.registers[register] = value;
  }

  private restore(length: number): void {
    while (this.undo.length > length) {
      const value = this.undo.pop() as number;
      this.registers[this.undo.pop() as number] = value;
    }
  }
}
