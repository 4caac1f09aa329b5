import type { Assignment, Decision } from '../../engine/decision.js';
import type { Explanation } from '../../engine/evaluate.js';
import { evaluateFlag, evaluateVariable } from '../../engine/evaluate.js';
import type { Program } from '../../engine/program.js';
import type { Entries, Subject, UnitValue } from '../../engine/subject.js';
import { toMap } from '../../engine/subject.js';
import type { DecisionMemory, MemoryState } from '../../ports/platform.js';
import { Answer, AnswerList } from './answer-list.js';
import type { VisitorHost } from './host.js';
import { checkedUnit } from './checked-unit.js';
import { checkRule } from './checked-rule.js';
import { takeArrival, takeData } from './data.js';
import type { DecideMode } from './decide-mode.js';
import { decideFlag, decideIn, explainFlag, decideModeOf, PLAIN, SILENT } from './decide-mode.js';
import { VisitorKnowledge } from './knowledge.js';
import type { ForcedKind } from './profile.js';
import { VisitorProfile } from './profile.js';
import { markActed } from './mark-acted.js';
import { isTaken, programFor } from './long-code.js';
import { NoReports } from './no-reports.js';
import { VisitorReports } from './reports.js';
import type { ScopeInit } from './scope-init.js';

type Decide = (program: Program, key: string, subject: Subject) => Decision;

/**
 * One visitor for the time of one request, message or job: who they are, the one program that decides for them, and every
 * decision made so far, so that each is made once and counted once. A scope that decides nothing has computed nothing.
 */
export class VisitorScope {
  /** What decides in this scope, whatever goes into service meanwhile. */
  program: Program;
  readonly profile: VisitorProfile;
  readonly outer: VisitorScope | undefined;
  /** The key of the first decision that was acted upon, here or in a scope of the instance inside of this one; null if none was. */
  acted: string | null = null;
  /** Whether what happens is reported and stored. */
  readonly counts: boolean;
  readonly #knowledge: VisitorKnowledge;
  #reports: VisitorReports | null = null;
  #subject: Subject | null = null;
  /** Of the profile when `#subject` and the answers were made. */
  #version = 0;
  #flags: AnswerList | null = null;
  #variables: AnswerList | null = null;
  /** Flags decided in another mode than the plain one. */
  #others: Map<DecideMode, AnswerList> | null = null;
  readonly #mode: DecideMode;
  readonly #memory: DecisionMemory | null;
  #arrived: boolean;

  constructor(
    readonly host: VisitorHost,
    init: ScopeInit<VisitorScope>,
  ) {
    this.program = programFor(host, init.visitorCode);
    const { decideDefaults } = host.platform;
    this.#mode = decideDefaults === undefined ? PLAIN : decideModeOf({}, decideDefaults);
    this.#memory = host.platform.remember?.() ?? null;
    this.outer = init.outer;
    this.counts = init.counts !== false && isTaken(host, init.visitorCode);
    this.profile = new VisitorProfile(init.visitorCode, init.origin, init.signed ?? null, init.device);
    this.#knowledge = new VisitorKnowledge(host, this, init.described);
    this.#arrived = init.described || host.platform.arrive === undefined;
  }

  /** Decides a flag, or an experiment that runs on its own. `use`: the caller acts upon the answer, so it counts. */
  decide(key: string, use: boolean, mode: DecideMode = this.#mode): Decision {
    const subject = this.#current();
    const silent = (mode & SILENT) !== 0;
    if (this.#memory !== null)
      return this.#remembered(this.#memory, key, this.#state(subject), use && !silent);
    const kind = mode & ~SILENT;
    if (kind !== PLAIN) return this.#answer(this.#filed(kind), key, use, subject, decideIn(kind), silent);
    return this.#answer((this.#flags ??= new AnswerList()), key, use, subject, decideFlag, silent);
  }

  /** Decides a variable by its own key; a flag where there is no such variable. */
  decideVariable(key: string, use: boolean): Decision {
    if (this.#memory !== null) {
      const state = this.#state(this.#current());
      return this.#counted(this.#memory.read(key, state, use), use);
    }
    const { variables, unknownVariable } = this.program;
    if (variables.size === 0 && unknownVariable === null) return this.decide(key, use);
    const subject = this.#current();
    return this.#answer((this.#variables ??= new AnswerList()), key, use, subject, evaluateVariable);
  }

  /** Decides an experiment that the application defines; null when the platform has no such thing. */
  decideInline(definition: object, use: boolean): Decision | null {
    const flag = this.host.inline.compile(this.program, definition);
    if (flag === null) return null;
    const decide: Decide = (program, _, subject) => evaluateFlag(program, flag, subject);
    return this.#answer(new AnswerList(), flag.key, use, this.#current(), decide);
  }

  /** Tells, rule by rule, why a flag is decided as it is. Never counts. */
  explain(key: string): Explanation {
    return explainFlag(this.program, key, this.#current());
  }

  /** Gets to know what has to be waited for. Undefined when there is nothing to wait for. */
  prepare(): Promise<void> | undefined {
    if (!this.#arrived) this.#arrive();
    if (this.#knowledge.isSettled) return undefined;
    const describing = this.#knowledge.describe();
    return describing === undefined ? this.#knowledge.load() : describing.then(() => this.#knowledge.load());
  }

  /** Goes on with the program in service. */
  renew(): void {
    const isLater = this.#knowledge.renew();
    const program = programFor(this.host, this.profile.visitorCode);
    if (this.program === program && !isLater) return;
    this.program = program;
    this.profile.touch();
  }

  setAttributes(attributes: Entries<unknown>): void {
    const changed = toMap(attributes);
    if (changed.size === 0) return;
    this.profile.setAttributes(changed);
    this.#report().attributes(changed);
  }

  /** Says something in the platform's own terms. */
  addData(data: readonly object[]): void {
    if (!this.#arrived) this.#arrive();
    takeData(this, () => this.#report(), data);
  }

  setUnit(name: string, value: UnitValue): void {
    this.profile.setUnit(name, checkedUnit(name, value));
  }

  force(kind: ForcedKind, key: string, value: unknown): void {
    this.profile.force(kind, key, value);
  }

  /** Forces a variation; by rule only where the platform's flags have such. */
  forceVariation(key: string, rule: string | null, variation: unknown): void {
    checkRule(this.host.platform, key, rule);
    this.profile.forceVariation(key, rule, variation);
  }

  track(goal: string, revenue: number | undefined, properties: Readonly<Record<string, unknown>>): void {
    this.#report().goal(goal, revenue, properties);
    if (this.host.platform.witness !== undefined) this.profile.touch();
  }

  /** The assignments that counted in this scope, in order. */
  get exposures(): readonly Assignment[] {
    return this.#reports?.exposures ?? [];
  }

  /** What decisions are made from. Answers made from something else are forgotten. */
  #current(): Subject {
    const subject = this.#gathered();
    this.profile.signed?.begin();
    return subject;
  }

  #gathered(): Subject {
    if (!this.#arrived) this.#arrive();
    if (this.#subject !== null && this.#version === this.profile.version) return this.#subject;
    this.#subject = this.#knowledge.subject();
    if (this.#version === this.profile.version) return this.#subject;
    this.#version = this.profile.version;
    this.#flags = null;
    this.#variables = null;
    this.#others = null;
    return this.#subject;
  }

  #state(subject: Subject): MemoryState {
    return { program: this.program, subject, attributesSet: this.profile.attributesSet };
  }

  #remembered(memory: DecisionMemory, key: string, state: MemoryState, use: boolean): Decision {
    return this.#counted(memory.decide(key, state, use), use);
  }

  /** A memory has said what is due. */
  #counted(made: Decision, use: boolean): Decision {
    const { signed } = this.profile;
    const decision = signed?.end(made) ?? made;
    this.host.keys.note(decision.key, decision);
    if (!use) return decision;
    markActed(this, decision.key);
    if (signed?.hasMade(decision) !== true) this.#report().due(decision);
    return decision;
  }

  /** The answers in a mode other than the plain one. */
  #filed(mode: DecideMode): AnswerList {
    const others = (this.#others ??= new Map<DecideMode, AnswerList>());
    let answers = others.get(mode);
    if (answers === undefined) others.set(mode, (answers = new AnswerList()));
    return answers;
  }

  #answer(
    answers: AnswerList,
    key: string,
    use: boolean,
    subject: Subject,
    decide: Decide,
    silent = false,
  ): Decision {
    const { signed } = this.profile;
    let answer = answers.find(key);
    if (answer === undefined) {
      const made = decide(this.program, key, subject);
      answers.add((answer = new Answer(key, signed?.end(made) ?? made)));
      this.host.keys.note(key, answer.decision);
    }
    if (use && !answer.used) {
      if (this.acted === null) markActed(this, key);
      if (answer.decision.writes.length !== 0 && this.counts) this.#store(answer, key, subject, decide);
      answer.used = true;
    }
    // Nobody is told of what a signed token has forced.
    if (silent || !use || signed?.hasMade(answer.decision) === true) return answer.decision;
    if (!answer.reported) {
      answer.reported = true;
      this.#report().decision(answer.decision);
      // What the platform has witnessed counts for what is decided next.
      if (this.host.platform.witness !== undefined) this.#subject = null;
    } else if (this.host.events.wantsEveryUsage) this.#report().used(answer.decision);
    return answer.decision;
  }

  /** What is stored may have changed since the decision was made: by another one of this scope, or by another request. */
  #store(answer: Answer, key: string, subject: Subject, decide: Decide): void {
    this.#knowledge.catchUp(answer.decision.writes);
    answer.decision = decide(this.program, key, subject);
    this.#knowledge.store(answer.decision.writes);
  }

  #arrive(): void {
    this.#arrived = true;
    takeArrival(this, () => this.#report());
  }

  #report(): VisitorReports {
    return (this.#reports ??= this.counts ? new VisitorReports(this) : new NoReports(this));
  }
}
