/**
 * The framework-free half: compile a platform's payload, evaluate it, no Nest installed.
 *
 * @packageDocumentation
 */
export * from './engine/index.js';
export * from './platforms/engine.js';

// What a platform is made of.
export { jsonMap } from './engine/json-map.js';
export { NO_VARIABLES, NONE, plainDecision } from './engine/decision.js';
export { toMap } from './engine/subject.js';
export { unknownFlag } from './engine/unknown-flag.js';
export { finish, finishInTurns, inSteps } from './engine/stepwise.js';
export type { Steps } from './engine/stepwise.js';
export { compilePattern } from './engine/conditions/pattern.js';
export type { PatternTest } from './engine/conditions/pattern.js';
export { allOf, anyOf, negated, unknownTest } from './engine/conditions/ternary.js';
export type { Ternary, TernaryTest } from './engine/conditions/ternary.js';
export { chooseRange, equalWeights, rangesFromWeights } from './engine/bucketing/ranges.js';
export type { RangeTable } from './engine/bucketing/ranges.js';
export { digestFraction } from './engine/bucketing/digest-fraction.js';
export { base64url } from './engine/hashes/base64url.js';
export { cesu8 } from './engine/hashes/cesu8.js';
export { FNV_START, fnv1a, fnv1aDecimal } from './engine/hashes/fnv1a.js';
export { md5 } from './engine/hashes/md5.js';
export { murmur3 } from './engine/hashes/murmur3.js';
export { murmur3End, murmur3Word } from './engine/hashes/murmur3-words.js';
export { sha1 } from './engine/hashes/sha1.js';
export { Sha256 } from './engine/hashes/sha256.js';
export { Utf8Buffer } from './engine/hashes/utf8.js';
export { toJson } from './sinks/json-writer.js';
export { PayloadError } from './errors/payload.error.js';
