import type { Walk } from '../../../engine/walk.js';
import type { Definition } from '../payload/coerce.js';
import type { CompileScope } from './compilation.js';
import { isWithin } from '../decide/compile-choice.js';
import { HashAttribute } from '../subject/hash-attribute.js';
import { bucketer } from '../decide/bucketing.js';
import { keyOf } from '../payload/coerce.js';

/**
 * Compiles the percentage of a forced value. Null when it goes to everybody.
 *
 * `range` is half open and makes `coverage` irrelevant; `coverage` alone includes its upper end, unlike everything else in
 * the format, and 0 includes nobody.
 */
export function compileRollout(
  key: string,
  rule: Definition,
  scope: CompileScope,
): ((walk: Walk) => boolean) | null {
  const { range, coverage } = rule;
  if (!range && coverage === undefined) return null;
  if (!range && coverage === 0) return () => false;
  const fallback = rule['disableStickyBucketing'] ? undefined : rule['fallbackAttribute'];
  const attribute = new HashAttribute(rule['hashAttribute'], fallback, scope.globalAttributes);
  const bucket = bucketer(keyOf(rule['seed'] || key), rule['hashVersion'] || 1);
  if (bucket === null) return () => false;
  return (walk) => {
    const value = attribute.value(walk);
    if (value === '') return false;
    const n = bucket(value);
    const included = range ? isWithin(n, range) : n <= (coverage as number);
    if (walk.trace !== null) walk.note(`bucket ${n} of rollout -> ${included ? 'included' : 'not included'}`);
    return included;
  };
}
