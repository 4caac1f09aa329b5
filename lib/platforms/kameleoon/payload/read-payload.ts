import type { ProgramWarning } from '../../../engine/program.js';
import { PayloadError } from '../../../errors/payload.error.js';
import { describeValue } from '../../../platform-kit/describe-value.js';
import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { areJsonObjects, isJsonObject, own, ownList } from '../../../platform-kit/foreign-json.js';
import { parsePayload } from '../../../platform-kit/parse-payload.js';
import type { FlagShape } from './flag-shape.js';
import { readFlag } from './flag-shape.js';

/** A data file whose outer shape has been checked; its parts are still foreign. */
export interface DataFileShape {
  readonly file: JsonObject;
  readonly configuration: JsonObject;
  readonly featureFlags: readonly unknown[];
  /** Null: the file has none, so that rules embed theirs (format v2). */
  readonly segments: readonly unknown[] | null;
  readonly customData: readonly unknown[];
  readonly holdout: JsonObject | null;
}

const DATA_FILE = {
  what: 'a Kameleoon data file',
  advice: 'Check the site code and what the address serves.',
};

/**
 * Checks what must hold for anything in a data file to be trusted.
 *
 * @param payload - the parsed data file, or its text
 * @throws {@link PayloadError} when it is not JSON, has no flags or no configuration (consent could not be honoured), or has
 * segments or a holdout of the wrong shape (every visitor would be decided wrongly)
 */
export function readDataFile(payload: unknown): DataFileShape {
  const file = parsePayload(payload, DATA_FILE);
  const featureFlags = ownList(file, 'featureFlags');
  if (!featureFlags) throw new PayloadError(expected('featureFlags', 'a list', own(file, 'featureFlags')));
  const configuration = own(file, 'configuration');
  if (!isJsonObject(configuration))
    throw new PayloadError(expected('configuration', 'an object', configuration));
  const segments = own(file, 'segments') ?? null;
  if (segments !== null && !Array.isArray(segments)) {
    throw new PayloadError(expected('segments', 'a list', segments));
  }
  const holdout = own(file, 'holdout') ?? null;
  if (
    holdout !== null &&
    (!isJsonObject(holdout) || !areJsonObjects(own(holdout, 'variationByExposition')))
  ) {
    throw new PayloadError(expected('holdout', 'an object with a list "variationByExposition"', holdout));
  }
  const customData = ownList(file, 'customData') ?? [];
  return { file, configuration, featureFlags, segments, customData, holdout };
}

function expected(what: string, wanted: string, came: unknown): string {
  return `Kameleoon: expected ${what} to be ${wanted}, got ${describeValue(came)}. The running configuration stays; check the data file.`;
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
