/** Attributes by name, as a subject carries them. */
export type Attributes = ReadonlyMap<string, unknown>;

/** A compiled part of an audience. Gives null where it cannot tell. */
export type Expression = (attributes: Attributes) => unknown;

/**
 * How deep audiences and the values they compare may be nested. Well below what the stack bears, so that the answer never
 * depends on how much of it is left; the vendor's SDK overflows its stack at about 3,500.
 */
export const MAX_DEPTH = 1200;

/** Thrown inside an audience, and caught by it: the audience cannot be decided, so that it keeps nobody out. Made once, since a stack trace would be of no use. */
export const UNDECIDED = new Error('The audience cannot be decided.');
