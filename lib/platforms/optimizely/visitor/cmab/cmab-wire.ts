import { murmur3 } from '../../../../engine/hashes/murmur3.js';
import { isObject, own } from '../../../../platform-kit/foreign-json.js';
import type { CmabRule } from '../../compile/project-facts.js';
import { objectOrder, text } from '../../payload/read-json.js';

/** The attributes that a rule's prediction depends on, by attribute id, as far as the visitor has them. */
export type CmabAttributes = ReadonlyMap<string, unknown>;

/** Picks them, in the order in which the official SDK sends them; null for a rule that names an attribute that is not there. */
export function cmabAttributes(
  rule: CmabRule,
  attributes: ReadonlyMap<string, unknown>,
): CmabAttributes | null {
  if (rule.attributes === null) return null;
  const values = new Map<string, unknown>();
  for (const { id, key } of rule.attributes) if (attributes.has(key)) values.set(id, attributes.get(key));
  return new Map(objectOrder(values.keys()).map((id) => [id, values.get(id)]));
}

/** The hash of attributes by which Optimizely's SDKs tell whether a cached prediction still counts. */
export function hashOf(attributes: CmabAttributes): string {
  const ids = [...attributes.keys()].sort();
  const json = JSON.stringify(Object.fromEntries(attributes), ids);
  const bytes = new TextEncoder().encode(json);
  return String(murmur3(bytes, bytes.length, 0));
}

/** The question for a prediction, as JSON text. */
export function predictionQuestion(
  ruleId: string,
  visitorId: string,
  attributes: CmabAttributes,
  cmabUUID: string,
): string {
  const list = [...attributes].map(([id, value]) => ({ id, value, type: 'custom_attribute' }));
  const instance = { visitorId, experimentId: ruleId, attributes: list, cmabUUID };
  return JSON.stringify({ instances: [instance] });
}

/**
 * The variation id that is predicted.
 *
 * @throws Error when the answer has none
 */
export function predictionIn(answer: unknown): string {
  const list = isObject(answer) ? own(answer, 'predictions') : undefined;
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  const id = isObject(first) ? own(first, 'variation_id') : undefined;
  if (!id) throw new Error('The prediction service answered without a variation');
  return text(id);
}
