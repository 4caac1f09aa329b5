import { plainDecision } from '../../engine/decision.js';
import type { Assignment } from '../../engine/decision.js';
import type {
  AttributesEvent,
  DataEvent,
  EventKind,
  EventVisitor,
  ExperimentationEvent,
  ExposureEvent,
  GoalEvent,
  UsageEvent,
} from '../../ports/sink.js';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** A visitor as events show them. */
export function sampleVisitor(
  visitorCode: string,
  attributes: Iterable<[string, unknown]> = [],
): EventVisitor {
  return {
    visitorCode,
    units: new Map([['visitor', visitorCode]]),
    attributes: new Map<string, unknown>([['country', 'DE'], ...attributes]),
    url: 'https://shop.example/products?page=2',
    userAgent: 'Mozilla/5.0',
    ip: '192.0.2.1',
  };
}

/** A place in an experiment of three arms, assigned by hashing. */
export function sampleAssignment(visitorCode: string, given: Partial<Assignment> = {}): Assignment {
  return {
    flagKey: 'products',
    experiment: {
      key: 'recommended_products',
      id: null,
      name: 'Recommended products',
      kind: 'experiment',
      definition: null,
    },
    variation: { index: 1, key: 'ten', id: null, name: 'Ten products', value: 10 },
    inExperiment: true,
    hashUsed: true,
    hashAttribute: 'id',
    hashValue: visitorCode,
    bucket: 0.5,
    sticky: false,
    details: null,
    ...given,
  };
}

function base(visitor: EventVisitor): Pick<ExperimentationEvent, 'at' | 'visitor' | 'revision' | 'facts'> {
  return { at: AT, visitor, revision: 'r1', facts: new Map() };
}

/** The visitor has met a variation. */
export function sampleExposure(visitorCode: string, given: Partial<ExposureEvent> = {}): ExposureEvent {
  return {
    kind: 'exposure',
    ...base(sampleVisitor(visitorCode)),
    exposure: sampleAssignment(visitorCode),
    ...given,
  };
}

/** A flag was evaluated for the visitor. */
export function sampleUsage(visitorCode: string, given: Partial<UsageEvent> = {}): UsageEvent {
  const decision = plainDecision({
    key: 'new_checkout',
    value: true,
    reason: 'TARGETING_MATCH',
    cause: 'forced',
    source: 'force',
    ruleId: 'fr_1',
  });
  return { kind: 'usage', ...base(sampleVisitor(visitorCode)), decision, asked: 'directly', ...given };
}

/** The visitor has reached a goal. */
export function sampleGoal(visitorCode: string, given: Partial<GoalEvent> = {}): GoalEvent {
  return {
    kind: 'goal',
    ...base(sampleVisitor(visitorCode)),
    goal: 'purchase',
    revenue: 49.9,
    properties: { sku: 'A-1', items: 2 },
    ...given,
  };
}

/** Attributes of the visitor have changed. */
export function sampleAttributes(visitorCode: string, given: Partial<AttributesEvent> = {}): AttributesEvent {
  return {
    kind: 'attributes',
    ...base(sampleVisitor(visitorCode)),
    changed: new Map<string, unknown>([['plan', 'pro']]),
    ...given,
  };
}

/** The application has said something about the visitor in the platform's own terms. */
export function sampleData(visitorCode: string, given: Partial<DataEvent> = {}): DataEvent {
  return {
    kind: 'data',
    ...base(sampleVisitor(visitorCode)),
    data: { type: 'device', device: 'PHONE' },
    ...given,
  };
}

/** An event of the given kind. */
export function sampleEvent(kind: EventKind, visitorCode: string): ExperimentationEvent {
  switch (kind) {
    case 'exposure':
      return sampleExposure(visitorCode);
    case 'usage':
      return sampleUsage(visitorCode);
    case 'goal':
      return sampleGoal(visitorCode);
    case 'attributes':
      return sampleAttributes(visitorCode);
    case 'data':
      return sampleData(visitorCode);
  }
}

/** Things that a property or an attribute may hold although no format has a form for them. */
export function awkwardValues(): [string, unknown][] {
  const cyclic: Record<string, unknown> = { name: 'cyclic' };
  cyclic['self'] = cyclic;
  let deep: unknown = 'bottom';
  for (let i = 0; i < 10_000; i++) deep = { deep };
  return [
    ['bigint', 12_345_678_901_234_567_890n],
    ['cyclic', cyclic],
    ['deep', deep],
    ['map', new Map([['__proto__', 1]])],
    ['set', new Set([1, 2])],
    ['undefined', undefined],
    ['not a number', Number.NaN],
    ['symbol', Symbol('s')],
    ['function', (): number => 1],
    ['invalid date', new Date(Number.NaN)],
    ['lone surrogate', 'a\ud800b'],
    ['lines', 'a\nb\r\nc\u2028d'],
    ['no JSON', { toJSON: () => failing('toJSON') }],
    [
      'getter',
      {
        get broken(): never {
          return failing('getter');
        },
      },
    ],
    ['__proto__', { polluted: true }],
    ['constructor', 'c'],
    ['', 'no name'],
  ];
}

function failing(what: string): never {
  throw new Error(`This ${what} fails on purpose.`);
}
