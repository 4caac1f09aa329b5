/** A version as Optimizely's conditions read it. */
export interface Version {
  /** Numbers before the suffix, and the suffix as it is. */
  readonly parts: readonly string[];
  readonly preRelease: boolean;
  readonly build: boolean;
}

const DIGITS = /^\d+$/;

/**
 * Reads a version: one to three numbers, then optionally `-` and a pre-release or `+` and a build.
 *
 * @returns null when it is none
 */
export function readVersion(text: string): Version | null {
  if (/\s/.test(text)) return null;
  const at = text.search(/[-+]/);
  const head = at < 0 ? text : text.slice(0, at);
  const suffix = at < 0 ? '' : text.slice(at + 1);
  const numbers = head.split('.', 4);
  if (numbers.length > 3 || !numbers.every((part) => DIGITS.test(part))) return null;
  return {
    parts: suffix === '' ? numbers : [...numbers, suffix],
    preRelease: text[at] === '-',
    build: text[at] === '+',
  };
}

/** Reads versions of visitors. Keeps the last one: usually many conditions in a row ask for the same. */
export class VersionReader {
  private text = '';
  private version: Version | null = null;

  read(text: string): Version | null {
    if (text !== this.text) {
      this.version = readVersion(text);
      this.text = text;
    }
    return this.version;
  }
}

/**
 * Compares a visitor's version with a condition's, for as many parts as the condition has: `2.1.9` equals a condition of
 * `2.1`. Suffixes compare as text.
 *
 * @returns negative, 0 or positive as the visitor's is smaller, equal or greater
 */
export function compareVersions(visitor: Version, condition: Version): number {
  for (let i = 0; i < condition.parts.length; i++) {
    const theirs = visitor.parts[i];
    if (theirs === undefined) return condition.preRelease || condition.build ? 1 : -1;
    const ours = condition.parts[i] as string;
    const order = DIGITS.test(theirs)
      ? compareNumbers(theirs, ours)
      : compareTexts(theirs, ours, visitor, condition);
    if (order !== 0) return order;
  }
  return visitor.preRelease && !condition.preRelease ? -1 : 0;
}

function compareNumbers(theirs: string, ours: string): number {
  const a = Number.parseInt(theirs, 10);
  const b = Number.parseInt(ours, 10);
  return a > b ? 1 : a < b ? -1 : 0;
}

function compareTexts(theirs: string, ours: string, visitor: Version, condition: Version): number {
  if (theirs < ours) return condition.preRelease && !visitor.preRelease ? 1 : -1;
  if (theirs > ours) return !condition.preRelease && visitor.preRelease ? -1 : 1;
  return 0;
}
