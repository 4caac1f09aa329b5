import assert from 'node:assert/strict';
import { DeliveryError } from '../../errors/delivery.error.js';
import type { EventKind, ExperimentationEvent, SendReport, Sink } from '../../ports/sink.js';
import { withFixture } from './contract-runner.js';
import type { ContractRunner, Disposable } from './contract-runner.js';
import { awkwardValues, sampleEvent, sampleGoal, sampleVisitor } from './sample-events.js';

/** A sink to be tested, with a receiver that can be looked into. */
export interface SinkFixture extends Disposable {
  /** Delivers to the receiver. */
  readonly sink: Sink;
  /** Visitor codes of all events that the receiver has, one for each event, in the order they came. */
  received(): Promise<readonly string[]> | readonly string[];
  /** Makes deliveries fail in a way that passes (a server error, a full disk), until {@link SinkFixture.repair}. */
  breakDown?(): Promise<void> | void;
  /** Ends what {@link SinkFixture.breakDown} began. */
  repair?(): Promise<void> | void;
  /** Makes the receiver take a delivery and never answer. */
  stall?(): Promise<void> | void;
}

const KINDS: readonly EventKind[] = ['exposure', 'usage', 'goal', 'attributes', 'data'];
/** How soon a sink must settle after its signal aborted, in milliseconds. */
const SOON_MS = 5_000;

/**
 * What every {@link Sink} must do. Tests for which the fixture has no `breakDown` or `stall` are left out.
 *
 * @param setUp - called for each test; the receiver is empty
 */
export function sinkContract(
  { describe, it }: ContractRunner,
  name: string,
  setUp: () => Promise<SinkFixture> | SinkFixture,
  faults: { readonly breaks: boolean; readonly stalls: boolean } = { breaks: false, stalls: false },
): void {
  const test = (title: string, body: (fixture: SinkFixture) => Promise<void>): void => {
    it(title, withFixture(setUp, body));
  };
  describe(`${name} as a Sink`, () => {
    test('has a name, and carries kinds that exist', describesItself);
    test('delivers a single event', (fixture) => delivers(fixture, 1));
    test('delivers every event of a batch once, in order', (fixture) => delivers(fixture, 20));
    test('delivers one batch after the other', deliversInTurn);
    test('loses no event because of what it holds', takesAwkwardValues);
    test('changes neither batch nor events', changesNothing);
    test('settles when its signal has aborted', settlesWhenAborted);
    test('closes after the last delivery, and may be closed again', closes);
    if (faults.breaks) test('tells a fault that passes, and delivers when it is over', recovers);
    if (faults.stalls) test('settles soon after its signal aborts', abandons);
  });
}

function kindsOf(sink: Sink): readonly EventKind[] {
  return KINDS.filter((kind) => sink.accepts?.has(kind) ?? kind !== 'data');
}

/** Events of all kinds that the sink carries, each of a visitor of its own. */
function sampleBatch(sink: Sink, count: number, prefix = 'visitor'): ExperimentationEvent[] {
  const kinds = kindsOf(sink);
  return Array.from({ length: count }, (_, i) =>
    sampleEvent(kinds[i % kinds.length] as EventKind, `${prefix}-${i}`),
  );
}

function send(sink: Sink, batch: readonly ExperimentationEvent[]): Promise<SendReport | void> {
  return sink.send(batch, { signal: new AbortController().signal });
}

/** Visitor codes of what must have arrived, by the sink's own report. */
function expected(batch: readonly ExperimentationEvent[], report: SendReport | void): string[] {
  const rejected = new Set((report?.rejected ?? []).map(({ event }) => event));
  for (const { event, reason } of report?.rejected ?? []) {
    assert.ok(batch.includes(event), 'A report names events of the batch only.');
    assert.match(reason, /\S/, 'Every rejected event has a reason.');
  }
  assert.equal(report?.failed, undefined, 'A receiver in order fails nothing.');
  return batch.filter((event) => !rejected.has(event)).map(({ visitor }) => visitor.visitorCode);
}

async function describesItself({ sink }: SinkFixture): Promise<void> {
  assert.match(sink.name, /\S/);
  const unknown = [...(sink.accepts ?? [])].filter((kind) => !KINDS.includes(kind));
  assert.deepEqual(unknown, []);
  assert.notEqual(kindsOf(sink).length, 0, 'A sink carries something.');
}

async function delivers({ sink, received }: SinkFixture, count: number): Promise<void> {
  const batch = sampleBatch(sink, count);
  const report = await send(sink, batch);
  assert.deepEqual(await received(), expected(batch, report));
}

async function deliversInTurn({ sink, received }: SinkFixture): Promise<void> {
  const codes: string[] = [];
  for (const prefix of ['a', 'b', 'c']) {
    const batch = sampleBatch(sink, 5, prefix);
    codes.push(...expected(batch, await send(sink, batch)));
  }
  assert.deepEqual(await received(), codes);
}

/** Every event arrives or is rejected with a reason, and the plain ones beside the awkward ones arrive. */
async function takesAwkwardValues({ sink, received }: SinkFixture): Promise<void> {
  const batch = sampleBatch(sink, 4, 'plain');
  const plain = expected(batch, undefined);
  for (const [i, value] of awkwardValues().entries()) {
    const visitor = sampleVisitor(`awkward-${i}`, [value]);
    const properties = Object.defineProperty({}, value[0], { value: value[1], enumerable: true });
    for (const kind of kindsOf(sink)) batch.push({ ...sampleEvent(kind, `awkward-${i}`), visitor });
    if (kindsOf(sink).includes('goal')) batch.push({ ...sampleGoal(`awkward-${i}`), visitor, properties });
  }
  const report = await send(sink, batch);
  const codes = await received();
  assert.deepEqual(codes, expected(batch, report));
  for (const code of plain) assert.ok(codes.includes(code), `${code} is held up by nothing.`);
}

async function changesNothing({ sink }: SinkFixture): Promise<void> {
  const batch = sampleBatch(sink, 8);
  const copy = structuredClone(batch);
  for (const event of batch) Object.freeze(event);
  await send(sink, Object.freeze(batch));
  assert.deepEqual(batch, copy);
}

async function settlesWhenAborted({ sink }: SinkFixture): Promise<void> {
  const signal = AbortSignal.abort(new DeliveryError('Time is up.', { retryable: true }));
  await settled(sink.send(sampleBatch(sink, 3), { signal }));
}

async function closes({ sink, received }: SinkFixture): Promise<void> {
  const batch = sampleBatch(sink, 5);
  const report = await send(sink, batch);
  await sink.close?.();
  await sink.close?.();
  assert.deepEqual(await received(), expected(batch, report));
}

async function recovers(fixture: SinkFixture): Promise<void> {
  const { sink } = fixture;
  const batch = sampleBatch(sink, 5);
  await fixture.breakDown?.();
  const error = await failureOf(send(sink, batch));
  assert.ok(
    error instanceof DeliveryError,
    'A fault is told by a DeliveryError, thrown or as report.failed.',
  );
  assert.equal(error.retryable, true);
  await fixture.repair?.();
  const report = await send(sink, batch);
  assert.deepEqual(await fixture.received(), expected(batch, report));
}

async function abandons(fixture: SinkFixture): Promise<void> {
  await fixture.stall?.();
  const abort = new AbortController();
  const sending = fixture.sink.send(sampleBatch(fixture.sink, 3), { signal: abort.signal });
  abort.abort(new DeliveryError('Time is up.', { retryable: true }));
  await settled(sending);
}

async function failureOf(sending: Promise<SendReport | void>): Promise<unknown> {
  try {
    return (await sending)?.failed?.error;
  } catch (error) {
    return error;
  }
}

/** Fails when the delivery goes on for long after it was aborted; how it ends does not matter. */
async function settled(sending: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, SOON_MS, 'late');
  });
  const ended = sending.then(
    () => 'settled',
    () => 'settled',
  );
  const first = await Promise.race([ended, late]);
  clearTimeout(timer);
  assert.equal(first, 'settled', `It has not settled ${SOON_MS} ms after its signal aborted.`);
}
