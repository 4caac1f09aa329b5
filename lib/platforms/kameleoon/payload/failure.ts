/**
 * What makes the vendor's SDK throw instead of answering: one of its own errors (`RangeCheck`, `VersionParse` ...) or a
 * plain JavaScript one (`TypeError`, `SyntaxError` ...).
 */
export interface Failure {
  /** The vendor's identifier of the error, or the name of the JavaScript error. */
  readonly type: string;
  /** What is wrong and what to do about it. */
  readonly message: string;
}

/** Of a code that cannot be hashed. */
export function unencodable(): Failure {
  return {
    type: 'URIError',
    message: 'The code to bucket by has half of a surrogate pair. Give well-formed text.',
  };
}
