import type { CharSet } from './pattern-char.js';
import type { Code, Look, PatternProgram } from './pattern-code.js';
import { CodeWriter, Op } from './pattern-code.js';
import type {
  AssertKind,
  BackNode,
  LookNode,
  ParsedPattern,
  PatternNode,
  RepeatNode,
} from './pattern-syntax.js';

/** A counted repetition is written out as often as it counts; a program that gets longer than this is refused. */
const MAX_INSTRUCTIONS = 32_768;

/**
 * How lookarounds are run. `scan`: for all places at once, so that a lookahead is read from the end of the text; captures
 * play no part. `backtrack`: from one place, in the direction in which JavaScript reads them, with captures.
 */
export type ProgramKind = 'scan' | 'backtrack';

/** Turns a pattern into instructions; null when its counted repetitions make it too large. */
export function buildProgram(pattern: ParsedPattern, kind: ProgramKind): PatternProgram | null {
  const size = instructions(pattern.root, kind === 'backtrack');
  return size > MAX_INSTRUCTIONS ? null : new ProgramBuilder(pattern, kind).build();
}

class ProgramBuilder {
  private readonly looks: Look[] = [];
  private readonly lookIndexes = new Map<LookNode, number>();
  private readonly setIndexes = new Map<CharSet, number>();
  private readonly asserts: AssertKind[] = [];
  private readonly backs: BackNode[] = [];
  private readonly captures: boolean;
  private loops = 0;
  private code = new CodeWriter();
  private backward = false;

  constructor(
    private readonly pattern: ParsedPattern,
    private readonly kind: ProgramKind,
  ) {
    this.captures = kind === 'backtrack';
  }

  build(): PatternProgram {
    const main = this.write(this.pattern.root, false);
    const { looks, asserts, backs, loops } = this;
    const { unicode, groups } = this.pattern;
    return { main, looks, sets: [...this.setIndexes.keys()], asserts, backs, unicode, groups, loops };
  }

  private write(node: PatternNode, backward: boolean): Code {
    const outer = [this.code, this.backward] as const;
    this.code = new CodeWriter();
    this.backward = backward;
    this.emit(node);
    this.code.add(Op.match);
    const written = this.code;
    [this.code, this.backward] = outer;
    return written;
  }

  private emit(node: PatternNode): void {
    switch (node.kind) {
      case 'char':
        this.code.add(Op.char, this.setIndex(node.set));
        return;
      case 'assert':
        this.code.add(Op.assert, this.asserts.push(node.test) - 1);
        return;
      case 'back':
        this.code.add(Op.back, this.backs.push(node) - 1);
        return;
      case 'look':
        this.code.add(Op.look, this.lookIndex(node));
        return;
      case 'group':
        if (this.captures) this.code.add(Op.open, node.index);
        this.emit(node.body);
        if (this.captures) this.code.add(Op.close, node.index);
        return;
      case 'sequence':
        for (const part of this.backward ? node.parts.toReversed() : node.parts) this.emit(part);
        return;
      case 'choice':
        this.emitChoice(node.options);
        return;
      case 'repeat':
        this.emitRepeat(node);
    }
  }

  private emitChoice(options: readonly PatternNode[]): void {
    const exits: number[] = [];
    for (let i = 0; i < options.length - 1; i++) {
      const split = this.code.add(Op.split);
      this.emit(options[i] as PatternNode);
      exits.push(this.code.add(Op.jump));
      this.code.aim(split, split + 1, this.code.length);
    }
    this.emit(options.at(-1) as PatternNode);
    for (const exit of exits) this.code.aim(exit, this.code.length);
  }

  private emitRepeat(node: RepeatNode): void {
    for (let i = 0; i < node.min; i++) this.emitRound(node, false);
    if (node.max === Infinity) {
      const split = this.code.add(Op.split);
      this.emitRound(node, true);
      this.code.add(Op.jump, split);
      this.aimSplit(split, node.lazy);
      return;
    }
    const splits: number[] = [];
    for (let i = node.min; i < node.max; i++) {
      splits.push(this.code.add(Op.split));
      this.emitRound(node, true);
    }
    for (const split of splits) this.aimSplit(split, node.lazy);
  }

  /** One iteration. It forgets what the last one captured, and an optional one has to move. */
  private emitRound(node: RepeatNode, optional: boolean): void {
    if (!this.captures) {
      this.emit(node.body);
      return;
    }
    if (node.endGroup > node.firstGroup) this.code.add(Op.forget, node.firstGroup, node.endGroup);
    const loop = optional ? this.loops++ : -1;
    if (optional) this.code.add(Op.begin, loop);
    this.emit(node.body);
    if (optional) this.code.add(Op.moved, loop);
  }

  private aimSplit(split: number, lazy: boolean): void {
    const [inside, outside] = [split + 1, this.code.length];
    if (lazy) this.code.aim(split, outside, inside);
    else this.code.aim(split, inside, outside);
  }

  private setIndex(set: CharSet): number {
    const index = this.setIndexes.get(set) ?? this.setIndexes.size;
    this.setIndexes.set(set, index);
    return index;
  }

  private lookIndex(node: LookNode): number {
    const known = this.lookIndexes.get(node);
    if (known !== undefined) return known;
    const { behind, negated } = node;
    const code = this.write(node.body, this.kind === 'scan' ? !behind : behind);
    const index = this.looks.push({ code, behind, negated }) - 1;
    this.lookIndexes.set(node, index);
    return index;
  }
}

/** How many instructions a part becomes, at most. */
function instructions(node: PatternNode, captures: boolean): number {
  switch (node.kind) {
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + instructions(part, captures), 0);
    case 'choice':
      return node.options.reduce((sum, option) => sum + instructions(option, captures) + 2, 0);
    case 'group':
      return instructions(node.body, captures) + (captures ? 2 : 0);
    case 'look':
      return instructions(node.body, captures) + 2;
    case 'repeat': {
      const round = instructions(node.body, captures) + (captures ? 4 : 1);
      return node.max === Infinity ? (node.min + 1) * round + 1 : node.max * round;
    }
    default:
      return 1;
  }
}
