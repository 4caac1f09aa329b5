import type {
  EventKind,
  ExperimentationEvent,
  SendContext,
  SendReport,
  Sink,
  SinkBatching,
} from '../../lib/ports/sink.js';

/** Handles one delivery. */
export type SinkStep = (
  batch: readonly ExperimentationEvent[],
  context: SendContext,
) => Promise<SendReport | void> | SendReport | void;

/** A sink in memory that does as it is told, one step a delivery. */
export class ScriptedSink implements Sink {
  readonly name: string;
  declare readonly accepts?: ReadonlySet<EventKind>;
  declare readonly batching?: SinkBatching;
  /** Every delivery that was asked for. */
  readonly attempts: (readonly ExperimentationEvent[])[] = [];
  /** Events of deliveries that ended well. */
  readonly delivered: ExperimentationEvent[] = [];
  /** Most deliveries that were under way at the same time. */
  mostAtOnce = 0;
  closed = 0;
  /** Handles what the script has no step for. */
  otherwise: SinkStep = () => undefined;
  readonly #script: SinkStep[] = [];
  #open = 0;

  constructor(given: { name?: string; accepts?: readonly EventKind[]; batching?: SinkBatching } = {}) {
    this.name = given.name ?? 'scripted';
    if (given.accepts !== undefined) this.accepts = new Set(given.accepts);
    if (given.batching !== undefined) this.batching = given.batching;
  }

  /** Steps for the next deliveries, in turn. */
  script(...steps: SinkStep[]): this {
    this.#script.push(...steps);
    return this;
  }

  async send(batch: readonly ExperimentationEvent[], context: SendContext): Promise<SendReport | void> {
    this.attempts.push(batch);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#open);
    try {
      const report = await (this.#script.shift() ?? this.otherwise)(batch, context);
      const lost = new Set([
        ...(report?.rejected ?? []).map(({ event }) => event),
        ...(report?.failed?.events ?? []),
      ]);
      this.delivered.push(...batch.filter((event) => !lost.has(event)));
      return report;
    } finally {
      this.#open--;
    }
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }

  /** Visitor codes of each delivery that was asked for. */
  get asked(): string[][] {
    return this.attempts.map((batch) => codesOf(batch));
  }
}

/** Visitor codes of events. */
export function codesOf(events: readonly ExperimentationEvent[]): string[] {
  return events.map(({ visitor }) => visitor.visitorCode);
}

/** Fails. */
export function failWith(error: unknown): SinkStep {
  return () => {
    throw error;
  };
}

/** Never settles of itself, but does when its signal aborts. */
export const stall: SinkStep = (_batch, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

/** Never settles. */
export const ignoreEverything: SinkStep = () => new Promise(() => undefined);

/** A step that waits until it is let go. */
export function gate(): { step: SinkStep; open: () => void; fail: (error: Error) => void } {
  const { promise, resolve, reject } = withResolvers();
  return { step: () => promise, open: () => resolve(), fail: (error) => reject(error) };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
