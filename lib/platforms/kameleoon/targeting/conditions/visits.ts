import type { JsonObject } from '../../../../platform-kit/foreign-json.js';
import { own } from '../../../../platform-kit/foreign-json.js';
import type { Condition, Targeting } from '../../subject/targeting.js';
import { NEVER } from '../../subject/targeting.js';
import { compileNumberMatch } from './number-match.js';

const UNIT_MS: ReadonlyMap<unknown, number> = new Map([
  ['MINUTE', 60_000],
  ['HOUR', 3_600_000],
  ['DAY', 86_400_000],
  ['WEEK', 604_800_000],
  ['MONTH', 2_592_000_000],
]);

/** Whether the visitor is new or returning; unknown visits make both false. */
export function compileNewVisitors(condition: JsonObject): Condition {
  const visitorType = own(condition, 'visitorType');
  if (!visitorType) return NEVER;
  return (targeting) => {
    const visits = visitsOf(targeting);
    if (visits === undefined) return false;
    if (visitorType === 'NEW') return visits.length === 0;
    if (visitorType === 'RETURNING') return visits.length !== 0;
    return targeting.crash('Error', 'Expected the visitor type to be NEW or RETURNING.');
  };
}

/** Number of visits, this one included. */
export function compileVisits(condition: JsonObject): Condition {
  const match = compileNumberMatch(own(condition, 'matchType'), own(condition, 'visitCount'));
  return (targeting) => {
    const visits = visitsOf(targeting);
    return visits !== undefined && match(visits.length + 1);
  };
}

/** Number of visits since midnight (the process' time zone), this one included. */
export function compileSameDayVisits(condition: JsonObject): Condition {
  const match = compileNumberMatch(own(condition, 'matchType'), own(condition, 'visitCount'));
  return (targeting) => {
    const visits = visitsOf(targeting);
    const { now } = targeting.subject;
    if (visits === undefined || Number.isNaN(now)) return false;
    const midnight = new Date(now).setHours(0, 0, 0, 0);
    let today = 1;
    for (const started of visits) if (started >= midnight) today++;
    return match(today);
  };
}

/** Time since the first past visit. */
export function compileFirstVisit(condition: JsonObject): Condition {
  return compileElapsed(condition, (visits) => visits[0]);
}

/** Time since the latest past visit. */
export function compileLastVisit(condition: JsonObject): Condition {
  return compileElapsed(condition, (visits) => visits[visits.length - 1]);
}

function compileElapsed(
  condition: JsonObject,
  pick: (visits: readonly number[]) => number | undefined,
): Condition {
  const matchType = own(condition, 'matchType');
  const unit = UNIT_MS.get(own(condition, 'unitOfTime'));
  if (unit === undefined || (matchType !== 'GREATER' && matchType !== 'LOWER')) return NEVER;
  const match = compileNumberMatch(matchType, own(condition, 'count'));
  return (targeting) => {
    const visits = visitsOf(targeting);
    const { now } = targeting.subject;
    const started = visits && pick(visits);
    return typeof started === 'number' && !Number.isNaN(now) && match((now - started) / unit);
  };
}

function visitsOf(targeting: Targeting): readonly number[] | undefined {
  const visits = targeting.fact('visits');
  return Array.isArray(visits) ? visits : undefined;
}
