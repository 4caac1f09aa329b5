import type { Subject } from '../../../engine/subject.js';
import { textOf } from '../payload/raw.js';
import { member } from './visitor-facts.js';

/**
 * The values a visitor has at an index of custom data; undefined when there are none. A targeting attribute with the name of
 * the custom data stands in where the facts have nothing at that index.
 */
export function customDataValues(
  subject: Subject,
  index: number,
  name: string | undefined,
): readonly unknown[] | undefined {
  const data = subject.facts.get('customData');
  if (data !== undefined) {
    const values = member(data, index);
    if (Array.isArray(values)) return values;
    if (typeof values === 'string') return [values];
  }
  return name === undefined || subject.attributes.size === 0 ? undefined : attributeValues(subject, name);
}

function attributeValues(subject: Subject, name: string): readonly unknown[] | undefined {
  const value = subject.attributes.get(name);
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.filter((item) => typeof item !== 'object').map(textOf);
  return typeof value === 'object' ? undefined : [textOf(value)];
}
