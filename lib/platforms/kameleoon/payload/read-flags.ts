import type { ProgramWarning } from '../../../engine/program.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { FlagShape } from './flag-shape.js';
import { readFlag } from './flag-shape.js';
import type { DataFileShape } from './payload.js';

/** Reads all flags by key. Of flags with the same key the last counts, at the place of the first. */
export function readFlags(data: DataFileShape, warnings: ProgramWarning[]): ReadonlyMap<string, FlagShape> {
  const shapes = new Map<string, FlagShape>();
  for (const [index, entry] of data.featureFlags.entries()) {
    const path = `featureFlags[${index}]`;
    const shape = readFlag(entry, path);
    if (shape === null) {
      const message = 'Expected an object with a text "featureKey"; it is left out.';
      warnings.push({ flagKey: null, path, message, quarantined: false });
      continue;
    }
    const { key } = shape;
    if (shapes.has(key)) {
      const message = `Flag "${key}" occurs more than once; the last one counts.`;
      warnings.push({ flagKey: key, path, message, quarantined: false });
    }
    shapes.set(key, shape);
  }
  for (const { key, problem } of shapes.values()) {
    if (problem !== null) warnings.push({ flagKey: key, ...problem, quarantined: true });
  }
  return shapes;
}

/**
 * The flags that may be members of exclusive groups: all of the file, shadowed ones too. With real-time updates, the
 * vendor's SDK reads a downloaded file back from its storage at start, where there are no shadowed ones.
 */
export function groupMembers(
  data: DataFileShape,
  shapes: ReadonlyMap<string, FlagShape>,
  downloaded: boolean,
): readonly unknown[] {
  const rereads = downloaded && Boolean(own(data.configuration, 'realTimeUpdate'));
  return rereads ? [...shapes.values()].map(({ raw }) => raw) : data.featureFlags;
}
