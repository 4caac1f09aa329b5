import type { Assignment, Decision } from '../engine/decision.js';
import type { UnitValue } from '../engine/subject.js';

/** The visitor as events show them. Shared by all events of one visitor scope. */
export interface EventVisitor {
  /** Who it is: the unit `visitor`. */
  readonly visitorCode: string;
  /** All units by name, `visitor` included. */
  readonly units: ReadonlyMap<string, UnitValue>;
  /** Attributes at the time of the event. */
  readonly attributes: ReadonlyMap<string, unknown>;
  /** Of the page or request; `''` if there is none. */
  readonly url: string;
  /** Null where nobody knows. */
  readonly userAgent: string | null;
  /** The address of the client as the framework sees it; null where nobody knows. */
  readonly ip: string | null;
}

interface EventBase {
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  /** Whose event it is. */
  readonly visitor: EventVisitor;
  /** Revision of the program that was pinned. */
  readonly revision: string;
  /** `Program.facts` of that program: account, project and so on. */
  readonly facts: ReadonlyMap<string, unknown>;
}

/** A visitor has met a variation. */
export interface ExposureEvent extends EventBase {
  /** Tells exposures from other events. */
  readonly kind: 'exposure';
  /** The experiment, the variation, and how the visitor came to it. */
  readonly exposure: Assignment;
}

/** A flag has been evaluated for use (GrowthBook reports these; other sinks ignore them). */
export interface UsageEvent extends EventBase {
  /** Tells usages from other events. */
  readonly kind: 'usage';
  /** What was answered, and why. */
  readonly decision: Decision;
  /** Whether the application asked for the flag, or another flag did, whose prerequisite it is. */
  readonly asked: 'directly' | 'as-prerequisite';
}

/** A visitor has reached a goal. */
export interface GoalEvent extends EventBase {
  /** Tells goals from other events. */
  readonly kind: 'goal';
  /** Its name, as the application gave it to `track()`. */
  readonly goal: string;
  /** In the currency the platform is set up for; undefined when the goal carries none. */
  readonly revenue: number | undefined;
  /** What else the application said about it. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Attributes of a visitor have been set or changed. */
export interface AttributesEvent extends EventBase {
  /** Tells changes of attributes from other events. */
  readonly kind: 'attributes';
  /** The attributes that were set, with their new values. */
  readonly changed: ReadonlyMap<string, unknown>;
}

/** The application has said something about a visitor in the platform's own terms: a page view, a device ... */
export interface DataEvent extends EventBase {
  /** Tells the platform's own data from other events. */
  readonly kind: 'data';
  /** As the platform gave it to be reported. Only sinks of that platform know how to read it. */
  readonly data: object;
}

/** Something worth reporting about a visitor. Not to be changed once it is offered: it is written out later. */
export type ExperimentationEvent = ExposureEvent | UsageEvent | GoalEvent | AttributesEvent | DataEvent;

/** The kinds of events. */
export type EventKind = ExperimentationEvent['kind'];

/** An event that a sink has looked at and will never deliver: the ledger counts it as dropped. */
export interface RejectedEvent {
  /** One of the batch: the same object. */
  readonly event: ExperimentationEvent;
  /** A short, stable word for the ledger, such as `unsupported`, `filtered` or `callback-error`. */
  readonly reason: string;
  /** What went wrong, for the log; left out when nothing did. */
  readonly error?: unknown;
}

/** The part of a batch that could not be delivered although the rest of it was. */
export interface FailedEvents {
  /** Those of the batch: the same objects. */
  readonly events: readonly ExperimentationEvent[];
  /** Judged as if `send` had thrown it for these events alone: a `DeliveryError` says whether to try them again. */
  readonly error: unknown;
}

/** What happened to the events of a batch that were not simply delivered: the others were. */
export interface SendReport {
  /** Events that will never be delivered; none when left out. */
  readonly rejected?: readonly RejectedEvent[] | undefined;
  /** Events that could not be delivered this time; none when left out. */
  readonly failed?: FailedEvents | undefined;
  /** Events that the sink has taken but may not deliver yet (a visitor's consent is missing): the ledger counts them as held. */
  readonly held?: readonly ExperimentationEvent[] | undefined;
  /** What became meanwhile of events that were held after earlier deliveries. */
  readonly settled?: SettledEvents | undefined;
}

/** Events that are held no longer, by number. */
export interface SettledEvents {
  /** How many were delivered. */
  readonly delivered: number;
  /** By reason. */
  readonly dropped: ReadonlyMap<string, number>;
}

/** How a delivery is to be done. */
export interface SendContext {
  /** Aborts when the delivery takes too long or the shutdown deadline passes. `send` must settle soon after that. */
  readonly signal: AbortSignal;
}

/** How a sink's receiver wants its batches; what is left out is as the application has it. */
export interface SinkBatching {
  /** Events in one batch, at least 1. */
  readonly maxBatchSize?: number | undefined;
  /** Milliseconds from the first event of an empty queue to its delivery. */
  readonly flushIntervalMs?: number | undefined;
}

/** Where events go. One delivery at a time; the flusher batches, retries and counts. */
export interface Sink {
  /** Shown in the ledger and logs; free of secrets. */
  readonly name: string;
  /** Kinds this sink carries; all but `data` when left out. Others are never offered to it. */
  readonly accepts?: ReadonlySet<EventKind>;
  /**
   * Which usages this sink wants: `new` those of a visitor, flag and value that were not reported before, `every` one each time
   * an answer is acted upon.
   *
   * @defaultValue `'new'`
   */
  readonly usages?: 'new' | 'every';
  /** This sink's own batching; it wins over the application's setting. */
  readonly batching?: SinkBatching;
  /**
   * Delivers a batch of one event or more. Throws `DeliveryError`, which says whether to try again, and when; anything
   * else that is thrown is taken for a fault of the sink and tried again a few times only.
   *
   * A batch whose outcome is unknown (the receiver took it but its answer was lost) must be reported as a retryable
   * failure: events are delivered at least once.
   */
  send(batch: readonly ExperimentationEvent[], context: SendContext): Promise<SendReport | void>;
  /** Lets go of files and sockets, after the last delivery. */
  close?(): Promise<void>;
}
