import type { Observable } from 'rxjs';
import type { Entries } from '../../engine/subject.js';
import { NoVisitorError } from '../../errors/no-visitor.error.js';
import { RegistrationError } from '../../errors/registration.error.js';
import type { ExplicitVisitor } from '../../ports/visitor.js';
import type { RefreshResult } from '../../runtime/config/event.js';
import type { CookieReport } from '../../runtime/cookie/cookie-counts.js';
import type { ConfigStatus } from '../../runtime/config/status.js';
import type { LedgerReport } from '../../runtime/events/accounting/ledger.js';
import type { SignedOverride, SignOverridesOptions } from '../../runtime/overrides/override-tokens.js';
import type { AssignmentReport } from '../../runtime/stored/assignment-report.js';
import { openNamedScope } from '../../runtime/scope/named-visitor.js';
import { VisitorExperiments } from '../../runtime/questions/visitor-experiments.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { innermostScope, runInScope, scopeOf } from '../../runtime/scope/storage.js';
import type { ExperimentationActivity } from './activity.js';
import type { ModuleRuntime } from '../runtime/module-runtime.js';
import type { ConfigRevision } from './module-streams.js';
import { activitiesOf, revisionsOf } from './module-streams.js';
import { closeRuntime } from '../runtime/close-runtime.js';
import { scopeOfRequest } from '../origin/scope-carrier.js';
import { isAsyncFunction } from '../runtime/thenable.js';

/** How a module instance is: its configuration, and how its assignment store and its cookies fare. */
export interface ExperimentationStatus extends ConfigStatus {
  /** Null when no assignment store is attached. */
  readonly assignments: AssignmentReport | null;
  /** How the visitors' cookies fare. */
  readonly cookies: CookieReport;
  /** Keys that decorators name or that were asked for, and that the configuration in service does not know. */
  readonly unknownKeys: readonly string[];
  /** Keys of the configuration in service that nothing has asked for since the start. */
  readonly unaskedKeys: readonly string[];
}

/**
 * Decides experiments and feature flags for the visitor of the current request, message or job. One instance serves them
 * all: inject it anywhere.
 *
 * Every member of {@link VisitorExperiments} throws a `NoVisitorError` where no visitor is bound.
 */
export class Experiments extends VisitorExperiments {
  /** The revision in service, then every other one that replaces it. Never completes or fails. */
  readonly config$: Observable<ConfigRevision>;
  /** Everything that happens from the subscription on. Costs nothing while nobody subscribes. Completes when the module closes. */
  readonly events$: Observable<ExperimentationActivity>;
  readonly #runtime: ModuleRuntime;

  /** @internal Applications inject it. */
  constructor(runtime: ModuleRuntime) {
    super();
    this.#runtime = runtime;
    this.config$ = revisionsOf(runtime.keeper);
    this.events$ = activitiesOf(runtime.keeper, runtime.events);
  }

  /** Whether a visitor is bound: whether decisions can be asked for here. */
  get hasVisitor(): boolean {
    return scopeOf(this.#runtime.host) !== undefined;
  }

  /**
   * The same questions about a visitor who is named, whoever is bound here. Decisions are kept as long as what is returned:
   * ask for one per piece of work.
   */
  forVisitor(visitor: ExplicitVisitor): VisitorExperiments {
    return new BoundExperiments(openNamedScope(this.#runtime.host, visitor, innermostScope()));
  }

  /**
   * The same questions about the visitor of an HTTP request, wherever it is asked: for code that has the request at hand, and for
   * everything where the option `visitor.asyncContext` is false.
   *
   * @param request - as the framework hands it out (Express's, Fastify's, or Node's)
   * @throws `NoVisitorError` when the module has not seen this request
   */
  ofRequest(request: object): VisitorExperiments {
    const { name } = this.#runtime.host;
    const scope = scopeOfRequest(request, name);
    if (scope === undefined) throw new NoVisitorError(name, 'to this request');
    return new BoundExperiments(scope);
  }

  /**
   * Runs work for a visitor: in it, and in everything that it starts, this visitor is bound.
   *
   * Where an assignment store (or the platform) has to be waited for, that is done first if `work` is an `async` function;
   * in any other function, `await experiments.prefetch()` does it.
   *
   * @returns what `work` returns
   */
  runAs<T>(visitor: ExplicitVisitor, work: () => T): T {
    const scope = openNamedScope(this.#runtime.host, visitor, innermostScope());
    const waiting = isAsyncFunction(work) ? scope.prepare() : undefined;
    if (waiting === undefined) return runInScope(scope, work);
    return waiting.then(() => runInScope(scope, work)) as T;
  }

  /**
   * Signs overrides: makes a token that forces variations or values for the browser that brings it, by the link
   * `?experiment_overrides=<token>` above all. Keys and variations are those of {@link VisitorExperiments.override} on the platform,
   * `{ value }` stands for `overrideValue`. What is forced so is neither reported nor stored.
   *
   * The token is text that others can read: it says what is forced and until when, and whoever has it can use it until then.
   *
   * @param overrides - variations (keys or indexes) by key, or `{ value }` with JSON data
   * @throws `RegistrationError` without the option `overrides`; `TypeError` for what cannot be signed: nothing at all, what is
   * neither variation nor JSON, a key that is not allowed, a life that is too long, or more than fits into a link
   * @example
   * ```ts
   * const token = experiments.signOverrides({ checkout: 'b' }, { expiresInMs: 60 * 60 * 1_000 });
   * const link = `https://shop.example/?experiment_overrides=${token}`;
   * ```
   */
  signOverrides(overrides: Entries<SignedOverride>, options: SignOverridesOptions = {}): string {
    const { tokens, host } = this.#runtime;
    if (tokens !== null) return tokens.sign(overrides, options);
    throw new RegistrationError(
      `The experimentation instance "${host.name}" signs no overrides. Give it the option overrides: { secret }.`,
    );
  }

  /** Asks the source for newer configuration. Never rejects: the result says how it went. */
  refresh(): Promise<RefreshResult> {
    return this.#runtime.keeper.refresh();
  }

  /**
   * Delivers the events that wait, without waiting for full batches.
   *
   * @returns true when everything that waited is delivered or counted as lost; false when a receiver is out of order
   */
  async flush(): Promise<boolean> {
    await this.#runtime.documents?.drain();
    return this.#runtime.events.flush();
  }

  /** How configuration and stores are, for health checks. */
  status(): ExperimentationStatus {
    const { keeper, documents, cookies, host } = this.#runtime;
    return {
      ...keeper.status(),
      assignments: documents === null ? null : documents.report(),
      cookies: cookies.report(),
      unknownKeys: host.keys.unknown,
      unaskedKeys: host.keys.unasked,
    };
  }

  /** Where every event is that was ever offered. */
  ledger(): LedgerReport {
    return this.#runtime.events.ledger();
  }

  /** Ends refreshes, delivers what waits within the deadline of the options, and takes no more events. The application's shutdown does it. */
  close(): Promise<void> {
    return closeRuntime(this.#runtime);
  }

  /** The scope that is bound here. Throws `NoVisitorError` where there is none. */
  protected scope(): VisitorScope {
    const scope = scopeOf(this.#runtime.host);
    if (scope !== undefined) return scope;
    const { name, asyncContext } = this.#runtime.host;
    throw new NoVisitorError(name, 'here', asyncContext);
  }
}

class BoundExperiments extends VisitorExperiments {
  constructor(private readonly bound: VisitorScope) {
    super();
  }

  protected scope(): VisitorScope {
    return this.bound;
  }
}
