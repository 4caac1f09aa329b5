import type { Decision } from '../engine/decision.js';
import type { Program } from '../engine/program.js';
import type { Subject, SubjectInit, UnitValue } from '../engine/subject.js';
import type { ExperimentationLogger } from './logger.js';
import type { ExposureEvent, GoalEvent, Sink } from './sink.js';
import type { Source } from './source.js';

/** What is known of a visitor when a subject is made. */
export interface VisitorFacts {
  /** Who it is: the unit `visitor`. */
  readonly visitorCode: string;
  /** All units by name, `visitor` included. */
  readonly units: ReadonlyMap<string, UnitValue>;
  /** Attributes by name, as known at this time. */
  readonly attributes: ReadonlyMap<string, unknown>;
  /** Of the page or request; `''` if there is none. */
  readonly url: string;
  /** Null where nobody knows. */
  readonly userAgent: string | null;
  /** The address of the client as the framework sees it; null where nobody knows. */
  readonly ip: string | null;
  /** The request's `Cookie` header; null if there is none. */
  readonly cookies?: string | null;
  /** The request's `Referer` header; null if there is none. */
  readonly referrer?: string | null;
}

/** How the platform's own browser SDK names the visitor cookie, and what it puts in. */
export interface VisitorCookieConvention {
  /** Name of the cookie unless the application's options give another. */
  readonly name: string;
  /** Makes a visitor code in the platform's shape. */
  readonly mint?: () => string;
  /** Longest visitor code the platform takes, in UTF-16 units. */
  readonly maxLength?: number;
  /** Domain that the cookie is set for, where the platform's own options say so. */
  readonly domain?: string;
  /** Query parameter that says who a newcomer is, where the platform knows such. */
  readonly queryParameter?: string;
}

/** What a platform gets when the module starts. */
export interface PlatformContext {
  /** For what the platform has to tell operators: the module's own logger. */
  readonly logger: ExperimentationLogger;
}

/** What a visitor's decisions are made from at the time of a question. */
export interface MemoryState {
  /** The configuration that is pinned: the same one until the application renews it. */
  readonly program: Program;
  /** The visitor as of now. */
  readonly subject: Subject;
  /** How often attributes have been set so far, the same values included. */
  readonly attributesSet: number;
}

/** Remembers what was decided for one visitor as long as they are in scope, by the platform's own rules of what stays and what is decided anew. */
export interface DecisionMemory {
  /** Decides a flag or experiment. With `use` the decision has the exposures that are still due, and they count as reported; else none. */
  decide(key: string, state: MemoryState, use: boolean): Decision;
  /** Decides a variable by its own key. */
  read(key: string, state: MemoryState, use: boolean): Decision;
}

/** How decisions are made where the application does not say otherwise with the call; what is left out is as everywhere. */
export interface DecideDefaults {
  /** False: exposures are not reported. */
  readonly expose?: boolean | undefined;
  /** Whether lists of decisions leave out what is off. */
  readonly enabledOnly?: boolean | undefined;
  /** Whether stored decisions are left aside. */
  readonly ignoreStored?: boolean | undefined;
  /** Whether decisions tell their reasons. */
  readonly reasons?: boolean | undefined;
  /** False: decisions come without variables. */
  readonly variables?: boolean | undefined;
}

/**
 * The light front of a platform: what its factory function (`growthbook({...})`) gives. Its options have been checked, and the
 * rest (compiler, source, sinks) is loaded before the module starts, so that an application loads the platform that it uses
 * and no other.
 */
export interface PlatformFront {
  /** `growthbook`, `optimizely` ... */
  readonly name: string;
  /** As {@link Platform.cookie}. */
  readonly cookie?: VisitorCookieConvention;
  /** As {@link Platform.refreshMs}. */
  readonly refreshMs?: number;
  /** Loads the platform. Asked once by every module instance, and awaited before it starts; what it rejects with stops the start. */
  load(): Promise<Platform>;
}

/** One experimentation platform: everything vendor-specific. What its factory gives, or what its front loads. */
export interface Platform {
  /** `growthbook`, `optimizely` ... */
  readonly name: string;
  /** Where configuration is downloaded from unless the application gives a source. */
  readonly source: Source;
  /** Compiles a payload (an object, or its text). Throws `PayloadError` when nothing in it can be trusted; a malformed flag is a warning in the program. May be asynchronous (decryption) and should yield on large payloads. `previous` is the program that is installed, for platforms whose newer payloads may leave out what has not changed. */
  compile(payload: unknown, previous?: Program): Program | Promise<Program>;
  /** A payload to start from when neither live configuration nor a snapshot is to be had, unless the application gives one. */
  readonly bootstrap?: unknown;
  /** Turns what is known of a visitor into what the platform's compiler reads. Pure and cheap: it runs on every request. */
  subject(visitor: VisitorFacts): SubjectInit;
  /**
   * Makes the memory of one visitor's scope, on platforms whose long-lived contexts keep assignments while attributes, units
   * and configuration change. Left out: whatever is new about a visitor is decided anew. `explain` never asks it.
   */
  remember?(): DecisionMemory;
  /**
   * Announces the platform where it has to: called once, when configuration has been waited for, with what is in service
   * then. It holds nothing up, and what it throws or rejects with is logged.
   */
  start?(context: PlatformContext, program: Program): Promise<void> | void;
  /** Sinks that deliver events in the platform's wire format; none for a platform that has no collector. */
  sinks(context: PlatformContext): readonly Sink[];
  /**
   * Takes in what the application says about a visitor in the platform's own terms; later decisions see it, in other scopes
   * too. Left out: the platform keeps nothing about visitors.
   *
   * @returns what is to be reported, each piece as an event of kind `data`
   * @throws TypeError for data that the platform does not know, before any of it is taken in
   */
  addData?(visitor: VisitorFacts, data: readonly object[], program: Program): readonly object[];
  /** What a request tells about its visitor by itself: taken in as by `addData`, once per scope, before the handler. */
  arrive?(visitor: VisitorFacts, program: Program): readonly object[];
  /**
   * For platforms whose decisions depend on what happened to visitors before: told of every exposure and goal when it happens,
   * synchronously, on the request path. Must not throw.
   */
  witness?(event: ExposureEvent | GoalEvent): void;
  /** The visitor cookie of the platform's browser SDK. */
  readonly cookie?: VisitorCookieConvention;
  /** How decisions are made unless the call says otherwise. */
  readonly decideDefaults?: DecideDefaults;
  /** Whether the rules of a flag can be forced one by one. @defaultValue false */
  readonly forcesRules?: boolean;
  /**
   * Whether a gate is decided as if the URL forced nothing, on platforms whose URLs can force variations (see the fact
   * `ignoreUrlOverrides`). @defaultValue false
   */
  readonly gatesIgnoreUrl?: boolean;
  /**
   * Whether it is ordinary that the configuration does not know this key: before an experiment starts and after it ends, on
   * platforms that send running ones only. Left out: it never is, and is warned of.
   */
  ordinarilyMissing?(key: string): boolean;
  /** Default refresh interval in milliseconds, as the platform's own SDK has it. */
  readonly refreshMs?: number;
  /**
   * The refresh interval that a configuration asks for itself, in whole milliseconds from 1,000 to 2,147,483,647; undefined for
   * {@link Platform.refreshMs}. Asked whenever configuration is installed, unless the application has set its option `refresh`.
   */
  refreshMsOf?(program: Program): number | undefined;
  /**
   * Facts that must be had before evaluation and are not known in the process (segments, location ...): asked once per scope,
   * before the handler. A promise is awaited; undefined, or facts at hand, hold nothing up. They join the facts of `subject`.
   */
  prefetch?(
    visitor: VisitorFacts,
    program: Program,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, unknown>> | ReadonlyMap<string, unknown> | undefined;
}
