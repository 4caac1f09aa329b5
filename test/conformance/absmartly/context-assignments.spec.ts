import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Decision } from '../../../lib/engine/decision.js';
import type { Program } from '../../../lib/engine/program.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { compileAbsmartly } from '../../../lib/platforms/absmartly/compile/compile.js';
import type { ContextState } from '../../../lib/platforms/absmartly/visitor/context-assignments.js';
import { ContextAssignments } from '../../../lib/platforms/absmartly/visitor/context-assignments.js';
import { Coverage, expectReached, floorOf } from '../../support/coverage.js';
import { Random } from '../../support/random.js';
import { seededRun } from '../../support/seeded-run.js';
import { same } from './compare.js';
import { ATTRIBUTES } from './generate-audience.js';
import type { Generated } from './generate-payload.js';
import { ASKED_EXPERIMENTS, ASKED_VARIABLES, experiment, payload, UNIT_TYPES } from './generate-payload.js';
import type { Visitor } from './generate-visitor.js';
import { attribute, choice, subjectInit, unit, visitor } from './generate-visitor.js';
import { asEvents, asNamed, variableOf, variantOf } from './observe.js';
import type { SdkContext } from './oracle.js';
import { attempt, Oracle } from './oracle.js';

const RUN = seededRun(20_261_121, 600);
const STEPS = 80;
const FALLBACK = Symbol('fallback');

const ACTIONS = [
  'treatment',
  'treatment',
  'treatment',
  'treatment',
  'peek',
  'peek',
  'variable',
  'variable',
  'variable',
  'peekVariable',
  'attribute',
  'attribute',
  'attribute',
  'sameAttribute',
  'unit',
  'override',
  'custom',
  'refresh',
  'refresh',
] as const;

const EVENTS = [
  'kept',
  'assigned anew',
  'attribute',
  'sameAttribute',
  'unit',
  'override',
  'custom',
  'variable found',
  'not-targeted',
  'full-on',
  'missing-unit',
  'traffic-excluded',
  'custom-assignment',
  'split',
  'unknown-flag',
  'refresh same',
  'refresh member',
  'refresh members',
  'refresh gone',
  'refresh new',
  'refresh all',
];

/** One context of each side, living through the same events. */
class Life {
  readonly log: unknown[] = [];
  private readonly oracle = new Oracle();
  private readonly assignments = new ContextAssignments();
  private readonly random: Random;
  private readonly visitor: Visitor;
  private readonly sdk: SdkContext;
  private data: Generated;
  private program: Program;
  private attributesSet: number;
  private readonly asked = new Set<string>();
  reads = 0;

  constructor(
    private readonly seed: number,
    private readonly coverage: Coverage,
  ) {
    this.random = new Random(seed);
    this.data = payload(this.random);
    this.visitor = visitor(this.random);
    if (this.random.chance(0.7)) this.visitor.overrides = [];
    if (this.random.chance(0.5)) this.visitor.customAssignments = [];
    this.attributesSet = this.visitor.attributes.length;
    this.program = compileAbsmartly(this.data);
    this.sdk = this.oracle.context(this.data, this.visitor);
    this.log.push({ data: this.data, visitor: structuredCopy(this.visitor) });
  }

  /** False once the SDK has crashed: what it remembers is then unfinished. */
  async step(): Promise<boolean> {
    const action = this.random.pick(ACTIONS);
    switch (action) {
      case 'treatment':
      case 'peek':
        return this.decide(this.name(), action === 'treatment');
      case 'variable':
      case 'peekVariable':
        return this.read(this.random.pick(ASKED_VARIABLES), action === 'variable');
      case 'refresh':
        await this.refresh();
        return true;
      default:
        this.change(action);
        return true;
    }
  }

  private decide(name: string, expose: boolean): boolean {
    const context = this.sdk.context;
    const theirs = attempt(() => (expose ? context.treatment(name) : context.peek(name)));
    if ('thrown' in theirs) return this.crashed();
    const ours = this.assignments.decide(name, this.state(), expose);
    this.log.push({ decide: name, expose });
    same(variantOf(ours), theirs.value, () => this.where());
    this.compareExposures(ours);
    if (expose) this.seeRepeat(name, ours);
    return true;
  }

  private read(key: string, expose: boolean): boolean {
    const context = this.sdk.context;
    const fallback = FALLBACK as never;
    const theirs = attempt(() =>
      expose ? context.variableValue(key, fallback) : context.peekVariableValue(key, fallback),
    );
    if ('thrown' in theirs) return this.crashed();
    const ours = this.assignments.read(key, this.state(), expose);
    this.log.push({ read: key, expose });
    same(variableOf(ours, FALLBACK), theirs.value, () => this.where());
    this.compareExposures(ours);
    this.coverage.saw(ours.cause === 'default' ? 'variable default' : 'variable found');
    return true;
  }

  private compareExposures(ours: Decision): void {
    this.reads++;
    same(asEvents(ours.exposures), asNamed(this.sdk.exposures()), () => this.where());
  }

  private seeRepeat(name: string, ours: Decision): void {
    this.coverage.saw(ours.cause);
    if (this.asked.has(name)) this.coverage.saw(ours.exposures.length === 0 ? 'kept' : 'assigned anew');
    this.asked.add(name);
  }

  private change(
    action: Exclude<(typeof ACTIONS)[number], 'refresh' | 'treatment' | 'peek' | 'variable'>,
  ): void {
    const { random, visitor } = this;
    const context = this.sdk.context;
    if (action === 'attribute' || action === 'sameAttribute') {
      const last = visitor.attributes.at(-1);
      const [name, value] =
        action === 'sameAttribute' && last !== undefined
          ? last
          : [random.pick(ATTRIBUTES), attribute(random)];
      visitor.attributes.push([name, value]);
      this.attributesSet++;
      context.attribute(name, value);
    } else if (action === 'unit') {
      const type = random.pick(UNIT_TYPES);
      if (Object.hasOwn(visitor.units, type)) return;
      visitor.units[type] = unit(random);
      context.unit(type, visitor.units[type]);
    } else {
      const [name, variant] = choice(random);
      if (action === 'override' && random.chance(0.6)) return;
      (action === 'override' ? visitor.overrides : visitor.customAssignments).push([name, variant]);
      if (action === 'override') context.override(name, variant as number);
      else context.customAssignment(name, variant as number);
    }
    this.coverage.saw(action);
    this.log.push({ action, visitor: structuredCopy(visitor) });
  }

  private async refresh(): Promise<void> {
    this.data = changed(this.data, this.random, this.coverage);
    this.program = compileAbsmartly(this.data);
    this.oracle.next = this.data;
    await this.sdk.context.refresh();
    this.log.push({ refresh: this.data });
  }

  private crashed(): false {
    this.coverage.saw('crash of the SDK');
    return false;
  }

  private name(): string {
    const { random, data } = this;
    return random.chance(0.85) && data.experiments.length > 0
      ? String(random.pick(data.experiments)['name'])
      : random.pick(ASKED_EXPERIMENTS);
  }

  private state(): ContextState {
    const subject = createSubject(subjectInit(this.visitor));
    return { program: this.program, subject, attributesSet: this.attributesSet };
  }

  private where(): Record<string, unknown> {
    return { seed: this.seed, log: this.log };
  }
}

/** A later payload: the same, or with experiments changed in one member, gone, or new. */
function changed(data: Generated, random: Random, coverage: Coverage): Generated {
  let experiments = (JSON.parse(JSON.stringify(data)) as Generated).experiments;
  const kind = random.pick(['same', 'member', 'member', 'member', 'members', 'gone', 'new', 'all', 'none']);
  coverage.saw(`refresh ${kind}`);
  if (kind === 'gone') experiments = experiments.filter(() => random.chance(0.6));
  if (kind === 'new') experiments.push(experiment(random, 10 + random.int(5)));
  if (kind === 'all') return payload(random);
  if (kind === 'none') experiments = [];
  if (kind === 'member' || kind === 'members') {
    for (const one of experiments) {
      if (kind === 'members' || random.chance(0.5)) changeMember(one, random);
    }
  }
  return { experiments };
}

function changeMember(one: Record<string, unknown>, random: Random): void {
  const fresh = experiment(random, 1 + random.int(9));
  const member = random.pick(Object.keys(fresh).filter((key) => key !== 'name'));
  one[member] = fresh[member];
}

function structuredCopy(visitor: Visitor): unknown {
  return { ...visitor, units: { ...visitor.units }, attributes: [...visitor.attributes] };
}

describe('long-lived contexts agree with @absmartly/javascript-sdk', () => {
  beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));

  it(
    `in every one of ${RUN.title}, and every kind of event was reached`,
    { timeout: RUN.timeout },
    async () => {
      const coverage = new Coverage();
      let reads = 0;
      for (const seed of RUN.seeds) {
        const life = new Life(seed, coverage);
        for (let step = 0; step < STEPS && (await life.step()); step++);
        reads += life.reads;
      }
      expect(reads).toBeGreaterThan(RUN.floor(15_000));
      expectReached(coverage, floorOf(50, EVENTS), RUN);
    },
  );
});
