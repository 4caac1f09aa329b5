import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { LEAVES } from './compile-leaf.js';
import { isRecord } from '../payload/foreign-value.js';
import { compileOr } from './compile-or.js';
import { compileLocation, LOCATION_OPERATORS } from './location-segment.js';
import type { SegmentParts } from './segment-parts.js';
import { MAX_SEGMENT_DEPTH } from './segment-parts.js';
import type { Segment } from '../subject/segment-match.js';
import { always, BROKEN, never, NO, YES } from '../subject/segment-match.js';

/** A segment that is nested too deeply, or contains itself. */
export class SegmentDepthError extends RangeError {
  constructor() {
    super(`expected at most ${MAX_SEGMENT_DEPTH} levels of and, or, not`);
  }
}

/**
 * Compiles a node of VWO's segment language. Only the first key of a node counts.
 *
 * @throws SegmentDepthError
 */
export function compileSegment(node: unknown, context: SegmentParts, depth = 0): Segment {
  if (!isRecord(node)) return context.broken('expected a segment (an object)', node);
  const known = context.compiled.get(node);
  if (known !== undefined) return known;
  if (depth > MAX_SEGMENT_DEPTH) throw new SegmentDepthError();
  const segment = compileOperator(node, context, depth);
  context.compiled.set(node, segment);
  return segment;
}

function compileOperator(
  node: Readonly<Record<string, unknown>>,
  context: SegmentParts,
  depth: number,
): Segment {
  const operator = Object.keys(node)[0] ?? '';
  const operand = own(node, operator);
  switch (operator) {
    case 'not':
      return negation(compileSegment(operand, context, depth + 1));
    case 'and':
      return compileAnd(operand, context, depth + 1);
    case 'or':
      return compileAlternatives(operand, context, depth + 1);
    default:
      return LEAVES.get(operator)?.(operand, context) ?? never;
  }
}

function negation(segment: Segment): Segment {
  return (visit) => {
    const outcome = segment(visit);
    return outcome === BROKEN ? BROKEN : outcome === YES ? NO : YES;
  };
}

/**
 * The nodes of an `and` or `or`; null for something that cannot be gone through. Like in VWO's SDK (CommonJS build), an
 * object or number has no nodes.
 */
function nodesOf(operand: unknown): readonly unknown[] | null {
  if (Array.isArray(operand)) return operand as readonly unknown[];
  if (operand === null || operand === undefined) return null;
  return typeof operand === 'string' ? (operand === '' ? [] : null) : own(operand, 'length') ? null : [];
}

function compileAlternatives(operand: unknown, context: SegmentParts, depth: number): Segment {
  const nodes = nodesOf(operand);
  if (nodes === null) return context.broken('expected a list of segments in "or"', operand);
  return compileOr(nodes, (node) => compileSegment(node, context, depth), context);
}

/**
 * All nodes must match. Location nodes are collected: they are compared as one when there are as many of them as nodes, and
 * count as matching otherwise.
 */
function compileAnd(operand: unknown, context: SegmentParts, depth: number): Segment {
  const nodes = nodesOf(operand);
  if (nodes === null) return context.broken('expected a list of segments in "and"', operand);
  const steps: Segment[] = [];
  const places = new Map<string, unknown>();
  for (const node of nodes) {
    const names = isObject(node) ? LOCATION_OPERATORS.filter((name) => Object.hasOwn(node, name)) : [];
    for (const name of names) places.set(name, own(node, name));
    if (names.length === 0) steps.push(compileSegment(node, context, depth));
    else if (places.size === nodes.length) return every([...steps, compileLocation(places)]);
  }
  return every(steps);
}

function every(steps: readonly Segment[]): Segment {
  if (steps.length <= 1) return steps[0] ?? always;
  return (visit) => {
    for (let i = 0; i < steps.length; i++) {
      const outcome = (steps[i] as Segment)(visit);
      if (outcome !== YES) return outcome;
    }
    return YES;
  };
}
