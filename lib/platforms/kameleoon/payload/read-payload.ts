import type { ProgramWarning } from '../../../engine/program.js';
import { PayloadError } from '../../../errors/payload.error.js';
import type { FlagShape } from './flag-shape.js';
import { readFlag } from './flag-shape.js';
import type { Raw } from './raw.js';
import { areObjects, isRaw, own, ownList, shown } from './raw.js';

/** A data file whose outer shape has been checked; its parts are still foreign. */
export interface DataFileShape {
  readonly file: Raw;
  readonly configuration: Raw;
  readonly featureFlags: readonly unknown[];
  /** Null: the file has none, so that rules embed theirs (format v2). */
  readonly segments: readonly unknown[] | null;
  readonly customData: readonly unknown[];
  readonly holdout: Raw | null;
}

/**
 * Checks what must hold for anything in a data file to be trusted.
 *
 * @param payload - the parsed data file, or its text
 * @throws {@link PayloadError} when it is not JSON, has no flags or no configuration (consent could not be honoured), or has
 * segments or a holdout of the wrong shape (every visitor would be decided wrongly)
 */
export function readDataFile(payload: unknown): DataFileShape {
  const file = typeof payload === 'string' ? parse(payload) : payload;
  if (!isRaw(file)) throw new PayloadError(expected('the data file', 'an object', file));
  const featureFlags = ownList(file, 'featureFlags');
  if (!featureFlags) throw new PayloadError(expected('featureFlags', 'a list', own(file, 'featureFlags')));
  const configuration = own(file, 'configuration');
  if (!isRaw(configuration)) throw new PayloadError(expected('configuration', 'an object', configuration));
  const segments = own(file, 'segments') ?? null;
  if (segments !== null && !Array.isArray(segments)) {
    throw new PayloadError(expected('segments', 'a list', segments));
  }
  const holdout = own(file, 'holdout') ?? null;
  if (holdout !== null && (!isRaw(holdout) || !areObjects(own(holdout, 'variationByExposition')))) {
    throw new PayloadError(expected('holdout', 'an object with a list "variationByExposition"', holdout));
  }
  const customData = ownList(file, 'customData') ?? [];
  return { file, configuration, featureFlags, segments, customData, holdout };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PayloadError('The data file is not JSON. Check the site code and what the address serves.', {
      cause,
    });
  }
}

function expected(what: string, wanted: string, came: unknown): string {
  return `Kameleoon: expected ${what} to be ${wanted}, got ${shown(came)}. The running configuration stays; check the data file.`;
}

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
