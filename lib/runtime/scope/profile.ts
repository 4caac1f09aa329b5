import type { SubjectInit, UnitValue } from '../../engine/subject.js';
import { toMap } from '../../engine/subject.js';
import { UnitConflictError } from '../../errors/unit-conflict.error.js';
import type { VisitorFacts } from '../../ports/platform.js';
import type { EventVisitor } from '../../ports/sink.js';
import type { VisitorDescription, VisitorOrigin } from './host.js';
import type { SignedOverrides } from './signed-overrides.js';

/** The unit that every visitor has: the visitor code. */
export const VISITOR_UNIT = 'visitor';
/** The unit of the browser's own code, where visitors are named by the application. */
export const DEVICE_UNIT = 'device';

/** What the application can force upon a visitor: each is a map of the subject. */
export type ForcedKind = 'forcedValues' | 'forcedVariations' | 'customAssignments';

const NO_ATTRIBUTES: ReadonlyMap<string, unknown> = new Map<string, unknown>();

/** Who a visitor is and what is known of them, as it grows during a request. Maps that were handed out never change. */
export class VisitorProfile implements VisitorFacts {
  /** Grows with every change that decisions may depend on. */
  version = 0;
  /** Grows whenever attributes are set, also to the values that they have. */
  attributesSet = 0;
  #units: ReadonlyMap<string, UnitValue> | null = null;
  #attributes = NO_ATTRIBUTES;
  #forced: Map<ForcedKind, ReadonlyMap<string, unknown>> | null = null;
  #eventVisitor: EventVisitor | null = null;

  constructor(
    readonly visitorCode: string,
    readonly origin: VisitorOrigin,
    /** What a signed token forces; null: nothing. */
    readonly signed: SignedOverrides | null = null,
    /** The code of the browser's cookie, where it is told apart from who the visitor is. */
    readonly device?: string,
  ) {}

  get units(): ReadonlyMap<string, UnitValue> {
    return (this.#units ??= this.#ownUnits());
  }

  get attributes(): ReadonlyMap<string, unknown> {
    return this.#attributes;
  }

  get url(): string {
    return this.origin.url;
  }

  get userAgent(): string | null {
    return this.origin.userAgent;
  }

  get ip(): string | null {
    return this.origin.ip;
  }

  get cookies(): string | null {
    return this.origin.cookies ?? null;
  }

  get referrer(): string | null {
    return this.origin.referrer ?? null;
  }

  /**
   * Sets a unit.
   *
   * @throws `UnitConflictError` when it has another value
   */
  setUnit(name: string, value: UnitValue): void {
    const known = this.units.get(name);
    if (known === value) return;
    // An application may have a unit of this name that means something else.
    const isOurs = name === DEVICE_UNIT && known === this.device;
    if (known !== undefined && !isOurs) throw new UnitConflictError(name);
    this.#units = new Map([...this.units, [name, value]]);
    this.#changed();
  }

  /** Lays attributes over those that are there. */
  setAttributes(attributes: ReadonlyMap<string, unknown>): void {
    this.attributesSet++;
    this.#attributes =
      this.#attributes.size === 0 ? new Map(attributes) : new Map([...this.#attributes, ...attributes]);
    this.#changed();
  }

  /** Takes what the application says when it is asked: what was set by hand before then stays. */
  describe({ attributes, units }: VisitorDescription): void {
    const described = toMap(attributes);
    if (described.size !== 0) this.attributesSet++;
    // A map of the application's own may be changed by it: it is copied.
    const isOurs = described !== attributes;
    if (isOurs && this.#attributes.size === 0) this.#attributes = described;
    else if (described.size !== 0) this.#attributes = laidOver(described, this.#attributes);
    const named = toMap(units);
    if (named.size !== 0) this.#units = laidOver(named, this.#unitsBeside(named));
    this.#changed();
  }

  /** Forces a value; undefined lifts it. */
  force(kind: ForcedKind, key: string, value: unknown): void {
    const values = new Map(this.#forced?.get(kind));
    if (value === undefined) values.delete(key);
    else values.set(key, value);
    (this.#forced ??= new Map()).set(kind, values);
    this.#changed();
  }

  /** Forces a variation for a flag as a whole (null) or for one of its rules; undefined lifts it. */
  forceVariation(key: string, rule: string | null, variation: unknown): void {
    const entry = this.#forced?.get('forcedVariations')?.get(key);
    const byRule =
      entry instanceof Map ? new Map<unknown, unknown>(entry) : new Map([[null as unknown, entry]]);
    byRule.set(rule, variation);
    for (const [one, forced] of byRule) if (forced === undefined) byRule.delete(one);
    const whole = byRule.size === 0 || (byRule.size === 1 && byRule.has(null));
    this.force('forcedVariations', key, whole ? byRule.get(null) : byRule);
  }

  /** Says that decisions may come out otherwise from now on. */
  touch(): void {
    this.version++;
  }

  /** Lays what was forced over what the platform made of this visitor. */
  complete(init: SubjectInit): SubjectInit {
    const complete = this.#withForced(init);
    return this.signed === null ? complete : this.signed.over(complete, this.#forced);
  }

  #withForced(init: SubjectInit): SubjectInit {
    if (this.#forced === null) return init;
    let complete = init;
    for (const [kind, values] of this.#forced) {
      const given = toMap<unknown>(init[kind]);
      complete = { ...complete, [kind]: given.size === 0 ? values : new Map([...given, ...values]) };
    }
    return complete;
  }

  /** The visitor as events show them: a copy, so that an event that waits does not hold the request. */
  forEvents(): EventVisitor {
    return (this.#eventVisitor ??= {
      visitorCode: this.visitorCode,
      units: this.units,
      attributes: this.#attributes,
      url: this.origin.url,
      userAgent: this.origin.userAgent,
      ip: this.origin.ip,
    });
  }

  #ownUnits(): ReadonlyMap<string, UnitValue> {
    const units = new Map<string, UnitValue>().set(VISITOR_UNIT, this.visitorCode);
    return this.device === undefined ? units : units.set(DEVICE_UNIT, this.device);
  }

  /** Units set so far; not the device's if the application has another one of that name. */
  #unitsBeside(named: ReadonlyMap<string, UnitValue>): ReadonlyMap<string, UnitValue> {
    if (this.device === undefined || !named.has(DEVICE_UNIT)) return this.units;
    return new Map([...this.units].filter(([name, value]) => name !== DEVICE_UNIT || value !== this.device));
  }

  #changed(): void {
    this.version++;
    this.#eventVisitor = null;
  }
}

/** A new map of both; where both have a name, the upper one counts. */
function laidOver<V>(lower: ReadonlyMap<string, V>, upper: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
  const both = new Map(lower);
  for (const [name, value] of upper) both.set(name, value);
  return both;
}
