/** What a backslash outside a class begins. `length` counts UTF-16 units, the backslash included. */
export type Escape =
  | { readonly kind: 'char'; readonly literal: number; readonly length: number }
  | { readonly kind: 'word'; readonly negated: boolean; readonly length: number }
  | { readonly kind: 'group'; readonly index: number; readonly length: number }
  | { readonly kind: 'name'; readonly name: string; readonly length: number };

/** What the reading of an escape depends on. */
export interface EscapePlace {
  readonly unicode: boolean;
  /** Capturing groups of the whole pattern. */
  readonly groups: number;
  /** Whether the whole pattern names any group. */
  readonly named: boolean;
}

const BACKSLASH = 0x5c;
const NAME_ESCAPE = /\\u(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{4}))/g;

/** Reads the escape at `at`. A `literal` of -1 stands for a character or class that has to be asked for. */
export function readEscape(source: string, at: number, context: EscapePlace): Escape {
  const next = source.charAt(at + 1);
  if (next === 'b' || next === 'B') return { kind: 'word', negated: next === 'B', length: 2 };
  if (next >= '1' && next <= '9') return readDecimal(source, at, context);
  if (next === 'k' && (context.named || context.unicode)) {
    const end = source.indexOf('>', at);
    return { kind: 'name', name: groupName(source.slice(at + 3, end)), length: end + 1 - at };
  }
  // Without a letter, `\c` is a backslash and a c.
  if (next === 'c' && !/[a-z]/i.test(source.charAt(at + 2)))
    return { kind: 'char', literal: BACKSLASH, length: 1 };
  const length = charLength(source, at, context.unicode);
  return { kind: 'char', literal: punctuation(next, length), length };
}

/** A group's name with its escapes undone. */
export function groupName(text: string): string {
  return text.replace(NAME_ESCAPE, (_, long?: string, short?: string) =>
    String.fromCodePoint(parseInt((long ?? short) as string, 16)),
  );
}

function readDecimal(source: string, at: number, context: EscapePlace): Escape {
  const digits = matchAt(/\d+/y, source, at + 1);
  const index = Number(digits);
  if (context.unicode || index <= context.groups) return { kind: 'group', index, length: 1 + digits.length };
  const octal = octalDigits(source, at + 1);
  return { kind: 'char', literal: -1, length: 1 + Math.max(octal.length, 1) };
}

function charLength(source: string, at: number, unicode: boolean): number {
  switch (source.charAt(at + 1)) {
    case '0':
      return 1 + (unicode ? 1 : octalDigits(source, at + 1).length);
    case 'c':
      return 3;
    case 'x':
      return 2 + matchAt(/[0-9a-fA-F]{2}/y, source, at + 2).length;
    case 'u':
      return unicode ? codePointLength(source, at) : 2 + matchAt(/[0-9a-fA-F]{4}/y, source, at + 2).length;
    case 'p':
    case 'P':
      return unicode ? source.indexOf('}', at) + 1 - at : 2;
    default:
      return unicode && (source.codePointAt(at + 1) as number) > 0xffff ? 3 : 2;
  }
}

/** Two escaped surrogates that make a pair are one character under `u`. */
function codePointLength(source: string, at: number): number {
  const escape =
    /\\u(?:\{[0-9a-fA-F]+\}|[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|[0-9a-fA-F]{4})/y;
  return matchAt(escape, source, at).length;
}

function octalDigits(source: string, at: number): string {
  return matchAt(/[0-3][0-7]{0,2}|[4-7][0-7]?/y, source, at);
}

/** An escaped punctuation mark is itself, under any flags. */
function punctuation(escaped: string, length: number): number {
  return length === 2 && /^[!-/:-@[-^`{-~]$/.test(escaped) ? escaped.charCodeAt(0) : -1;
}

function matchAt(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? '';
}
