import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { compileDevice, DEVICE_OPERATORS } from './device-segment.js';
import type { SegmentParts } from './segment-parts.js';
import type { Segment } from '../subject/segment-match.js';
import { BROKEN, never, NO, verdict } from '../subject/segment-match.js';

/** `node`: ends with yes or a fault. `devices`: ends with yes or no, and is passed over at a fault. `feature`: ends in any case. */
interface Step {
  readonly kind: 'node' | 'devices' | 'feature';
  readonly test: Segment;
}

/**
 * Compiles the nodes of an `or`: one of them must match.
 *
 * Device nodes are collected: they are compared together once there are as many of them as nodes, and match nobody
 * otherwise. A node on another feature ends the search.
 */
export function compileOr(
  nodes: readonly unknown[],
  compileNode: (node: unknown) => Segment,
  context: SegmentParts,
): Segment {
  const steps: Step[] = [];
  const devices = new Map<string, readonly string[]>();
  let deviceCount = 0;
  for (const node of nodes) {
    const names = isObject(node) ? Object.keys(node) : [];
    for (const name of names) {
      if (DEVICE_OPERATORS.includes(name)) {
        devices.set(name, [...(devices.get(name) ?? []), ...texts(own(node, name))]);
        deviceCount++;
      }
      const feature = name === 'featureId' ? compileFeature(own(node, name), context) : null;
      if (feature !== null) return some([...steps, { kind: 'feature', test: feature }]);
    }
    if (deviceCount > 0 && deviceCount === nodes.length)
      steps.push({ kind: 'devices', test: compileDevice(devices) });
    steps.push({ kind: 'node', test: compileNode(node) });
  }
  return some(steps);
}

function texts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === 'string');
}

/** `{ "12": "on" }`: whether a decision on feature 12 is stored for the visitor. Null: no such question, go on. */
function compileFeature(operand: unknown, context: SegmentParts): Segment | null {
  if (operand === null || operand === undefined) {
    return context.broken('expected a feature id with "on" or "off"', operand);
  }
  const [id] = Object.keys(operand);
  const wanted = id === undefined ? undefined : (operand as Readonly<Record<string, unknown>>)[id];
  if (id === undefined || (wanted !== 'on' && wanted !== 'off')) return null;
  const key = context.featureKey(parseInt(id, 10));
  if (key === undefined) {
    context.warn(`expected the id of a feature, got "${id}"; the segment matches nobody`);
    return never;
  }
  return (visit) => {
    const document = visit.stored(key);
    return verdict(
      (isObject(document) && !Array.isArray(document) && hasEntries(document)) === (wanted === 'on'),
    );
  };
}

function hasEntries(value: object): boolean {
  for (const name in value) if (Object.hasOwn(value, name)) return true;
  return false;
}

function some(steps: readonly Step[]): Segment {
  if (steps.every((step) => step.kind === 'node')) return someNode(steps.map((step) => step.test));
  return (visit) => {
    for (const { kind, test } of steps) {
      const outcome = test(visit);
      if (kind === 'feature' || (kind === 'devices' ? outcome !== BROKEN : outcome !== NO)) return outcome;
    }
    return NO;
  };
}

function someNode(tests: readonly Segment[]): Segment {
  if (tests.length <= 1) return tests[0] ?? never;
  return (visit) => {
    for (let i = 0; i < tests.length; i++) {
      const outcome = (tests[i] as Segment)(visit);
      if (outcome !== NO) return outcome;
    }
    return NO;
  };
}
