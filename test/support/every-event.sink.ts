import type { ExperimentationEvent, Sink } from '../../lib/ports/sink.js';

/** Keeps events of every kind, each usage included. */
export class EveryEventSink implements Sink {
  readonly name = 'every';
  readonly accepts = new Set(['exposure', 'usage', 'goal', 'attributes', 'data'] as const);
  readonly usages = 'every';
  readonly events: ExperimentationEvent[] = [];

  send(batch: readonly ExperimentationEvent[]): Promise<void> {
    this.events.push(...batch);
    return Promise.resolve();
  }

  /** What has happened, in a few words each. */
  get told(): readonly string[] {
    return this.events.map((event) => {
      if (event.kind === 'exposure') return `exposure ${event.exposure.experiment.key}`;
      return event.kind === 'usage' ? `usage ${event.decision.key}` : event.kind;
    });
  }
}
