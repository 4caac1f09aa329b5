import type { Steps } from '../../../engine/stepwise.js';
import { inSteps } from '../../../engine/stepwise.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { AudienceNode, Fault, Json } from './payload.js';
import type { Listed, Warn } from './read-json.js';
import { objectList, objectOrder, text } from './read-json.js';

/** How deep a condition tree may be nested. The official SDK ends in a stack overflow at some depth beyond. */
export const MAX_CONDITION_DEPTH = 1000;

/** Reads both audience lists, in the order in which the official SDK goes through them; of equal ids the typed one counts. */
export function* readAudiences(
  raw: Json,
  faults: ReadonlyMap<Json, Fault>,
  warn: Warn,
): Steps<ReadonlyMap<string, AudienceNode>> {
  const blamed = (entry: Listed): AudienceNode => {
    const node = parse(entry);
    return node.fault === null ? { ...node, fault: faults.get(entry.raw) ?? null } : node;
  };
  const nodes = [
    ...(yield* inSteps(objectList(raw, 'audiences', '', warn), blamed)),
    ...(yield* inSteps(objectList(raw, 'typedAudiences', '', warn), take)),
  ];
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const { id, fault } of nodes) {
    if (fault === null) continue;
    const counts = byId.get(id)?.fault === fault;
    const effect = counts
      ? 'Flags that refer to this audience are out of service.'
      : 'Another audience has its id.';
    warn(fault.path, `${fault.message} ${effect}`);
  }
  return new Map(objectOrder(byId.keys()).map((id) => [id, byId.get(id) as AudienceNode]));
}

function parse({ raw, path }: Listed): AudienceNode {
  const id = text(own(raw, 'id'));
  const at = `${path}.conditions`;
  try {
    const conditions: unknown = JSON.parse(text(own(raw, 'conditions')));
    return { id, conditions, fault: findFault(conditions, at) };
  } catch {
    return { id, conditions: null, fault: { path: at, message: 'Expected a condition as JSON text.' } };
  }
}

function take({ raw, path }: Listed): AudienceNode {
  const conditions = own(raw, 'conditions');
  return { id: text(own(raw, 'id')), conditions, fault: findFault(conditions, `${path}.conditions`) };
}

/** Segments that conditions ask for (every `value` beside a `match` of `qualified`), in order. */
export function segmentsOf(conditions: unknown): unknown[] {
  const segments: unknown[] = [];
  walkTree(conditions, (leaf) => {
    const object = leaf as Json;
    if (typeof leaf === 'object' && leaf !== null && own(object, 'match') === 'qualified') {
      segments.push(own(object, 'value'));
    }
  });
  return segments;
}

function findFault(conditions: unknown, path: string): Fault | null {
  if (!conditions) return null;
  let holes = 0;
  const depth = walkTree(conditions, (leaf) => {
    if (leaf === null || leaf === undefined) holes++;
  });
  if (depth > MAX_CONDITION_DEPTH) return tooDeep(path);
  return holes === 0 ? null : { path, message: 'Expected a condition, got null.' };
}

/** The fault of a condition tree that is nested beyond the limit. */
export function tooDeep(path: string): Fault {
  return { path, message: `Expected conditions nested at most ${MAX_CONDITION_DEPTH} deep.` };
}

/** Visits the leaves from left to right without recursion; returns how deep the lists are nested. */
function walkTree(tree: unknown, visit: (leaf: unknown) => void): number {
  let deepest = 0;
  const open: { readonly node: unknown; readonly depth: number }[] = [{ node: tree, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    if (!Array.isArray(node)) {
      visit(node);
      continue;
    }
    deepest = Math.max(deepest, depth + 1);
    for (let i = node.length - 1; i >= 0; i--) open.push({ node: node[i], depth: depth + 1 });
  }
  return deepest;
}
