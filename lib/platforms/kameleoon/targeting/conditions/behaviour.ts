import type { JsonObject } from '../../../../platform-kit/foreign-json.js';
import { own } from '../../../../platform-kit/foreign-json.js';
import { numberOf, textOf } from '../../payload/raw.js';
import type { Condition } from '../../subject/targeting.js';
import { NEVER } from '../../subject/targeting.js';
import { countIds, includesId, member } from '../../subject/visitor-facts.js';
import { compileRequiredMatch } from './text-match.js';

const ANY_GOAL = -1;

/** A goal that the visitor has converted; -1 stands for any. */
export function compileConversions(condition: JsonObject): Condition {
  const goal = own(condition, 'goalId');
  if (!goal) return NEVER;
  return (targeting) => {
    const goals = targeting.fact('conversions');
    return goal === ANY_GOAL ? countIds(goals) > 0 : includesId(goals, goal);
  };
}

/** Conversion likelihood within bounds, both included. */
export function compileHeatSlice(condition: JsonObject): Condition {
  const moment = own(condition, 'keyMomentId');
  const goal = own(condition, 'goalId');
  const lowest = own(condition, 'lowerBound');
  const highest = own(condition, 'upperBound');
  if (typeof moment !== 'number' || typeof goal !== 'number') return NEVER;
  if (typeof lowest !== 'number' || typeof highest !== 'number') return NEVER;
  return (targeting) => {
    const score = member(member(targeting.fact('conversionScores'), moment), goal);
    return typeof score === 'number' && score >= lowest && score <= highest;
  };
}

/** The visitor code that was asked about, never the one it is mapped to. */
export function compileVisitorCode(condition: JsonObject): Condition {
  const match = compileRequiredMatch(own(condition, 'matchType'), own(condition, 'visitorCode'));
  return (targeting) => match(targeting.visitorCode, targeting);
}

/** A personalisation that the visitor is in. */
export function compileTargetPersonalization(condition: JsonObject): Condition {
  const given = own(condition, 'personalizationId');
  // An id may be given as text.
  const id = numberOf(given);
  if (!given || String(id) !== textOf(given)) return NEVER;
  return (targeting) => includesId(targeting.fact('personalizations'), id);
}
