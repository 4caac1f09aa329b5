import type { UnitValue } from '../../engine/subject.js';
import { jsonTypeOf } from '../shared/json-type.js';

/**
 * A unit's value that a caller gives.
 *
 * @throws `TypeError` for what is no unit
 */
export function checkedUnit(name: string, value: unknown): UnitValue {
  if (typeof value === 'string' && value.trim() !== '') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(
    `Expected the unit "${name}" to be a text that is not blank, or a finite number, received ${value === '' || typeof value === 'number' ? JSON.stringify(value) : jsonTypeOf(value)}. ` +
      'Leave it out as long as it is not known.',
  );
}
