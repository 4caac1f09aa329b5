import type { Goal } from '../../engine/program.js';
import { own, ownAny } from './foreign-value.js';

/** The events that count for some feature, by name. VWO takes no others. */
export function compileGoals(features: readonly unknown[]): ReadonlyMap<string, Goal> {
  const goals = new Map<string, Goal>();
  for (const feature of features) {
    const metrics = own(feature, 'm') || own(feature, 'metrics');
    for (const metric of Array.isArray(metrics) ? (metrics as readonly unknown[]) : []) {
      const key = ownAny(metric, 'identifier', 'key');
      if (typeof key !== 'string' || goals.has(key)) continue;
      goals.set(key, { key, id: ownAny(metric, 'i', 'id') as string | number, definition: metric });
    }
  }
  return goals;
}
