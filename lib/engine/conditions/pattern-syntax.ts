import type { CharSet } from './pattern-char.js';

/** What an assertion asks of the place it stands at. The two `fold` words count what Unicode folds into `\w`. */
export type AssertKind =
  'start' | 'end' | 'lineStart' | 'lineEnd' | 'word' | 'notWord' | 'foldedWord' | 'notFoldedWord';

/** Matches one character: a UTF-16 unit, or a code point under the `u` flag. */
export interface CharNode {
  readonly kind: 'char';
  readonly set: CharSet;
}

/** Matches between two characters. */
export interface AssertNode {
  readonly kind: 'assert';
  readonly test: AssertKind;
}

/** Looks ahead or behind without moving. */
export interface LookNode {
  readonly kind: 'look';
  readonly behind: boolean;
  readonly negated: boolean;
  readonly body: PatternNode;
}

/** A capturing group. */
export interface GroupNode {
  readonly kind: 'group';
  /** Counted from 1. */
  readonly index: number;
  readonly body: PatternNode;
}

/** What a group has captured, once more. */
export interface BackNode {
  readonly kind: 'back';
  /** Several when a name is given to several groups, of which one at most takes part. */
  readonly groups: readonly number[];
  readonly ignoreCase: boolean;
}

/** A quantifier. */
export interface RepeatNode {
  readonly kind: 'repeat';
  readonly min: number;
  /** `Infinity` when unbounded. */
  readonly max: number;
  readonly lazy: boolean;
  readonly body: PatternNode;
  /** The groups inside, which every iteration forgets: from `firstGroup` up to, not including, `endGroup`. */
  readonly firstGroup: number;
  readonly endGroup: number;
}

/** One thing after another; matches the empty text when it has no parts. */
export interface SequenceNode {
  readonly kind: 'sequence';
  readonly parts: readonly PatternNode[];
}

/** One thing or another, tried in this order. */
export interface ChoiceNode {
  readonly kind: 'choice';
  readonly options: readonly PatternNode[];
}

/** A part of a regular expression. */
export type PatternNode =
  CharNode | AssertNode | LookNode | GroupNode | BackNode | RepeatNode | SequenceNode | ChoiceNode;

/** A regular expression as the parser understood it. */
export interface ParsedPattern {
  readonly root: PatternNode;
  /** Whether a character is a code point (`u`) rather than a UTF-16 unit. */
  readonly unicode: boolean;
  /** Capturing groups, the whole match not counted. */
  readonly groups: number;
  readonly hasBackReference: boolean;
}
