import { describeValue } from '../../../platform-kit/describe-value.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import type {
  CmabNode,
  ExperimentNode,
  Fault,
  HoldoutNode,
  Json,
  RuleNode,
  TrafficNode,
  VariationNode,
} from './payload.js';
import type { Listed, Warn } from './read-json.js';
import { entryOf, limit, text } from './read-json.js';

/** Reads an experiment or, with `delivery`, a delivery rule. */
export function readExperiment(
  { raw, path }: Listed,
  place: { readonly groupId?: unknown; readonly delivery?: boolean },
  warn: Warn,
): ExperimentNode {
  const rule = readRule(raw, path, true, warn);
  const groupId = 'groupId' in place ? place.groupId : own(raw, 'groupId');
  return Object.assign(rule, {
    groupId: groupId ? text(groupId) : null,
    delivery: place.delivery === true,
    featureRollout: own(raw, 'type') === 'fr',
    extendable: Array.isArray(own(raw, 'variations')) && Array.isArray(own(raw, 'trafficAllocation')),
    whitelist: readWhitelist(own(raw, 'forcedVariations')),
  });
}

/** Reads a holdout; `rules` is null for one of the global section. */
export function readHoldout({ raw, path }: Listed, rules: readonly string[] | null, warn: Warn): HoldoutNode {
  const sparesDeliveries = rules === null && Boolean(own(raw, 'excludeTargetedDeliveries'));
  return Object.assign(readRule(raw, path, false, warn), { rules, sparesDeliveries });
}

function readRule(raw: Json, path: string, withValues: boolean, warn: Warn): RuleNode {
  const variations = readVariations(raw, path, withValues);
  const fault = Array.isArray(variations) ? null : variations;
  const list = Array.isArray(variations) ? variations : [];
  return {
    raw,
    path,
    id: text(own(raw, 'id')),
    key: text(own(raw, 'key')),
    running: own(raw, 'status') === 'Running',
    audience: own(raw, 'audienceConditions') || own(raw, 'audienceIds'),
    variations: list,
    traffic: readTraffic(raw, path, warn),
    cmab: readCmab(own(raw, 'cmab')),
    fault,
  };
}

function readVariations(raw: Json, at: string, withValues: boolean): VariationNode[] | Fault {
  const value = own(raw, 'variations');
  if (!value) return [];
  const path = `${at}.variations`;
  if (!Array.isArray(value)) return { path, message: `Expected a list, got ${describeValue(value)}.` };
  const nodes: VariationNode[] = [];
  for (let index = 0; index < value.length; index++) {
    const node = readVariation(value[index], `${path}[${index}]`, index, withValues);
    if ('message' in node) return node;
    nodes.push(node);
  }
  return nodes;
}

function readVariation(
  entry: unknown,
  path: string,
  index: number,
  withValues: boolean,
): VariationNode | Fault {
  const raw = entryOf(entry);
  if (raw === null) return { path, message: 'Expected an object, got null.' };
  const values = withValues ? readValues(own(raw, 'variables'), `${path}.variables`) : null;
  if (values !== null && isFault(values)) return values;
  return {
    raw,
    id: text(own(raw, 'id')),
    key: text(own(raw, 'key')),
    reachable: Boolean(own(raw, 'key')),
    enabled: own(raw, 'featureEnabled') ?? false,
    values,
    index,
  };
}

function readValues(value: unknown, path: string): readonly Json[] | Fault | null {
  if (!value) return null;
  if (!Array.isArray(value)) return { path, message: `Expected a list, got ${describeValue(value)}.` };
  const entries = value.map(entryOf);
  const bad = entries.indexOf(null);
  if (bad < 0) return entries as readonly Json[];
  return { path: `${path}[${bad}]`, message: 'Expected an object, got null.' };
}

function isFault(values: readonly Json[] | Fault): values is Fault {
  return !Array.isArray(values);
}

/** Reads a traffic allocation; null when there is none. */
export function readTraffic(raw: Json, at: string, warn: Warn): TrafficNode[] | null {
  const value = own(raw, 'trafficAllocation');
  if (value === undefined || value === null) return null;
  const path = `${at}.trafficAllocation`;
  if (!Array.isArray(value)) {
    warn(path, `Expected a list, got ${describeValue(value)}. Nobody is bucketed by it.`);
    return [];
  }
  const nodes: TrafficNode[] = [];
  for (let i = 0; i < value.length; i++) {
    const entry: unknown = value[i];
    if (isObject(entry))
      nodes.push({ entityId: own(entry, 'entityId'), end: limit(own(entry, 'endOfRange')) });
    else warn(`${path}[${i}]`, `Expected an object, got ${describeValue(entry)}. The entry is ignored.`);
  }
  return nodes;
}

function readCmab(value: unknown): CmabNode | null {
  if (!value) return null;
  const raw = isObject(value) ? value : {};
  const ids = own(raw, 'attributeIds');
  return {
    end: limit(own(raw, 'trafficAllocation')),
    attributeIds: Array.isArray(ids) ? ids.map(text) : [],
  };
}

const NOBODY: ReadonlyMap<string, string> = new Map<string, string>();

/** Whatever has members of its own lists users, a text and a list too (`length` among them), as in the official SDK. */
function readWhitelist(value: unknown): ReadonlyMap<string, string> {
  if (!value) return NOBODY;
  const users = Object(value) as Json;
  const ids = Object.getOwnPropertyNames(users);
  return ids.length === 0 ? NOBODY : new Map(ids.map((userId) => [userId, text(users[userId])]));
}
