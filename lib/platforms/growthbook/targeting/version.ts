const DIGITS = /^[0-9]+$/;
const LINE_BREAKS = '\n\r\u2028\u2029';

/**
 * A version as text that sorts: a leading `v` and build data removed, numeric parts padded to five places, and a release
 * (three parts) after its pre-releases.
 */
export function sortableVersion(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  const version = typeof text === 'string' && text !== '' ? text : '0';
  const parts = stripped(version).split(/[-.]/);
  if (parts.length === 3) parts.push('~');
  return parts.map((part) => (DIGITS.test(part) ? part.padStart(5, ' ') : part)).join('-');
}

function stripped(version: string): string {
  const start = version.startsWith('v') ? 1 : 0;
  if (!version.includes('+')) return start === 0 ? version : version.slice(1);
  // Build data never spans a line break: it starts at the first plus sign of the last line.
  const plus = version.indexOf('+', Math.max(start, lastLine(version)));
  return plus === -1 ? version.slice(start) : version.slice(start, plus);
}

function lastLine(text: string): number {
  for (let i = text.length - 1; i >= 0; i--) {
    if (LINE_BREAKS.includes(text.charAt(i))) return i + 1;
  }
  return 0;
}
