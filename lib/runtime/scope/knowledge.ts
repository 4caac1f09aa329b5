import type { StoredWrite } from '../../engine/decision.js';
import type { Program } from '../../engine/program.js';
import type { Subject, SubjectInit } from '../../engine/subject.js';
import { createSubject, toMap } from '../../engine/subject.js';
import { textOf } from '../shared/log-once.js';
import type { VisitorDescription, VisitorHost } from './host.js';
import { KnownDocuments } from './known-documents.js';
import { isTaken } from './long-code.js';
import type { VisitorProfile } from './profile.js';
import { ScopeMoment } from './scope-moment.js';

/**
 * Gathers what a decision about a visitor depends on: what the application says of them, their stored documents, and what the
 * platform fetches. Whatever fails is left out: a decision is made with what is known.
 */
export class VisitorKnowledge {
  #described: boolean;
  #describing: Promise<void> | null = null;
  readonly #documents: KnownDocuments | null;
  /** Of the profile when documents were last asked for. */
  #askedVersion = -1;
  #moment: ScopeMoment | null = null;
  #facts: ReadonlyMap<string, unknown> | null = null;
  /** Whether the platform is still to be asked for what it knows. */
  #fetches: boolean;

  constructor(
    private readonly host: VisitorHost,
    private readonly visitor: { readonly program: Program; readonly profile: VisitorProfile },
    /** True: the application has said everything already and is not asked. */
    described: boolean,
  ) {
    this.#described = described || host.describe === null;
    this.#documents = host.documents === null ? null : new KnownDocuments(host, host.documents, visitor);
    this.#fetches = host.platform.prefetch !== undefined && isTaken(host, visitor.profile.visitorCode);
  }

  /** What decisions are made from, as known now. Asks the application first if it has not been asked. */
  subject(): Subject {
    const waiting = this.describe();
    if (waiting !== undefined) this.#warnOfWaiting();
    const subject = this.#subject();
    if (this.#documents === null || this.#askedVersion === this.visitor.profile.version) return subject;
    this.#askedVersion = this.visitor.profile.version;
    // The subject sees what is read: its documents are those that are known by now.
    this.#documents.loadAtOnce(subject);
    return subject;
  }

  /** Whether there is nothing left to wait for, nor ever will be. */
  get isSettled(): boolean {
    return this.#described && this.#describing === null && !this.#fetches && this.host.documents === null;
  }

  /** Asks the application, once. Undefined when that is done, else when it will be. */
  describe(): Promise<void> | undefined {
    if (this.#describing !== null) return this.#describing;
    if (this.#described) return undefined;
    this.#described = true;
    try {
      const { origin, visitorCode } = this.visitor.profile;
      const said = this.host.describe?.(origin, visitorCode);
      if (said instanceof Promise) return this.#await(said);
      if (said !== undefined) this.visitor.profile.describe(said);
    } catch (error) {
      this.#undescribed(error);
    }
    return undefined;
  }

  /** Reads what is stored about the visitor and not read yet. Undefined when nothing has to be waited for. */
  load(): Promise<void> | undefined {
    const facts = this.#fetchFacts();
    const documents = this.#loadDocuments();
    if (facts === undefined) return documents;
    return documents === undefined ? facts : Promise.all([facts, documents]).then(() => undefined);
  }

  /** The time is told anew from now on. True if decisions have asked for it. */
  renew(): boolean {
    return this.#moment?.renew() ?? false;
  }

  /** Takes documents that another scope has stored meanwhile, of those that these writes are about to replace. */
  catchUp(writes: readonly StoredWrite[]): void {
    this.#documents?.catchUp(writes);
  }

  /** Stores what a decision asks for, behind the caller's back; later decisions of this scope see it. */
  store(writes: readonly StoredWrite[]): void {
    this.#documents?.store(writes);
  }

  #subject(): Subject {
    const { profile } = this.visitor;
    let init: SubjectInit;
    try {
      init = profile.complete(this.host.platform.subject(profile));
    } catch (error) {
      this.host.notices.once(
        'subject',
        () =>
          `Platform ${this.host.platform.name} failed to describe a visitor (${textOf(error)}); only units and attributes are used.`,
      );
      init = profile.complete({ units: profile.units, attributes: profile.attributes, url: profile.url });
    }
    const moment = (this.#moment ??= new ScopeMoment());
    if (this.#documents === null && this.#facts === null) return createSubject(init, moment);
    const known = {
      ...init,
      stored: this.#documents?.byKey ?? init.stored,
      facts: joined(init.facts, this.#facts),
    };
    return createSubject(known, moment);
  }

  #loadDocuments(): Promise<void> | undefined {
    if (this.#documents === null) return undefined;
    const found = this.#documents.load(this.#subject());
    if (found instanceof Promise) return found.then((isAny) => this.#loaded(isAny));
    if (found !== undefined) this.#loaded(found);
    return undefined;
  }

  #loaded(isAny: boolean): void {
    if (isAny) this.visitor.profile.touch();
    this.#askedVersion = this.visitor.profile.version;
  }

  #fetchFacts(): Promise<void> | undefined {
    const { platform } = this.host;
    if (platform.prefetch === undefined || !this.#fetches) return undefined;
    this.#fetches = false;
    try {
      const signal = AbortSignal.timeout(this.host.prefetchTimeoutMs);
      const facts = platform.prefetch(this.visitor.profile, this.visitor.program, signal);
      if (facts instanceof Promise) return this.#awaitFacts(facts);
      if (facts !== undefined) this.#learn(facts);
    } catch (error) {
      this.#unfetched(error);
    }
    return undefined;
  }

  async #awaitFacts(fetching: Promise<ReadonlyMap<string, unknown>>): Promise<void> {
    try {
      this.#learn(await fetching);
      this.host.notices.over('prefetch');
    } catch (error) {
      this.#unfetched(error);
    }
  }

  #learn(facts: ReadonlyMap<string, unknown>): void {
    this.#facts = facts;
    this.visitor.profile.touch();
  }

  #unfetched(error: unknown): void {
    this.host.notices.once(
      'prefetch',
      () =>
        `${this.host.platform.name} could not fetch what it knows of a visitor (${textOf(error)}); decisions are made without it until it works again.`,
    );
  }

  #await(said: Promise<VisitorDescription>): Promise<void> {
    const done = (): void => {
      this.#describing = null;
    };
    this.#describing = said
      .then(
        (description) => this.visitor.profile.describe(description),
        (error: unknown) => this.#undescribed(error),
      )
      .then(done, done);
    return this.#describing;
  }

  #undescribed(error: unknown): void {
    this.host.notices.once(
      'describe',
      () =>
        `The option "attributes" or "units" failed (${textOf(error)}); visitors are decided without it. Make it answer {} where it knows nothing.`,
    );
  }

  #warnOfWaiting(): void {
    this.host.notices.once(
      'describe:late',
      () =>
        'A decision was made before the option "attributes" (or "units") had answered its promise, so without it. Declare that function "async", ' +
        'so that the module waits for it before the handler runs, or await experiments.prefetch() before deciding.',
    );
  }
}

function joined(
  told: SubjectInit['facts'],
  fetched: ReadonlyMap<string, unknown> | null,
): SubjectInit['facts'] {
  if (fetched === null) return told;
  return told === undefined ? fetched : new Map([...toMap(told), ...fetched]);
}
