import { createHmac } from 'node:crypto';
import type { Assignment, Decision } from '../engine/decision.js';
import type { UnitValue } from '../engine/subject.js';
import type { EventVisitor, ExperimentationEvent } from '../ports/sink.js';

/** Says of an attribute's name whether its value may leave. */
export type AttributeRule = (name: string) => boolean;

/** What a receiver may know of one visitor: copies of events, without the rest. */
export class DiscreetVisitor {
  /** The visitor as the receiver sees it. */
  readonly shown: EventVisitor;
  readonly #codes: ReadonlySet<string>;

  constructor(
    private readonly visitor: EventVisitor,
    private readonly mayLeave: AttributeRule,
    private readonly secret: string | undefined,
  ) {
    this.#codes = new Set([visitor.visitorCode, ...[...visitor.units.values()].map(String)]);
    const units = [...visitor.units].map(([name, value]): [string, UnitValue] => [
      name,
      this.#hashed(value) as UnitValue,
    ]);
    this.shown = {
      ...visitor,
      visitorCode: String(this.#hashed(visitor.visitorCode)),
      units: new Map(units),
      attributes: this.#attributes(visitor.attributes),
    };
  }

  /** A copy of an event of this visitor. */
  event(event: ExperimentationEvent): ExperimentationEvent {
    const visitor = this.shown;
    switch (event.kind) {
      case 'exposure':
        return { ...event, visitor, exposure: this.#assignment(event.exposure) };
      case 'usage':
        return { ...event, visitor, decision: this.#decision(event.decision) };
      case 'attributes':
        return { ...event, visitor, changed: this.#attributes(event.changed) };
      default:
        return { ...event, visitor };
    }
  }

  #attributes(attributes: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
    const left = [...attributes].filter(([name]) => this.mayLeave(name));
    return new Map(left.map(([name, value]) => [name, this.#hashed(value)]));
  }

  #decision(decision: Decision): Decision {
    const { assignment, exposures, prerequisites } = decision;
    return {
      ...decision,
      assignment: assignment === null ? null : this.#assignment(assignment),
      exposures: exposures.map((exposure) => this.#assignment(exposure)),
      prerequisites: prerequisites.map((met) => this.#decision(met)),
      writes: [],
    };
  }

  #assignment(assignment: Assignment): Assignment {
    return { ...assignment, hashValue: this.#hashValue(assignment) };
  }

  #hashValue({ hashAttribute, hashValue }: Assignment): unknown {
    if (this.#isCode(hashValue)) return this.#hashed(hashValue);
    return this.visitor.attributes.has(hashAttribute) && !this.mayLeave(hashAttribute) ? '' : hashValue;
  }

  #hashed(value: unknown): unknown {
    if (this.secret === undefined || !this.#isCode(value)) return value;
    return createHmac('sha256', this.secret).update(String(value)).digest('hex');
  }

  // By value: platforms have the code as an attribute too, under a name of their own (`id`, `userId`).
  #isCode(value: unknown): boolean {
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    return value !== '' && this.#codes.has(String(value));
  }
}
