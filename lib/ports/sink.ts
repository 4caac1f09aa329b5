import type { Assignment, Decision } from '../engine/decision.js';
import type { UnitValue } from '../engine/subject.js';

/** The visitor as events show them. Shared by all events of one visitor scope. */
export interface EventVisitor {
  readonly visitorCode: string;
  readonly units: ReadonlyMap<string, UnitValue>;
  /** Attributes at the time of the event. */
  readonly attributes: ReadonlyMap<string, unknown>;
  readonly url: string;
  readonly userAgent: string | null;
  readonly ip: string | null;
}

interface EventBase {
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  readonly visitor: EventVisitor;
  /** Revision of the program that was pinned. */
  readonly revision: string;
  /** `Program.facts` of that program: account, project and so on. */
  readonly facts: ReadonlyMap<string, unknown>;
}

/** A visitor has met a variation. */
export interface ExposureEvent extends EventBase {
  readonly kind: 'exposure';
  readonly exposure: Assignment;
}

/** A flag has been evaluated for use (GrowthBook reports these; other sinks ignore them). */
export interface UsageEvent extends EventBase {
  readonly kind: 'usage';
  readonly decision: Decision;
}

/** A visitor has reached a goal. */
export interface GoalEvent extends EventBase {
  readonly kind: 'goal';
  readonly goal: string;
  /** In the currency the platform is set up for; undefined when the goal carries none. */
  readonly revenue: number | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Attributes of a visitor have been set or changed. */
export interface AttributesEvent extends EventBase {
  readonly kind: 'attributes';
  readonly changed: ReadonlyMap<string, unknown>;
}

/** Something worth reporting about a visitor. */
export type ExperimentationEvent = ExposureEvent | UsageEvent | GoalEvent | AttributesEvent;

/** What happened to a batch that was not simply delivered. */
export interface SendReport {
  /** Events that this sink does not carry (not an error: they count as delivered elsewhere or `dropped: unsupported`). */
  readonly rejected: readonly { readonly event: ExperimentationEvent; readonly reason: string }[];
}

/** How a delivery is to be done. */
export interface SendContext {
  /** Aborts when the delivery takes too long or the shutdown deadline passes. */
  readonly signal: AbortSignal;
}

/** Where events go. One delivery at a time; the flusher batches, retries and counts. */
export interface Sink {
  /** Shown in the ledger and logs; free of secrets. */
  readonly name: string;
  /** Kinds this sink carries; all when left out. Others are never offered to it. */
  readonly accepts?: ReadonlySet<ExperimentationEvent['kind']>;
  /** Delivers a batch. Throws `DeliveryError` (which says whether to try again, and when). */
  send(batch: readonly ExperimentationEvent[], context: SendContext): Promise<SendReport | void>;
  /** Lets go of files and sockets, after the last delivery. */
  close?(): Promise<void>;
}
