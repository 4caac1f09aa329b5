import type {
  EventKind,
  ExperimentationEvent,
  SendContext,
  SendReport,
  Sink,
  SinkBatching,
} from '../../../ports/sink.js';
import type { ConsentReader } from './consent-gate.js';
import { hasConsent, needsNoConsent } from './consent-gate.js';
import { HeldEvents } from './held-events.js';

const MAX_HELD = 10_000;
/** Released with one delivery, at most. */
const MAX_RELEASED = 1_000;
const MAX_AGE_MS = 30 * 60_000;

/** Holds back what needs consent that is not given (yet), and sends it once it is. */
export class ConsentSink implements Sink {
  readonly name: string;
  declare readonly accepts?: ReadonlySet<EventKind>;
  declare readonly batching?: SinkBatching;
  readonly #held = new HeldEvents({ maxEvents: MAX_HELD, maxAgeMs: MAX_AGE_MS, now: () => Date.now() });

  constructor(
    private readonly sink: Sink,
    private readonly consentOf: ConsentReader,
  ) {
    this.name = sink.name;
    if (sink.accepts !== undefined) this.accepts = sink.accepts;
    if (sink.batching !== undefined) this.batching = sink.batching;
  }

  async send(batch: readonly ExperimentationEvent[], context: SendContext): Promise<SendReport> {
    const released = this.#held.take(MAX_RELEASED, (event) => hasConsent(event, this.consentOf));
    const due: ExperimentationEvent[] = [];
    const held: ExperimentationEvent[] = [];
    for (const event of batch) {
      if (hasConsent(event, this.consentOf) || needsNoConsent(event)) due.push(event);
      // That somebody was active is not remembered for later.
      else if (event.kind !== 'usage') held.push(event);
    }
    this.#held.add(held);
    const events = [...released, ...due];
    let report: SendReport = {};
    if (events.length !== 0) {
      try {
        report = (await this.sink.send(events, context)) ?? {};
      } catch (error) {
        report = { failed: { events, error } };
      }
    }
    return this.#sorted(report, new Set(released), held);
  }

  async close(): Promise<void> {
    await this.sink.close?.();
  }

  /** Tells apart what became of this batch, and of what was held before. */
  #sorted(
    { rejected = [], failed }: SendReport,
    released: ReadonlySet<ExperimentationEvent>,
    held: readonly ExperimentationEvent[],
  ): SendReport {
    const again = failed?.events.filter((event) => released.has(event)) ?? [];
    this.#held.restore(again);
    const dropped = new Map<string, number>();
    for (const { event, reason } of rejected) if (released.has(event)) count(dropped, reason, 1);
    const lost = [...dropped.values()].reduce((sum, one) => sum + one, 0);
    count(dropped, 'no-consent', this.#held.trim());
    const mine = failed?.events.filter((event) => !released.has(event)) ?? [];
    return {
      rejected: rejected.filter(({ event }) => !released.has(event)),
      failed: failed === undefined || mine.length === 0 ? undefined : { events: mine, error: failed.error },
      held,
      settled: { delivered: released.size - again.length - lost, dropped },
    };
  }
}

function count(counts: Map<string, number>, reason: string, more: number): void {
  if (more > 0) counts.set(reason, (counts.get(reason) ?? 0) + more);
}
