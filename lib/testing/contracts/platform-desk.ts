import type { Decision, Moment, Program, Subject, SubjectInit } from '../../engine/index.js';
import { createSubject, evaluate } from '../../engine/index.js';
import type { Platform, PlatformFront, VisitorFacts } from '../../ports/platform.js';
import type { Disposable } from './contract-runner.js';

/** A platform to be tested, and a configuration for it. */
export interface PlatformFixture extends Disposable {
  /** As its factory gives it: a platform, or a light front that loads it. Nothing is downloaded and nothing is sent. */
  readonly platform: Platform | PlatformFront;
  /** A configuration as the source delivers it once it is parsed: JSON data with a few flags. */
  readonly payload: unknown;
  /** Another configuration with the same experiment, its variations shared out otherwise; left out when there is none at hand. */
  readonly changed?: unknown;
  /** The configuration with one more flag that cannot be used; left out where every object is a good flag. */
  readonly damaged?: { readonly payload: unknown; readonly flag: string } | undefined;
  /** An experiment of the configuration that takes in every visitor and gives each one of two variations or more. */
  readonly experiment: {
    /** The key that it is asked for by. */
    readonly flag: string;
    /** Key of a variation that not everybody gets. */
    readonly variation: string;
    /** Forces that variation. */
    readonly forced: SubjectInit['forcedVariations'];
  };
  /** What the configuration must know of a visitor, such as attributes or units; nothing but the visitor code when left out. */
  visitor?(visitorCode: string): Partial<VisitorFacts>;
  /** Texts that must not appear in names of the source and the sinks: keys, passwords. */
  readonly secrets?: readonly string[];
}

/** Enough visitors for each variation of an experiment to have some. */
export const CROWD: readonly string[] = Array.from({ length: 100 }, (_, index) => `visitor-${index + 1}`);

/** Decisions that need time or chance get them from the subject. */
export const MOMENT: Moment = { now: Date.UTC(2026, 0, 1), draw: 0.5 };

/** Whom nobody knows anything about. */
export function strangerOf(visitorCode: string): VisitorFacts {
  return {
    visitorCode,
    units: new Map([['visitor', visitorCode]]),
    attributes: new Map(),
    url: '',
    userAgent: null,
    ip: null,
  };
}

/** Loads what a factory gave. */
export async function loaded(given: Platform | PlatformFront): Promise<Platform> {
  return 'load' in given ? given.load() : given;
}

/** A loaded platform with a compiled configuration, to be asked about visitors. */
export class PlatformDesk {
  private constructor(
    readonly fixture: PlatformFixture,
    readonly platform: Platform,
    readonly program: Program,
  ) {}

  static async open(fixture: PlatformFixture, payload: unknown = fixture.payload): Promise<PlatformDesk> {
    const platform = await loaded(fixture.platform);
    return new PlatformDesk(fixture, platform, await platform.compile(payload));
  }

  /** Everything that can be asked for. */
  get flags(): readonly string[] {
    return [...this.program.flags.keys()];
  }

  subject(visitorCode: string, more: SubjectInit = {}): Subject {
    const stranger = strangerOf(visitorCode);
    const known = this.fixture.visitor?.(visitorCode) ?? {};
    const units = new Map([...stranger.units, ...(known.units ?? [])]);
    return createSubject({ ...this.platform.subject({ ...stranger, ...known, units }), ...more }, MOMENT);
  }

  decide(flag: string, visitorCode: string, more: SubjectInit = {}): Decision {
    return evaluate(this.program, flag, this.subject(visitorCode, more));
  }

  /** What every visitor of the crowd gets of every flag. */
  everyAnswer(): readonly unknown[] {
    return this.flags.flatMap((flag) => CROWD.map((code) => answerOf(this.decide(flag, code))));
  }

  /** What the experiment of the fixture gives to each of the crowd. */
  experiment(more: SubjectInit = {}): readonly Decision[] {
    return CROWD.map((code) => this.decide(this.fixture.experiment.flag, code, more));
  }
}

/** What visitors notice of a decision, in a form that can be compared. */
export function answerOf({ key, value, on, variables, cause, assignment }: Decision): unknown {
  const variation = assignment === null ? null : assignment.variation.key;
  return { key, value, on, variables: [...variables], cause, variation };
}
