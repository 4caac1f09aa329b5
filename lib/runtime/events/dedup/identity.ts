import { createHash } from 'node:crypto';
import type { Assignment, Experiment, Variation } from '../../../engine/decision.js';
import type { UsageEvent } from '../../../ports/sink.js';
import type { Arm } from './exposure-arms.js';
import { Interner } from './interner.js';

/** Longer keys are replaced by their digest, so that a memory of many keys has a known size. */
const MAX_KEY_LENGTH = 512;
/** Longer texts take part in a key by a short name. */
const MAX_INLINE_LENGTH = 64;
/** Arms of experiments (over all revisions) that have a short name at the same time. */
const MAX_ARMS = 50_000;

/** The name of an arm, and what it was made of besides the variation. */
interface ArmName {
  readonly experiment: Experiment;
  readonly revision: string;
  readonly hashAttribute: string;
  readonly name: number;
}

/**
 * What makes two exposures (or two usages) the same one, as a short text. Parts that come from outside are preceded by their
 * length or stand last, so no two different lists of parts have the same text: a visitor can never be taken for another.
 */
export class EventIdentity {
  readonly #values = new Interner();
  readonly #arms = new Interner(MAX_ARMS);
  /** Variations are shared by all decisions of a program, so this saves the text of most arms. */
  readonly #known = new WeakMap<Variation, ArmName>();

  /** The visitor, shortened if need be. */
  visitor(code: string): string {
    return bounded(code);
  }

  /** Experiment, variation and configuration revision, and the hashed unit where that is not the visitor. */
  arm(visitor: string, revision: string, exposure: Assignment): Arm {
    const arm = this.#arm(revision, exposure);
    const value = exposure.hashValue;
    return value === visitor ? arm : bounded(`${arm}:${this.#value(value)}`);
  }

  /** Visitor, flag and value. Objects are told apart by identity: a program serves the same one to everybody. */
  usage(event: UsageEvent): string {
    const { key: flag, value } = event.decision;
    const visitor = event.visitor.visitorCode;
    return bounded(`${visitor.length}:${visitor}${flag.length}:${flag}${this.#value(value)}`);
  }

  #arm(revision: string, { experiment, variation, hashAttribute }: Assignment): number {
    const known = this.#known.get(variation);
    if (
      known !== undefined &&
      known.experiment === experiment &&
      known.revision === revision &&
      known.hashAttribute === hashAttribute
    ) {
      return known.name;
    }
    const parts = [revision, experiment.kind, experiment.key, variation.key, hashAttribute];
    const text = `${variation.index}${parts.map((part) => `:${part.length}:${part}`).join('')}`;
    const name = this.#arms.text(bounded(text));
    this.#known.set(variation, { experiment, revision, hashAttribute, name });
    return name;
  }

  /** The last part of a key, so it needs no length. The first character tells the type: 1 is not `'1'`. */
  #value(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return value.length <= MAX_INLINE_LENGTH ? `s${value}` : `t${this.#values.text(value)}`;
      case 'object':
        return value === null ? 'z' : `o${this.#values.object(value)}`;
      case 'function':
        return `f${this.#values.object(value)}`;
      case 'bigint':
        return `i${value}`;
      default:
        return `p${String(value)}`;
    }
  }
}

function bounded(key: string): string {
  if (key.length <= MAX_KEY_LENGTH) return key;
  return `#${createHash('sha256').update(key, 'utf16le').digest('base64')}`;
}
