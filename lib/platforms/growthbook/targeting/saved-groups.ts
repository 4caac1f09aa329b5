import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { keyOf } from '../payload/coerce.js';
import type {
  ConditionCompiler,
  ConditionScope,
  GroupPath,
  GroupResolver,
  Test,
  ValueTest,
} from './condition.js';
import type { PayloadLocation } from '../payload/payload-location.js';
import type { Access } from '../subject/condition-access.js';
import { DATA_ACCESS } from '../subject/condition-access.js';
import { membership } from './membership.js';

/** How many conditions one group may stand for once the groups inside it are counted. Hostile nesting doubles with every level. */
const MAX_EXPANSION = 10_000;

/** How many groups one reference may pass through. */
const MAX_NESTING = 200;

const NOBODY: Test = () => false;

/** The saved groups of a payload: lists of ids (version 1), and typed lists and conditions (version 2). */
export class SavedGroups implements GroupResolver {
  private readonly entries: ReadonlyMap<string, unknown>;
  private readonly lists = new Map<string, ValueTest | null>();
  private readonly conditions = new Map<string, Test>();
  readonly dataScope: ConditionScope;

  constructor(
    entries: unknown,
    private readonly context: PayloadLocation,
    private readonly compiler: ConditionCompiler,
  ) {
    this.dataScope = { access: DATA_ACCESS, groups: this, compiler };
    this.entries = new Map(isObject(entries) ? Object.entries(entries) : []);
  }

  members(id: unknown): ValueTest | null {
    const key = keyOf(id);
    let test = this.lists.get(key);
    if (test === undefined) {
      const values = this.values(key);
      test = values === null ? null : membership(values);
      this.lists.set(key, test);
    }
    return test;
  }

  private values(key: string): readonly unknown[] | null {
    if (!this.entries.has(key)) return [];
    const entry = this.entries.get(key);
    if (Array.isArray(entry)) return entry;
    const values = own(entry, 'type') === 'list' ? own(entry, 'values') : null;
    return Array.isArray(values) ? values : null;
  }

  reference(reference: unknown, access: Access): Test {
    const id = own(reference, 'id');
    const attribute = own(reference, 'attributeKey');
    if (Array.isArray(reference) || typeof id !== 'string') return NOBODY;
    if (attribute !== undefined && typeof attribute !== 'string') return NOBODY;
    const entry = this.entries.get(id);
    if (Array.isArray(entry)) return NOBODY;
    const type = own(entry, 'type');
    if (type === 'list') return outside(id, this.listReference(entry, attribute, access));
    return type === 'condition' ? this.conditionReference(id, entry, access) : NOBODY;
  }

  private listReference(entry: unknown, attribute: string | undefined, access: Access): Test {
    const path = attribute ?? own(entry, 'attributeKey');
    const values = own(entry, 'values');
    if (typeof path !== 'string' || !Array.isArray(values)) return NOBODY;
    const read = access.read(path);
    const test = membership(values);
    return (root, groups) => test(read(root), groups);
  }

  private conditionReference(id: string, entry: unknown, access: Access): Test {
    const condition = own(entry, 'condition');
    if (!isObject(condition)) return NOBODY;
    // Looked up when tested, not now: groups may refer to each other in circles.
    return outside(id, (root, groups) => this.condition(id, condition, access)(root, { id, outer: groups }));
  }

  private condition(id: string, condition: unknown, access: Access): Test {
    const key = `${access.name} ${id}`;
    let test = this.conditions.get(key);
    if (test === undefined) {
      const context = this.context.at('savedGroups').at(id);
      test =
        this.expansion(id, new Set(), MAX_EXPANSION) > 0
          ? this.compiler.condition(condition, { ...this.dataScope, access }, context.at('condition'))
          : tooLarge(context);
      this.conditions.set(key, test);
    }
    return test;
  }

  /** What is left of a budget after expanding a group and the groups inside it; stops as soon as it is used up. */
  private expansion(id: string, path: Set<string>, budget: number): number {
    if (path.has(id)) return budget;
    if (path.size > MAX_NESTING) return 0;
    path.add(id);
    let left = budget - 1;
    const pending: unknown[] = [own(this.entries.get(id), 'condition')];
    while (pending.length > 0 && left > 0) {
      const node = pending.pop();
      if (!isObject(node)) continue;
      left -= 1;
      for (const [key, value] of Object.entries(node)) {
        const inner = key === '$savedGroup' ? own(value, 'id') : undefined;
        if (typeof inner === 'string') left = this.expansion(inner, path, left);
        else pending.push(value);
      }
    }
    path.delete(id);
    return left;
  }
}

function tooLarge(context: PayloadLocation): Test {
  context.warn(
    `expected a saved group of at most ${MAX_EXPANSION} conditions, counting the groups inside it; it matches nobody`,
  );
  return NOBODY;
}

/** A group that is already being resolved matches nobody. */
function outside(id: string, test: Test): Test {
  return (root, groups) => {
    for (let path: GroupPath | null = groups; path !== null; path = path.outer)
      if (path.id === id) return false;
    return test(root, groups);
  };
}
