import { deepFreeze } from '../../../platform-kit/deep-freeze.js';
import type { CustomFieldPayload } from './payload.js';

/** A custom field of an experiment, converted by its type. */
export interface CustomField {
  /** `string`, `text`, `number`, `boolean`, `json`, or what else the payload says. */
  readonly type: unknown;
  /** null for types that are not known, and for JSON that is none. */
  readonly value: unknown;
}

/** Converts an experiment's custom fields; of several with one name, the first counts. */
export function compileCustomFields(fields: unknown): ReadonlyMap<string, CustomField> {
  const compiled = new Map<string, CustomField>();
  if (!Array.isArray(fields)) return compiled;
  for (const field of fields as readonly (CustomFieldPayload | null | undefined)[]) {
    const name = field?.name;
    if (typeof name !== 'string' || compiled.has(name)) continue;
    compiled.set(name, { type: field?.type, value: convert(field?.type, field?.value) });
  }
  return compiled;
}

function convert(type: unknown, value: unknown): unknown {
  switch (type) {
    case 'text':
    case 'string':
      return value;
    case 'number':
      return numeric(value);
    case 'boolean':
      return value === 'true';
    case 'json':
      return value === '' ? '' : parse(value);
    default:
      return null;
  }
}

/** JSON can hold objects that JavaScript cannot convert (`{"valueOf":0,"toString":0}`). */
function numeric(value: unknown): number {
  try {
    return Number(value);
  } catch {
    return NaN;
  }
}

function parse(value: unknown): unknown {
  try {
    return deepFreeze(JSON.parse(String(value)));
  } catch {
    return null;
  }
}
