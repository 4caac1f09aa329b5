import { groupName } from './pattern-escape.js';

/** What has to be known of a whole pattern before any part of it can be read. */
export interface PatternOutline {
  /** Capturing groups. */
  readonly groups: number;
  /** Which groups carry a name. */
  readonly names: ReadonlyMap<string, readonly number[]>;
  /** How deep parentheses are nested. */
  readonly depth: number;
}

/** Counts and names the groups of a valid pattern. */
export function outlinePattern(source: string): PatternOutline {
  const names = new Map<string, number[]>();
  let groups = 0;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\\') at++;
    else if (char === '[') at = classEnd(source, at) - 1;
    else if (char === ')') depth--;
    else if (char === '(') {
      deepest = Math.max(deepest, ++depth);
      const name = nameAt(source, at);
      if (name === null) continue;
      groups++;
      if (name !== '') names.set(name, [...(names.get(name) ?? []), groups]);
    }
  }
  return { groups, names, depth: deepest };
}

/** Where the class that begins at `at` is over: after its first bracket that is not escaped. */
export function classEnd(source: string, at: number): number {
  let end = at + 1;
  while (end < source.length && source.charAt(end) !== ']') end += source.charAt(end) === '\\' ? 2 : 1;
  return end + 1;
}

/** The name of the capturing group that begins at `at`; empty when it has none, null when it does not capture. */
function nameAt(source: string, at: number): string | null {
  if (source.charAt(at + 1) !== '?') return '';
  const lookbehind = source.startsWith('=', at + 3) || source.startsWith('!', at + 3);
  if (source.charAt(at + 2) !== '<' || lookbehind) return null;
  return groupName(source.slice(at + 3, source.indexOf('>', at)));
}
