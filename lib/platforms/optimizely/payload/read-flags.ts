import { describeValue } from '../../../platform-kit/describe-value.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import type { ExperimentNode, Fault, FlagNode, Json, RolloutNode, VariableNode } from './payload.js';
import type { Listed, Warn } from './read-json.js';
import { entryOf, text } from './read-json.js';

/** Reads a feature flag. */
export function readFlag({ raw, path }: Listed, warn: Warn): FlagNode {
  const variables = readVariables(own(raw, 'variables'), `${path}.variables`);
  const ids = readExperimentIds(own(raw, 'experimentIds'), `${path}.experimentIds`, warn);
  const rolloutId = own(raw, 'rolloutId');
  return {
    path,
    key: text(own(raw, 'key')),
    rolloutId: rolloutId ? text(rolloutId) : null,
    experimentIds: Array.isArray(ids) ? ids : [],
    variables: Array.isArray(variables) ? variables : [],
    fault: Array.isArray(variables) ? (Array.isArray(ids) ? null : (ids as Fault)) : (variables as Fault),
  };
}

function readExperimentIds(value: unknown, path: string, warn: Warn): readonly string[] | Fault {
  if (Array.isArray(value)) return value.map(text);
  if (value) return { path, message: `Expected a list, got ${describeValue(value)}.` };
  warn(path, `Expected a list, got ${describeValue(value)}. The flag runs without experiments.`);
  return [];
}

function readVariables(value: unknown, path: string): readonly VariableNode[] | Fault {
  if (!Array.isArray(value)) return { path, message: `Expected a list, got ${describeValue(value)}.` };
  const nodes: VariableNode[] = [];
  for (let i = 0; i < value.length; i++) {
    const raw = entryOf(value[i]);
    if (raw === null) return { path: `${path}[${i}]`, message: 'Expected an object, got null.' };
    nodes.push(readVariable(raw));
  }
  return nodes;
}

function readVariable(raw: Json): VariableNode {
  const type = own(raw, 'type');
  return {
    id: text(own(raw, 'id')),
    key: text(own(raw, 'key')),
    type: type === 'string' && own(raw, 'subType') === 'json' ? 'json' : type,
    defaultValue: own(raw, 'defaultValue'),
  };
}

/** Reads a rollout; `rule` reads one of its delivery rules. */
export function readRollout({ raw, path }: Listed, rule: (entry: Listed) => ExperimentNode): RolloutNode {
  const id = text(own(raw, 'id'));
  const value = own(raw, 'experiments');
  const at = `${path}.experiments`;
  if (!value) return { id, rules: [], fault: null };
  if (!Array.isArray(value)) {
    return { id, rules: [], fault: { path: at, message: `Expected a list, got ${describeValue(value)}.` } };
  }
  const rules: ExperimentNode[] = [];
  let fault: Fault | null = null;
  for (let i = 0; i < value.length; i++) {
    const entry: unknown = value[i];
    if (isObject(entry)) rules.push(rule({ raw: entry, path: `${at}[${i}]` }));
    else fault ??= { path: `${at}[${i}]`, message: `Expected an object, got ${describeValue(entry)}.` };
  }
  return { id, rules, fault };
}
