/** How much of a text is shown. */
const MAX_SHOWN = 40;

/**
 * A value for a message that says "expected this, got ...": what it is, and itself where it is short. Not for what may be a
 * secret: see {@link kindOfValue}. Never throws.
 *
 * @example
 * ```ts
 * describeValue('on')   // 'the text "on"'
 * describeValue([1, 2]) // 'a list'
 * ```
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty text' : `the text ${beginningOf(value)}`;
    case 'number':
    case 'bigint':
      return `the number ${value}`;
    case 'boolean':
      return String(value);
    default:
      return kindOfValue(value);
  }
}

/** What kind of value it is, for messages: nothing of the value itself. */
export function kindOfValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return 'a list';
  return KINDS.get(typeof value) ?? `a ${typeof value}`;
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['bigint', 'a number'],
  ['object', 'an object'],
]);

/** The beginning of a text in quotation marks, with three dots in them where it is cut. */
export function beginningOf(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text);
}
