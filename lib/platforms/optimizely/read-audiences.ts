import type { AudienceNode, Fault, Json } from './payload.js';
import type { Warn } from './read-json.js';
import { member, objectList, objectOrder, text } from './read-json.js';

/** How deep a condition tree may be nested. The official SDK ends in a stack overflow at some depth beyond. */
export const MAX_CONDITION_DEPTH = 1000;

/** Reads both audience lists, in the order in which the official SDK goes through them; of equal ids the typed one counts. */
export function readAudiences(raw: Json, warn: Warn): ReadonlyMap<string, AudienceNode> {
  const byId = new Map<string, AudienceNode>();
  const parsed = objectList(raw, 'audiences', '', warn);
  for (let i = 0; i < parsed.length; i++) {
    const audience = parsed[i] as Json;
    byId.set(text(member(audience, 'id')), parse(audience, `audiences[${i}].conditions`));
  }
  const typed = objectList(raw, 'typedAudiences', '', warn);
  for (let i = 0; i < typed.length; i++) {
    const audience = typed[i] as Json;
    const conditions = member(audience, 'conditions');
    const id = text(member(audience, 'id'));
    byId.set(id, { id, conditions, fault: findFault(conditions, `typedAudiences[${i}].conditions`) });
  }
  for (const { fault } of byId.values()) {
    if (fault !== null)
      warn(fault.path, `${fault.message} Flags that refer to this audience are out of service.`);
  }
  return new Map(objectOrder(byId.keys()).map((id) => [id, byId.get(id) as AudienceNode]));
}

function parse(audience: Json, path: string): AudienceNode {
  const id = text(member(audience, 'id'));
  try {
    const conditions: unknown = JSON.parse(text(member(audience, 'conditions')));
    return { id, conditions, fault: findFault(conditions, path) };
  } catch {
    return { id, conditions: null, fault: { path, message: 'Expected a condition as JSON text.' } };
  }
}

/** Segments that conditions ask for (every `value` beside a `match` of `qualified`), in order. */
export function segmentsOf(conditions: unknown): unknown[] {
  const segments: unknown[] = [];
  walkTree(conditions, (leaf) => {
    const object = leaf as Json;
    if (typeof leaf === 'object' && leaf !== null && member(object, 'match') === 'qualified') {
      segments.push(member(object, 'value'));
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
