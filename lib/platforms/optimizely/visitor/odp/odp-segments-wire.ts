import { isObject, own } from '../../../../platform-kit/foreign-json.js';

/** The question for a visitor's segments, as JSON text. Names are escaped: the official SDK makes invalid JSON of quotes and backslashes. */
export function segmentsQuery(
  identifier: 'vuid' | 'fs_user_id',
  userId: string,
  segments: readonly string[],
): string {
  const subset = segments.map((segment) => JSON.stringify(segment)).join(',');
  const query = `query {customer(${identifier} : ${JSON.stringify(userId)}) {audiences(subset: [${subset}]) {edges {node {name state}}}}}`;
  return `{"query" : ${JSON.stringify(query)}}`;
}

/**
 * The segments that a visitor is qualified for, from an answer.
 *
 * @throws Error when it is no answer to the question, which means that nothing is known
 */
export function qualifiedIn(answer: unknown): readonly string[] {
  const errors = at(answer, 'errors');
  if (errors !== undefined && (!Array.isArray(errors) || errors.length !== 0)) {
    throw new Error(`ODP reports ${JSON.stringify(errors).slice(0, 200)}`);
  }
  const edges = at(at(at(at(answer, 'data'), 'customer'), 'audiences'), 'edges');
  if (!Array.isArray(edges)) throw new Error('ODP answered without a list of audiences');
  const qualified: string[] = [];
  for (const edge of edges as unknown[]) {
    const node = at(edge, 'node');
    const name = at(node, 'name');
    const state = at(node, 'state');
    if (!isObject(node) || !isTextOrNone(name) || !isTextOrNone(state)) {
      throw new Error('ODP answered with an audience whose name or state is no text');
    }
    if (state === 'qualified' && name !== undefined) qualified.push(name);
  }
  return qualified;
}

function at(value: unknown, name: string): unknown {
  return isObject(value) ? own(value, name) : undefined;
}

function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
