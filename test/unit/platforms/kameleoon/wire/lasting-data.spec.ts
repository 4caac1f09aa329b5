import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compileKameleoon } from '../../../../../lib/platforms/kameleoon/compile/compile.js';
import { compileDefinitions } from '../../../../../lib/platforms/kameleoon/payload/custom-data-definitions.js';
import { kameleoonSink } from '../../../../../lib/platforms/kameleoon/wire/kameleoon.sink.js';
import { kameleoonData } from '../../../../../lib/platforms/kameleoon/visitor/remembered-data.js';
import { VisitorMemory } from '../../../../../lib/platforms/kameleoon/visitor/visitor-memory.js';
import { sampleGoal } from '../../../../../lib/testing/contracts/sample-events.js';
import { Collector, status } from '../../../../support/collector.js';
import { dataFile } from '../../../../fixtures/kameleoon/data-file.js';

const MINUTE_MS = 60_000;
const customData = [
  { id: 1, index: 1, scope: 'VISITOR' as const },
  { id: 2, index: 2, scope: 'VISIT' as const },
  { id: 3, index: 3, scope: 'VISITOR' as const, localOnly: true },
];
const DEFINITIONS = compileDefinitions(customData);
const { configuration } = dataFile();
const FACTS = compileKameleoon(dataFile({ customData })).facts;
const ASKING = compileKameleoon(
  dataFile({ customData, configuration: { ...configuration, consentType: 'REQUIRED' } }),
).facts;

async function open(facts = FACTS) {
  const collector = await Collector.start();
  const memory = new VisitorMemory({ now: () => Date.now(), idleMs: 24 * 60 * MINUTE_MS });
  const sink = kameleoonSink({
    siteCode: 'a1b2c3d4e5',
    goals: { purchase: 7 },
    endpoints: { data: collector.origin },
    memory,
  });
  const know = (code: string): void => {
    const data = [1, 2, 3].map((index) => kameleoonData.customData(index, `value ${index}`));
    memory.addData(code, data, DEFINITIONS);
  };
  const visit = async (...codes: string[]): Promise<string[]> => {
    const before = collector.deliveries.length;
    const batch = codes.map((code) => sampleGoal(code, { facts }));
    await sink.send(batch, { signal: new AbortController().signal });
    return linesOf(collector, before);
  };
  return { collector, memory, sink, know, visit };
}

function linesOf(collector: Collector, from: number): string[] {
  return collector.deliveries.slice(from).flatMap(({ body }) => body.split('\n'));
}

function told(lines: readonly string[]): string[] {
  return lines
    .map((line) => new URLSearchParams(line))
    .filter((line) => line.get('eventType') === 'customData')
    .map((line) => `${line.get('visitorCode')} ${line.get('index')} ${line.get('valuesCountMap')}`);
}

describe('custom data that lasts longer than a visit', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const pass = (ms: number): unknown => vi.setSystemTime(Date.now() + ms);

  it('is told again after 29 minutes, of each visitor by a clock of their own, and once', async () => {
    const { know, visit } = await open();
    know('a');
    know('b');
    expect(told(await visit('a'))).toEqual([]);
    pass(10 * MINUTE_MS);
    expect(told(await visit('a', 'b'))).toEqual([]);
    pass(19 * MINUTE_MS);
    expect(told(await visit('a', 'b'))).toEqual(['a 1 {"value 1":1}']);
    pass(10 * MINUTE_MS);
    expect(told(await visit('a', 'b'))).toEqual(['b 1 {"value 1":1}']);
    expect(told(await visit('a', 'b'))).toEqual([]);
  });

  it('is told with a delivery that is tried again, under the same nonce, which is no other line of its', async () => {
    const { collector, sink, know, visit } = await open();
    know('a');
    await visit('a');
    pass(30 * MINUTE_MS);
    const batch = [sampleGoal('a', { facts: FACTS })];
    collector.script(status(503));
    for (let i = 0; i < 2; i++) await sink.send(batch, { signal: new AbortController().signal });
    const [first, second] = [linesOf(collector, 1).slice(0, 2), linesOf(collector, 1).slice(2)];
    expect(told(first)).toEqual(['a 1 {"value 1":1}']);
    expect(second).toEqual(first);
    expect(new Set(first.map((line) => new URLSearchParams(line).get('nonce'))).size).toBe(2);
  });

  it('waits for consent where that is needed', async () => {
    const { memory, know, visit } = await open(ASKING);
    know('a');
    memory.setConsent('a', true);
    await visit('a');
    memory.setConsent('a', false);
    pass(30 * MINUTE_MS);
    expect(told(await visit('a'))).toEqual([]);
    memory.setConsent('a', true);
    expect(told(await visit('a'))).toEqual(['a 1 {"value 1":1}']);
  });
});
