/** The numbers of a version, most significant first. */
export type VersionParts = readonly number[];

/** Digits, separated by single dots. */
export function isVersion(text: string): boolean {
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    if (isDigit(text.charCodeAt(i))) digits++;
    else if (text.charCodeAt(i) === DOT && digits > 0) digits = 0;
    else return false;
  }
  return digits > 0;
}

/** Only digits and dots, in any order; empty text too. */
export function isDigitsAndDots(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code) && code !== DOT) return false;
  }
  return true;
}

/** Splits at the dots. A part that is not all digits counts as 0, so that every text is some version. */
export function versionParts(text: string): VersionParts {
  return text.split('.').map(partNumber);
}

/**
 * Compares a text with a version, part by part; missing parts count as 0.
 *
 * @returns negative, 0 or positive
 */
export function compareVersion(text: string, version: VersionParts): number {
  let from = 0;
  for (let i = 0; i < version.length || from <= text.length; i++) {
    let part = 0;
    if (from <= text.length) {
      const dot = text.indexOf('.', from);
      const to = dot === -1 ? text.length : dot;
      part = partNumber(text.slice(from, to));
      from = to + 1;
    }
    const other = i < version.length ? (version[i] as number) : 0;
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}

const DOT = 46;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function partNumber(part: string): number {
  if (part === '') return 0;
  for (let i = 0; i < part.length; i++) {
    if (!isDigit(part.charCodeAt(i))) return 0;
  }
  return Number(part);
}
