import { describe, expect, it } from 'vitest';
import type { Assignment, Decision } from '../../../../lib/engine/decision.js';
import { plainDecision } from '../../../../lib/engine/decision.js';
import { EMPTY_PROGRAM } from '../../../../lib/engine/program.js';
import type {
  EventKind,
  ExperimentationEvent,
  ExposureEvent,
  GoalEvent,
} from '../../../../lib/ports/sink.js';
import { VisitorReports } from '../../../../lib/runtime/scope/reports.js';
import { sampleAssignment, sampleVisitor } from '../../../../lib/testing/contracts/sample-events.js';

type Scope = ConstructorParameters<typeof VisitorReports>[0];

/** One visitor's reports, and what was offered. A witness makes exposures events at once. */
function bench({
  accepts = ['exposure', 'usage', 'goal', 'attributes', 'data'] as EventKind[],
  witness = false,
} = {}) {
  const offered: ExperimentationEvent[] = [];
  const exposed: Assignment[] = [];
  const witnessed: (ExposureEvent | GoalEvent)[] = [];
  const events = {
    offer: (event: ExperimentationEvent) => void offered.push(event),
    expose: (exposure: Assignment) => void exposed.push(exposure),
    accepts: (kind: EventKind) => accepts.includes(kind),
  };
  const platform = witness
    ? { witness: (event: ExposureEvent | GoalEvent) => void witnessed.push(event) }
    : {};
  const profile = { visitorCode: 'anna', forEvents: () => sampleVisitor('anna') };
  const scope = { host: { events, platform }, program: EMPTY_PROGRAM, profile } as unknown as Scope;
  return { reports: new VisitorReports(scope), offered, exposed, witnessed };
}

function decisionOn(key: string, given: Partial<Decision> = {}): Decision {
  return plainDecision({ key, value: 1, reason: 'SPLIT', cause: 'split', ...given });
}

const exposing = (...exposures: Assignment[]): Decision => decisionOn('flag', { exposures });

const ONE = sampleAssignment('anna');

describe('VisitorReports', () => {
  it('exposes an assignment once, however often it is made anew', () => {
    const { reports, exposed } = bench();
    reports.decision(exposing(ONE));
    reports.decision(exposing(ONE, sampleAssignment('anna')));
    reports.decision(exposing(sampleAssignment('anna', { flagKey: 'other flag', bucket: 0.7 })));
    expect(exposed).toEqual([ONE]);
    expect(reports.exposures).toEqual([ONE]);
  });

  it.each<[string, Partial<Assignment>]>([
    ['experiment', { experiment: { ...ONE.experiment, key: 'other' } }],
    ['kind of experiment', { experiment: { ...ONE.experiment, kind: 'holdout' } }],
    ['variation by index', { variation: { ...ONE.variation, index: 2 } }],
    ['variation by key', { variation: { ...ONE.variation, key: 'other' } }],
    ['hashed attribute', { hashAttribute: 'user' }],
    ['hashed value', { hashValue: 'other' }],
  ])('takes another %s for another exposure, with everything else alike', (_what, difference) => {
    const { reports, exposed } = bench();
    const other = sampleAssignment('anna', difference);
    reports.decision(exposing(ONE));
    reports.decision(exposing(other));
    reports.decision(exposing(other, ONE));
    expect(exposed).toEqual([ONE, other]);
  });

  it('exposes again what is due, and lists it once', () => {
    const { reports, exposed } = bench();
    for (let i = 0; i < 3; i++) reports.due(exposing(ONE));
    reports.decision(exposing(ONE));
    expect(exposed).toEqual([ONE, ONE, ONE]);
    expect(reports.exposures).toEqual([ONE]);
  });

  it('reports a usage when its value is new, prerequisites first', () => {
    const { reports, offered } = bench();
    const prerequisite = decisionOn('prerequisite');
    const parts: [string, unknown][] = [
      ['flag', 1],
      ['flag', 1],
      ['flag', 2],
      ['other', 2],
      ['flag', 1],
      ['nothing', null],
      ['nothing', null],
    ];
    for (const [key, value] of parts)
      reports.decision(decisionOn(key, { value, prerequisites: [prerequisite] }));
    const told = offered.map((event) => (event.kind === 'usage' ? event.decision : null));
    expect(told.map((decision) => [decision?.key, decision?.value])).toEqual([
      ['prerequisite', 1],
      ['flag', 1],
      ['flag', 2],
      ['other', 2],
      ['flag', 1],
      ['nothing', null],
    ]);
  });

  it('takes an override for no usage', () => {
    const { reports, offered } = bench();
    reports.decision(decisionOn('flag', { cause: 'override' }));
    expect(offered).toEqual([]);
  });

  it.each<[EventKind, (reports: VisitorReports) => void]>([
    ['usage', (reports) => reports.decision(decisionOn('flag'))],
    ['attributes', (reports) => reports.attributes(new Map([['a', 1]]))],
    ['data', (reports) => reports.data({ a: 1 })],
  ])('offers %s only where somebody takes it', (kind, act) => {
    const taken = bench({ accepts: [kind] });
    act(taken.reports);
    expect(taken.offered).toMatchObject([{ kind, visitor: { visitorCode: 'anna' } }]);
    const refused = bench({ accepts: [] });
    act(refused.reports);
    expect(refused.offered).toEqual([]);
  });

  it('offers goals always: the ledger counts those that nobody takes', () => {
    const { reports, offered } = bench({ accepts: [] });
    reports.goal('bought', 5, { currency: 'EUR' });
    expect(offered).toMatchObject([
      { kind: 'goal', goal: 'bought', revenue: 5, properties: { currency: 'EUR' } },
    ]);
  });

  it('tells a platform that wants to know of exposures and goals, before they are offered', () => {
    const { reports, offered, exposed, witnessed } = bench({ witness: true });
    reports.decision(exposing(ONE));
    reports.goal('bought', undefined, {});
    expect(witnessed.map(({ kind }) => kind)).toEqual(['exposure', 'goal']);
    expect(offered.filter(({ kind }) => kind !== 'usage')).toEqual(witnessed);
    expect(exposed).toEqual([]);
  });
});
