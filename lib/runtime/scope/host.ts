import type { Assignment, Decision } from '../../engine/decision.js';
import type { Program } from '../../engine/program.js';
import type { Entries, UnitValue } from '../../engine/subject.js';
import type { Platform } from '../../ports/platform.js';
import type { ExperimentationEvent } from '../../ports/sink.js';
import type { ExposureScene } from '../events/pipeline.js';
import type { InlineFlags } from './inline-flags.js';
import type { LogOnce } from '../shared/log-once.js';
import type { VisitorDocuments } from '../stored/documents.js';

/** Where a visitor comes from: the request, the message, or nothing at all. */
export interface VisitorOrigin {
  /** The URL asked for; `''` if there is none. */
  readonly url: string;
  readonly userAgent: string | null;
  readonly ip: string | null;
  /** The `Cookie` header of a request. */
  readonly cookies?: string | null;
  /** The `Referer` header of a request. */
  readonly referrer?: string | null;
  /** Has the browser get another visitor code with the answer. False if that cannot be. */
  forgetVisitor?(): boolean;
}

/** What the application says about a visitor. */
export interface VisitorDescription {
  readonly attributes?: Entries<unknown> | null | undefined;
  readonly units?: Entries<UnitValue> | null | undefined;
}

/** How gates behave. */
export interface GateDefaults {
  /** Whom they count. */
  readonly exposure: 'always' | 'pass' | 'never';
  /** What happens where nothing can be decided. */
  readonly undecided: 'closed' | 'open' | 'error';
}

/** What a visitor's scope needs of the module instance it belongs to. Shared by all scopes. */
export interface VisitorHost {
  /** Name of the module instance. */
  readonly name: string;
  /** The program in service. A scope reads it once. */
  readonly program: Program;
  readonly platform: Pick<
    Platform,
    | 'name'
    | 'subject'
    | 'prefetch'
    | 'remember'
    | 'decideDefaults'
    | 'forcesRules'
    | 'gatesIgnoreUrl'
    | 'addData'
    | 'arrive'
    | 'witness'
  >;
  readonly events: {
    offer(event: ExperimentationEvent): void;
    expose(exposure: Assignment, of: ExposureScene): void;
    accepts(kind: ExperimentationEvent['kind']): boolean;
    /** Whether usages are of use that were reported before. */
    readonly wantsEveryUsage: boolean;
  };
  /** The visitors' stored documents; null when no assignment store is attached. */
  readonly documents: VisitorDocuments | null;
  readonly inline: InlineFlags;
  readonly notices: LogOnce;
  /** Whether visitors follow their HTTP requests through asynchronous context. */
  readonly asyncContext: boolean;
  /** How gates behave unless they say it themselves. */
  readonly gates: GateDefaults;
  /** Is told of every key that is asked for in a scope, once. */
  readonly keys: { note(key: string, decision: Decision): void };
  /** Longest visitor code that the platform takes, in UTF-16 units. */
  readonly maxCodeLength: number;
  /** Milliseconds that `platform.prefetch` may take. */
  readonly prefetchTimeoutMs: number;
  /** Asks the application about a visitor; null when it has nothing to say. May throw. */
  readonly describe:
    ((origin: VisitorOrigin, visitorCode: string) => VisitorDescription | Promise<VisitorDescription>) | null;
}
