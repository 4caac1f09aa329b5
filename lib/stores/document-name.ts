import type { DocumentParts } from '../ports/assignment-store.js';

/** One text for the parts of a document's name: different documents have different ones, whatever is in them. */
export function documentName({ platform, feature, unit, value }: DocumentParts): string {
  return `${escaped(platform)}:${escaped(feature ?? '')}:${escaped(unit)}:${value}`;
}

/** Only the value, which comes last, may hold colons. */
function escaped(text: string): string {
  return text.replace(/[%:]/g, (sign) => (sign === '%' ? '%25' : '%3A'));
}
