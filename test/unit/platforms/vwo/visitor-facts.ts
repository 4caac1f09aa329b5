import type { UnitValue } from '../../../../lib/engine/subject.js';
import type { VisitorFacts } from '../../../../lib/ports/platform.js';

/** A visitor called anna, of whom this much is known. */
export function visitorFacts(known: {
  readonly units?: Readonly<Record<string, UnitValue>>;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly userAgent?: string;
  readonly ip?: string;
}): VisitorFacts {
  return {
    visitorCode: 'anna',
    units: new Map<string, UnitValue>(Object.entries({ visitor: 'anna', ...known.units })),
    attributes: new Map(Object.entries(known.attributes ?? {})),
    url: '',
    userAgent: known.userAgent ?? null,
    ip: known.ip ?? null,
  };
}
