import type { ProgramWarning } from '../../../engine/program.js';
import { describeValue } from '../../../platform-kit/describe-value.js';
import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { isJsonObject, own } from '../../../platform-kit/foreign-json.js';
import type { SegmentTree } from './compile-segment.js';
import { compileSegment } from './compile-segment.js';
import type { ConditionParts } from './condition-parts.js';
import type { FlagShape, RuleShape } from '../payload/flag-shape.js';
import { numberOf, textOf } from '../payload/raw.js';
import type { Targeting } from '../subject/targeting.js';

/** A segment that others may refer to before it is compiled. Holds nothing of the file. */
class Slot {
  tree: SegmentTree | null = null;

  test(targeting: Targeting): boolean {
    return this.tree !== null && this.tree.test(targeting);
  }
}

/** A segment whose audience is tracked. */
export interface CatalogAudience {
  readonly id: number;
  readonly segment: SegmentTree;
}

/** What stands for a segment that is none. */
const NOTHING: JsonObject = Object.freeze({});

interface Entry {
  readonly raw: JsonObject;
  readonly path: string;
  readonly slot: Slot;
}

/**
 * The segments of a data file by id as text. Where the file lists none, the ones that rules embed: a reference from a
 * condition finds the first of an id, a rule its own.
 */
export class SegmentLibrary {
  private readonly entries = new Map<string, Entry>();
  private readonly trees = new Map<JsonObject, SegmentTree>();

  constructor(
    private readonly listed: readonly unknown[] | null,
    flags: Iterable<FlagShape>,
    private readonly context: Omit<ConditionParts, 'segment'>,
    private readonly warnings: ProgramWarning[],
  ) {
    if (listed === null) this.collectEmbedded(flags);
    else this.collectListed(listed);
    for (const { raw, path, slot } of this.entries.values()) slot.tree = this.compile(raw, path);
  }

  /** The segment of a rule; null when everybody is targeted. */
  ofRule(rule: RuleShape, path: string): SegmentTree | null {
    if (this.listed === null) {
      const embedded = own(rule.raw, 'segment');
      if (!embedded) return null;
      return this.compile(isJsonObject(embedded) ? embedded : NOTHING, `${path}.segment`);
    }
    const id = own(rule.raw, 'segmentId') ?? null;
    if (id === null) return null;
    const entry = this.entries.get(textOf(id));
    if (entry === undefined) {
      this.warn(
        `${path}.segmentId`,
        `There is no segment ${textOf(id)} in the file; the rule is for everybody.`,
      );
    }
    return entry?.slot.tree ?? null;
  }

  /** The segments whose audience is tracked, in file order. */
  audiences(): readonly CatalogAudience[] {
    const audiences: CatalogAudience[] = [];
    for (const { raw, slot } of this.entries.values()) {
      const { tree } = slot;
      if (tree !== null && own(raw, 'audienceTracking')) {
        audiences.push({ id: numberOf(own(raw, 'id')), segment: tree });
      }
    }
    return audiences;
  }

  private compile(raw: JsonObject, path: string): SegmentTree {
    const known = this.trees.get(raw);
    if (known !== undefined) return known;
    const context = { ...this.context, segment: (id: string) => this.entries.get(id)?.slot };
    const tree = compileSegment(raw, context, (at, message) => this.warn(`${path}.${at}`, message));
    this.trees.set(raw, tree);
    return tree;
  }

  private collectListed(listed: readonly unknown[]): void {
    for (const [index, raw] of listed.entries()) {
      const path = `segments[${index}]`;
      const id = isJsonObject(raw) ? (own(raw, 'id') ?? null) : null;
      if (isJsonObject(raw) && id !== null) this.entries.set(textOf(id), { raw, path, slot: new Slot() });
      else this.warn(path, `Expected a segment with an id, got ${describeValue(raw)}; it is left out.`);
    }
  }

  private collectEmbedded(flags: Iterable<FlagShape>): void {
    for (const flag of flags) {
      for (const [index, rule] of flag.rules.entries()) {
        const raw = own(rule.raw, 'segment');
        if (!isJsonObject(raw)) continue;
        const id = textOf(own(raw, 'id'));
        if (this.entries.has(id)) continue;
        this.entries.set(id, { raw, path: `${flag.path}.rules[${index}].segment`, slot: new Slot() });
      }
    }
  }

  private warn(path: string, message: string): void {
    this.warnings.push({ flagKey: null, path, message, quarantined: false });
  }
}
