import type { CharSet } from './pattern-char.js';
import type { Growth } from './pattern-growth.js';
import { NEVER_ENDING, ONE, ZERO, growth, plus, power, times, textLimit } from './pattern-growth.js';
import type { ParsedPattern, PatternNode, RepeatNode } from './pattern-syntax.js';

/** Steps that the native engine may be asked for at worst when a pattern backtracks: a few milliseconds. */
const BACKTRACKING_STEPS = 2_000_000;
/** The same when it does not: the cost is that of reading the text. */
const LINEAR_STEPS = 50_000_000;
/** The native engine keeps a place to return to for every character, and throws when it has too many of them. */
const MAX_NATIVE_TEXT = 1_000_000;
/** Counted repetitions above this are taken for unbounded ones. */
const MANY = 64;

/** What backtracking through a part costs at worst, as the text grows. */
interface Cost {
  /** In how many ways it can be matched from one place, which is how often what follows can be tried. */
  readonly ways: Growth;
  /** Steps to try them all, each time it is entered. */
  readonly work: Growth;
  /** Steps on the way to certain success, which is taken once. */
  readonly last: Growth;
  readonly nullable: boolean;
}

/** What comes after a part: a certain ASCII character, the end of the text, success, or nothing that is known. */
type Follow = number | 'end' | 'accept' | null;

const SINGLE: Cost = { ways: ONE, work: ONE, last: ZERO, nullable: false };
const EMPTY: Cost = { ways: ONE, work: ONE, last: ZERO, nullable: true };

/**
 * How long a text may be so that the native engine is certain to be done with it at once, in UTF-16 units. An upper
 * bound on the work of a backtracking search is estimated from the pattern; where the estimate finds ambiguity inside
 * a loop, the answer is 0.
 */
export function nativeTextLimit(pattern: ParsedPattern): number {
  const { work, last } = measure(pattern.root, 'accept', false);
  const search = plus(isAnchored(pattern.root) ? work : times(work, growth(1, 1)), last);
  const steps = search.degree <= 1 ? LINEAR_STEPS : BACKTRACKING_STEPS;
  return Math.min(textLimit(search, steps), MAX_NATIVE_TEXT);
}

function measure(node: PatternNode, follow: Follow, behind: boolean): Cost {
  switch (node.kind) {
    case 'char':
      return SINGLE;
    case 'assert':
      return EMPTY;
    case 'back':
      return { ...EMPTY, work: growth(1, 1) };
    case 'group':
      return measure(node.body, follow, behind);
    case 'look': {
      // It is left at its first success and never entered again.
      const body = measure(node.body, 'accept', node.behind);
      return { ...EMPTY, work: plus(body.work, plus(body.last, ONE)) };
    }
    case 'sequence':
      return measureSequence(behind ? node.parts.toReversed() : node.parts, follow, behind);
    case 'choice':
      return measureChoice(node.options, follow, behind);
    case 'repeat':
      return measureRepeat(node, follow, behind);
  }
}

function measureSequence(parts: readonly PatternNode[], follow: Follow, behind: boolean): Cost {
  let { ways, work, last, nullable } = EMPTY;
  for (let i = 0; i < parts.length; i++) {
    const next = i + 1 < parts.length ? firstOf(parts[i + 1] as PatternNode, behind) : follow;
    const part = measure(parts[i] as PatternNode, next, behind);
    work = plus(work, times(ways, part.work));
    ways = times(ways, part.ways);
    last = plus(last, part.last);
    nullable &&= part.nullable;
  }
  return { ways, work, last, nullable };
}

function measureChoice(options: readonly PatternNode[], follow: Follow, behind: boolean): Cost {
  let { ways, work, last, nullable }: Cost = { ways: ZERO, work: ONE, last: ZERO, nullable: false };
  for (const option of options) {
    const cost = measure(option, follow, behind);
    ways = plus(ways, cost.ways);
    work = plus(work, cost.work);
    last = plus(last, cost.last);
    nullable ||= cost.nullable;
  }
  return { ways, work, last, nullable };
}

function measureRepeat(node: RepeatNode, follow: Follow, behind: boolean): Cost {
  const { min, max } = node;
  const body = measure(node.body, max <= 1 ? follow : null, behind);
  const nullable = min === 0 || body.nullable;
  const round = plus(body.work, ONE);
  const all = times(iterations(min, max, body.nullable), round);
  // Once the first iteration is through it cannot fail any more: what follows is success.
  if (follow === 'accept' && min <= 1)
    return { ways: ONE, work: min === 0 ? ONE : round, last: plus(all, body.last), nullable };
  if (isSingle(body.ways)) {
    const leavesOnce = min === max || (!body.nullable && hasOneExit(node.body, follow, behind));
    const ways = leavesOnce ? ONE : iterations(0, max - min + 1, body.nullable);
    return { ways, work: all, last: body.last, nullable };
  }
  if (max > MANY) return { ways: NEVER_ENDING, work: NEVER_ENDING, last: ZERO, nullable };
  const ways = plus(ONE, times(growth(max, 0), power(body.ways, max)));
  return { ways, work: times(ways, round), last: body.last, nullable };
}

/** How often a loop goes round: no more often than there are characters, unless it can do so without moving. */
function iterations(min: number, max: number, nullable: boolean): Growth {
  if (max === Infinity) return nullable ? growth(min + 1, 1) : growth(1, 1);
  return max > MANY && !nullable ? growth(1, 1) : growth(Math.max(max, 1), 0);
}

/** Whether a loop can be left for what follows at one place only: what may follow is not what another round begins with. */
function hasOneExit(body: PatternNode, follow: Follow, behind: boolean): boolean {
  if (follow === 'end') return true;
  if (typeof follow !== 'number') return false;
  const first = firstSet(body, behind);
  return first !== null && !first.has(follow);
}

/** The part's first character or assertion, where it is certain. */
function firstOf(node: PatternNode, behind: boolean): Follow {
  if (node.kind === 'assert' && node.test === 'end') return 'end';
  const set = firstSet(node, behind);
  return set !== null && set.literal >= 0 && set.literal < 128 ? set.literal : null;
}

function firstSet(node: PatternNode, behind: boolean): CharSet | null {
  switch (node.kind) {
    case 'char':
      return node.set;
    case 'group':
      return firstSet(node.body, behind);
    case 'repeat':
      return node.min > 0 ? firstSet(node.body, behind) : null;
    case 'sequence': {
      const first = node.parts.at(behind ? -1 : 0);
      return first === undefined ? null : firstSet(first, behind);
    }
    default:
      return null;
  }
}

function isAnchored(node: PatternNode): boolean {
  switch (node.kind) {
    case 'assert':
      return node.test === 'start';
    case 'group':
      return isAnchored(node.body);
    case 'sequence':
      return node.parts[0] !== undefined && isAnchored(node.parts[0]);
    case 'choice':
      return node.options.every(isAnchored);
    default:
      return false;
  }
}

function isSingle(ways: Growth): boolean {
  return ways.degree === 0 && ways.factor <= 1;
}
