import { vi } from 'vitest';
import { EventPipeline } from '../../lib/runtime/events/pipeline.js';
import type {
  EventDeliveryOptions,
  EventQueueOptions,
} from '../../lib/runtime/events/accounting/settings.js';
import { sampleGoal } from '../../lib/testing/contracts/sample-events.js';
import { expectBalanced, shortAccount } from './ledger-balance.js';
import { LogRecorder } from './log-recorder.js';
import type { ScriptedSink } from './scripted-sink.js';

/** One sink behind a pipeline on vitest's fake clock. */
export class FlusherBench {
  readonly logger = new LogRecorder();
  readonly pipeline: EventPipeline;

  constructor(
    readonly sink: ScriptedSink,
    delivery: EventDeliveryOptions = {},
    queue: EventQueueOptions = {},
  ) {
    this.pipeline = new EventPipeline({
      sinks: [sink],
      delivery,
      queue,
      logger: this.logger,
      now: () => Date.now(),
      // Of equal jitter: the longest pause.
      random: () => 1,
    });
  }

  offer(...codes: string[]): void {
    for (const code of codes) this.pipeline.offer(sampleGoal(code));
  }

  get account(): Record<string, unknown> {
    expectBalanced(this.pipeline.ledger());
    return shortAccount(this.pipeline.ledger().total);
  }
}

/** Lets time go by on vitest's fake clock. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}
