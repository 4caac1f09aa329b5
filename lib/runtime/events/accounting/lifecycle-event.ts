import type { EventKind, ExperimentationEvent } from '../../../ports/sink.js';
import type { LedgerReport } from './ledger.js';

/** An event was offered and is no repeat; `type` is its kind. */
type OfferedLife = {
  readonly [K in EventKind]: {
    readonly type: K;
    readonly event: Extract<ExperimentationEvent, { readonly kind: K }>;
  };
}[EventKind];

/** A sink has taken events. */
export interface PublishLife {
  readonly type: 'publish';
  readonly sink: string;
  readonly count: number;
  readonly durationMs: number;
}

/** A delivery failed. */
export interface DeliveryFailureLife {
  readonly type: 'error';
  readonly sink: string;
  readonly error: unknown;
}

/** Events are lost to a sink. */
export interface DroppedLife {
  readonly type: 'dropped';
  readonly sink: string;
  readonly reason: string;
  readonly count: number;
}

/** The pipeline is closed; the account is final. */
export interface ClosedLife {
  readonly type: 'close';
  readonly ledger: LedgerReport;
}

/** What happens to events, for those who watch. */
export type EventLife = OfferedLife | PublishLife | DeliveryFailureLife | DroppedLife | ClosedLife;

/** Watches; what it throws is caught and logged. */
export type EventLifeListener = (life: EventLife) => void;
