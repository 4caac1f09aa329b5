import type { Goal } from '../../../engine/program.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { ownAny } from '../payload/foreign-value.js';

/** The property that revenue is sent as where a metric does not name one. */
const REVENUE = 'revenue';

/** The events that count for some feature, by name. VWO takes no others. */
export function compileGoals(features: readonly unknown[]): ReadonlyMap<string, Goal> {
  const goals = new Map<string, Goal>();
  for (const [key, metric] of metricsOf(features)) {
    if (goals.has(key)) continue;
    goals.set(key, { key, id: ownAny(metric, 'i', 'id') as string | number, definition: metric });
  }
  return goals;
}

/** Names of the properties that a goal's revenue is sent as, by goal: its metrics may name several. */
export function revenueProperties(features: readonly unknown[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const [key, metric] of metricsOf(features)) {
    const known = names.get(key) ?? [];
    const name = own(metric, 'revenueProp');
    if (typeof name === 'string' && name !== '' && !known.includes(name)) known.push(name);
    names.set(key, known);
  }
  for (const known of names.values()) if (known.length === 0) known.push(REVENUE);
  return names;
}

function* metricsOf(features: readonly unknown[]): Generator<readonly [key: string, metric: unknown]> {
  for (const feature of features) {
    const metrics = own(feature, 'm') || own(feature, 'metrics');
    for (const metric of Array.isArray(metrics) ? (metrics as readonly unknown[]) : []) {
      const key = ownAny(metric, 'identifier', 'key');
      if (typeof key === 'string') yield [key, metric];
    }
  }
}
