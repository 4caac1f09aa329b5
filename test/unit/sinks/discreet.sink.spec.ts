import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ExperimentationEvent, SendReport, Sink } from '../../../lib/ports/sink.js';
import { discreetSink } from '../../../lib/sinks/discreet.sink.js';
import { sampleExposure, sampleGoal } from '../../../lib/testing/contracts/sample-events.js';

const context = { signal: new AbortController().signal };
const hash = (code: string): string => createHmac('sha256', 's3').update(code).digest('hex');

function recorder(answer?: (batch: readonly ExperimentationEvent[]) => SendReport): {
  sink: Sink;
  got: ExperimentationEvent[];
} {
  const got: ExperimentationEvent[] = [];
  const send: Sink['send'] = (batch) => {
    got.push(...batch);
    return Promise.resolve(answer?.(batch));
  };
  return { sink: { name: 'recorder', send }, got };
}

describe('discreetSink', () => {
  it.each([
    [{ only: ['country'] }, ['DE', undefined]],
    [{ except: ['country'] }, [undefined, 'gold']],
    [undefined, ['DE', 'gold']],
  ])('lets attributes leave as told: %j', async (attributes, expected) => {
    const { sink, got } = recorder();
    const goal = sampleGoal('a');
    const own = new Map([
      ['country', 'DE'],
      ['tier', 'gold'],
    ]);
    const changed = { ...goal, kind: 'attributes' as const, changed: own };
    const event = { ...changed, visitor: { ...goal.visitor, attributes: own } };
    await discreetSink(sink, attributes === undefined ? {} : { attributes }).send([event], context);
    const [first] = got;
    if (first?.kind !== 'attributes') throw new Error('expected the change of attributes');
    for (const map of [first.visitor.attributes, first.changed]) {
      expect([map.get('country'), map.get('tier')]).toEqual(expected);
    }
  });

  it('puts a keyed hash in place of a code, wherever it stands', async () => {
    const { sink, got } = recorder();
    const sample = sampleExposure('visitor-7');
    const visitor = { ...sample.visitor, attributes: new Map([['id', 'visitor-7']]) };
    const exposure = { ...sample.exposure, hashAttribute: 'id', hashValue: 'visitor-7' };
    await discreetSink(sink, { hashUnits: { secret: 's3' } }).send(
      [{ ...sample, visitor, exposure }],
      context,
    );
    const [first] = got;
    if (first?.kind !== 'exposure') throw new Error('expected the exposure');
    const code = hash('visitor-7');
    expect(first.visitor.visitorCode).toBe(code);
    expect(first.visitor.units.get('visitor')).toBe(code);
    expect(first.visitor.attributes.get('id')).toBe(code);
    expect(first.exposure.hashValue).toBe(code);
  });

  it('keeps an attribute that was hashed on and may not leave', async () => {
    const { sink, got } = recorder();
    const sample = sampleExposure('a');
    const visitor = { ...sample.visitor, attributes: new Map([['email', 'x@y.z']]) };
    const exposure = { ...sample.exposure, hashAttribute: 'email', hashValue: 'x@y.z' };
    await discreetSink(sink, { attributes: { only: [] } }).send([{ ...sample, visitor, exposure }], context);
    expect(got[0]).toMatchObject({ exposure: { hashValue: '' } });
  });

  it('reports of the events that it was given, not of the copies', async () => {
    const events = ['a', 'b', 'c'].map((code) => sampleGoal(code));
    const { sink } = recorder(([first, second, third]) => ({
      rejected: [{ event: first!, reason: 'filtered' }],
      failed: { events: [second!], error: new Error('down') },
      held: [third!],
    }));
    const report = await discreetSink(sink, { attributes: { only: [] } }).send(events, context);
    const { rejected, failed, held } = report as SendReport;
    expect(rejected?.[0]?.event).toBe(events[0]);
    expect(failed?.events[0]).toBe(events[1]);
    expect(held?.[0]).toBe(events[2]);
  });

  it('refuses options that it does not understand', () => {
    const { sink } = recorder();
    expect(() => discreetSink(sink, { attributes: {} as never })).toThrow(/only: \[names\]/);
    expect(() => discreetSink(sink, { hashUnits: { secret: '' } })).toThrow(/not empty/);
    const byCode: Sink = { ...sink, accepts: new Set(['goal', 'data']) };
    expect(() => discreetSink(byCode, { hashUnits: { secret: 's3' } })).toThrow(/by their code/);
  });
});
