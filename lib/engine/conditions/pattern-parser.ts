import { CharSet } from './pattern-char.js';
import { readEscape } from './pattern-escape.js';
import type { PatternOutline } from './pattern-outline.js';
import { classEnd, outlinePattern } from './pattern-outline.js';
import type { AssertKind, ParsedPattern, PatternNode, RepeatNode } from './pattern-syntax.js';

/** Parentheses nested deeper than this are refused: every walk over a pattern is as deep as it is nested. */
const MAX_DEPTH = 200;

/** Flags that a group can change for what is inside it. */
interface LocalFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

/**
 * Reads a JavaScript regular expression that the native engine has accepted.
 *
 * @returns null when it is nested too deeply, or is written in a syntax newer than this parser
 */
export function parsePattern(source: string, flags: string): ParsedPattern | null {
  const outline = outlinePattern(source);
  if (outline.depth > MAX_DEPTH) return null;
  return new PatternParser(source, flags, outline).parse();
}

class PatternParser {
  private readonly unicode: boolean;
  private readonly sets = new Map<string, CharSet>();
  private flags: LocalFlags;
  private at = 0;
  private nextGroup = 1;
  private hasBackReference = false;

  constructor(
    private readonly source: string,
    flags: string,
    private readonly outline: PatternOutline,
  ) {
    this.unicode = flags.includes('u');
    this.flags = withFlags({ ignoreCase: false, multiline: false, dotAll: false }, flags, true);
  }

  parse(): ParsedPattern | null {
    const root = this.parseChoice();
    if (this.at !== this.source.length || this.nextGroup !== this.outline.groups + 1) return null;
    const { unicode, hasBackReference } = this;
    return { root, unicode, groups: this.outline.groups, hasBackReference };
  }

  private parseChoice(): PatternNode {
    const options = [this.parseSequence()];
    while (this.take('|')) options.push(this.parseSequence());
    return options.length === 1 ? (options[0] as PatternNode) : { kind: 'choice', options };
  }

  private parseSequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.at < this.source.length && !/[|)]/.test(this.source.charAt(this.at))) {
      const firstGroup = this.nextGroup;
      parts.push(this.parseQuantifier(this.parseAtom(), firstGroup));
    }
    return parts.length === 1 ? (parts[0] as PatternNode) : { kind: 'sequence', parts };
  }

  private parseQuantifier(body: PatternNode, firstGroup: number): PatternNode {
    const found = this.takePattern(/(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})(\??)/y);
    if (found === null) return body;
    const [text, low, comma, high, lazy] = found;
    const repeat = { kind: 'repeat', body, lazy: lazy !== '', firstGroup, endGroup: this.nextGroup } as const;
    return { ...repeat, ...counts(text.charAt(0), low, comma, high) };
  }

  private parseAtom(): PatternNode {
    const char = this.source.charAt(this.at);
    if (char === '(') return this.parseParentheses();
    if (char === '\\') return this.parseEscape();
    if (char === '[') return this.charTo(classEnd(this.source, this.at));
    if (char === '.') return this.charTo(this.at + 1);
    if (char === '^' || char === '$') {
      this.at++;
      return { kind: 'assert', test: anchor(char, this.flags.multiline) };
    }
    const code = this.unicode ? (this.source.codePointAt(this.at) as number) : char.charCodeAt(0);
    const exact = !this.flags.ignoreCase || (code < 128 && !/[a-z]/i.test(char));
    return this.charTo(this.at + (code > 0xffff ? 2 : 1), exact ? code : -1);
  }

  private parseEscape(): PatternNode {
    const { unicode, outline } = this;
    const context = { unicode, groups: outline.groups, named: outline.names.size > 0 };
    const escape = readEscape(this.source, this.at, context);
    const end = this.at + escape.length;
    if (escape.kind === 'char') return this.charTo(end, escape.literal);
    this.at = end;
    if (escape.kind === 'word') {
      const word = escape.negated ? 'notWord' : 'word';
      const folded = escape.negated ? 'notFoldedWord' : 'foldedWord';
      return { kind: 'assert', test: unicode && this.flags.ignoreCase ? folded : word };
    }
    this.hasBackReference = true;
    const groups = escape.kind === 'group' ? [escape.index] : (outline.names.get(escape.name) ?? []);
    return { kind: 'back', groups, ignoreCase: this.flags.ignoreCase };
  }

  private parseParentheses(): PatternNode {
    const outer = this.flags;
    const look = this.takePattern(/\(\?(<?)([=!])/y);
    if (look !== null) {
      const body = this.parseInside(outer);
      return { kind: 'look', behind: look[1] === '<', negated: look[2] === '!', body };
    }
    const plain = this.takePattern(/\(\?([ims]*)(?:-([ims]*))?:/y);
    if (plain !== null) {
      const on = withFlags(outer, plain[1] ?? '', true);
      return this.parseInside(withFlags(on, plain[2] ?? '', false));
    }
    this.takePattern(/\((?:\?<[^>]*>)?/y);
    const index = this.nextGroup++;
    return { kind: 'group', index, body: this.parseInside(outer) };
  }

  private parseInside(flags: LocalFlags): PatternNode {
    const outer = this.flags;
    this.flags = flags;
    const body = this.parseChoice();
    this.flags = outer;
    this.take(')');
    return body;
  }

  /** The text up to `end` as one character. Equal ones are one set. */
  private charTo(end: number, literal = -1): PatternNode {
    const text = this.source.slice(this.at, end);
    this.at = end;
    const { ignoreCase, dotAll } = this.flags;
    const flags = (ignoreCase ? 'i' : '') + (dotAll ? 's' : '') + (this.unicode ? 'u' : '');
    const key = `${flags} ${literal < 0 ? text : literal}`;
    const known = this.sets.get(key);
    const set = known ?? new CharSet(literal, text, flags);
    if (known === undefined) this.sets.set(key, set);
    return { kind: 'char', set };
  }

  private take(char: string): boolean {
    if (this.source.charAt(this.at) !== char) return false;
    this.at++;
    return true;
  }

  private takePattern(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }
}

function counts(sign: string, low?: string, comma?: string, high?: string): Pick<RepeatNode, 'min' | 'max'> {
  if (sign === '*') return { min: 0, max: Infinity };
  if (sign === '+') return { min: 1, max: Infinity };
  if (sign === '?') return { min: 0, max: 1 };
  const min = Number(low);
  if (comma === undefined) return { min, max: min };
  return { min, max: high === '' ? Infinity : Number(high) };
}

function anchor(char: '^' | '$', multiline: boolean): AssertKind {
  if (char === '^') return multiline ? 'lineStart' : 'start';
  return multiline ? 'lineEnd' : 'end';
}

function withFlags(flags: LocalFlags, letters: string, on: boolean): LocalFlags {
  return {
    ignoreCase: letters.includes('i') ? on : flags.ignoreCase,
    multiline: letters.includes('m') ? on : flags.multiline,
    dotAll: letters.includes('s') ? on : flags.dotAll,
  };
}
