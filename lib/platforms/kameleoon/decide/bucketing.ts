import { digestFraction } from '../../../engine/bucketing/digest-fraction.js';
import { Sha256 } from '../../../engine/hashes/sha256.js';
import { Utf8Buffer } from '../../../engine/hashes/utf8.js';
import type { Subject } from '../../../engine/subject.js';
import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { customDataValues } from '../subject/custom-data.js';
import { textOf } from '../payload/raw.js';

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Places codes in [0, 1], as the vendor's hash does. One per program: it reuses its buffers. */
export class Bucketer {
  private readonly buffer = new Utf8Buffer();
  private readonly sha256 = new Sha256();

  /**
   * SHA-256 of the code followed by the salt, as a fraction.
   *
   * @returns NaN when the text cannot be encoded (a lone surrogate): the vendor's SDK throws a URIError then
   */
  place(code: string, salt: string): number {
    const buffer = this.buffer.set(code).append(salt);
    if (buffer.length !== code.length + salt.length) {
      const text = code + salt;
      if (LONE_SURROGATE.test(text)) return NaN;
      buffer.set(text);
    }
    return digestFraction(this.sha256.digest(buffer.bytes, buffer.length));
  }
}

/** Where a flag finds the code it buckets by. */
export class CodeReader {
  private readonly attribute: string;

  constructor(
    /** Index of the custom data to bucket by; null for the visitor itself. */
    private readonly index: number | null,
    private readonly name: string | undefined,
  ) {
    this.attribute = `customData[${index}]`;
  }

  /** The name of what {@link CodeReader.read} takes for this subject. */
  source(subject: Subject): string {
    if (this.fromCustomData(subject) !== undefined) return this.attribute;
    return this.mapped(subject) === undefined ? 'visitor' : 'mappingIdentifier';
  }

  /** Custom data if there is any, else the identifier the visitor is mapped to, else the visitor code. */
  read(subject: Subject): string {
    return this.fromCustomData(subject) ?? this.mapped(subject) ?? visitorCodeOf(subject);
  }

  private fromCustomData(subject: Subject): string | undefined {
    if (this.index === null) return undefined;
    const first = customDataValues(subject, this.index, this.name)?.[0];
    return first ? textOf(first) : undefined;
  }

  private mapped(subject: Subject): string | undefined {
    const mapped = subject.facts.get('mappingIdentifier');
    return typeof mapped === 'string' ? mapped : undefined;
  }
}

/** The visitor code: the unit `visitor`; `''` if there is none. */
export function visitorCodeOf(subject: Subject): string {
  const code = subject.units.get('visitor');
  return code === undefined ? '' : String(code);
}

/** The salt of a rule or experiment: its id, and the time it was last reallocated, if ever. */
export function saltOf(id: string, respoolTime: unknown): string {
  return respoolTime ? id + textOf(respoolTime) : id;
}

/**
 * Upper bounds of arms, summed up in list order in double arithmetic. A share that is no number spoils all bounds after it,
 * a text (or what JavaScript makes one of) is appended rather than added: JavaScript's own rules, as the vendor's SDK applies them.
 */
export function boundsOf(arms: readonly JsonObject[]): readonly number[] {
  let total: unknown = 0;
  return arms.map((arm) => {
    total = add(total, own(arm, 'exposition'));
    return Number(total);
  });
}

function add(total: unknown, share: unknown): unknown {
  const isText = typeof share === 'string' || (typeof share === 'object' && share !== null);
  if (typeof total === 'string' || isText) return `${textOf(total)}${textOf(share)}`;
  return (total as number) + Number(share);
}

/** The first arm whose bound is not below the place; -1 if none. */
export function pickArm(bounds: readonly number[], place: number): number {
  for (let i = 0; i < bounds.length; i++) if ((bounds[i] as number) >= place) return i;
  return -1;
}
