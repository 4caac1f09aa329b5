import type { UnitValue } from '../../../engine/subject.js';

/** The unit type that the visitor code is, unless the application says otherwise. */
const DEFAULT_UNIT_TYPE = 'session_id';

/** How units of the application are called in the experiments' configuration. */
export interface UnitTypeOptions {
  /** Of the visitor code. @defaultValue `'session_id'` */
  readonly unitType?: string | undefined;
  /** Of other units, where it is not the unit's own name. */
  readonly units?: Readonly<Record<string, string>> | undefined;
}

/** Units by unit type. */
export type UnitsByType = (units: ReadonlyMap<string, UnitValue>) => ReadonlyMap<string, UnitValue>;

/**
 * Makes the function that renames a visitor's units to unit types. A unit that has the type's very name wins over one that
 * is renamed to it.
 *
 * @throws TypeError when a name is no text
 */
export function unitsByType(options: UnitTypeOptions): UnitsByType {
  const types = new Map<string, string>([['visitor', options.unitType ?? DEFAULT_UNIT_TYPE]]);
  for (const [unit, type] of Object.entries(options.units ?? {})) types.set(unit, type);
  for (const [unit, type] of types) {
    if (typeof type === 'string' && type !== '') continue;
    throw new TypeError(
      `absmartly() expects the unit type of "${unit}" to be a text such as "session_id", as in the console. Got ${JSON.stringify(type)}.`,
    );
  }
  return (units) => {
    const byType = new Map<string, UnitValue>();
    for (const [unit, value] of units) {
      const type = types.get(unit) ?? unit;
      if (type === unit || !units.has(type)) byType.set(type, value);
    }
    return byType;
  };
}
