import type { ExperimentationEvent, Sink } from '../../lib/ports/sink.js';

/** Keeps what is delivered. */
export class RecordingSink implements Sink {
  readonly accepts = new Set(['exposure', 'goal', 'attributes'] as const);
  readonly events: ExperimentationEvent[] = [];
  closed = false;

  constructor(readonly name: string = 'recording') {}

  send(batch: readonly ExperimentationEvent[]): Promise<void> {
    this.events.push(...batch);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  of<K extends ExperimentationEvent['kind']>(kind: K): Extract<ExperimentationEvent, { kind: K }>[] {
    return this.events.filter((event) => event.kind === kind) as Extract<ExperimentationEvent, { kind: K }>[];
  }
}
