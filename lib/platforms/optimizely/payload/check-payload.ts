import type { Steps } from '../../../engine/stepwise.js';
import { PayloadError } from '../../../errors/payload.error.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { Fault, Json } from './payload.js';
import type { Warn } from './read-json.js';
import { objectList } from './read-json.js';
import type { Shape } from './shape.js';
import { INTEGER, listOf, may, misshapen, must, objectWith, TEXT } from './shape.js';

/** What a check of a datafile against Optimizely's schema has found. */
export interface CheckedDatafile {
  /** The datafile without the entries that nothing but themselves depends on and that are not as they must be. */
  readonly raw: Json;
  /** Experiments and audiences that are not as they must be: what depends on them is put out of service. */
  readonly faults: ReadonlyMap<Json, Fault>;
}

const NO_FAULTS: ReadonlyMap<Json, Fault> = new Map<Json, Fault>();
const ANYTHING = objectWith();
const TRAFFIC = listOf(objectWith(must('entityId', TEXT), must('endOfRange', INTEGER)));

const EXPERIMENT = objectWith(
  must('id', TEXT),
  must('key', TEXT),
  must('status', TEXT),
  must('layerId', TEXT),
  must('variations', listOf(objectWith(must('id', TEXT), must('key', TEXT)))),
  must('trafficAllocation', TRAFFIC),
  must('audienceIds', listOf(TEXT)),
  must('forcedVariations', ANYTHING),
  may('cmab', objectWith(must('attributeIds', listOf(TEXT)))),
);
const GROUP = objectWith(must('id', TEXT), must('policy', TEXT), must('trafficAllocation', TRAFFIC));
const AUDIENCE = objectWith(must('id', TEXT), must('name', TEXT), must('conditions', TEXT));
const EVENT = objectWith(must('key', TEXT), may('experimentIds', listOf(TEXT)), must('id', TEXT));
const ATTRIBUTE = objectWith(must('id', TEXT), must('key', TEXT));
const INTEGRATION = objectWith(
  must('key', TEXT),
  may('host', TEXT),
  may('publicKey', TEXT),
  may('pixelUrl', TEXT),
);

/** What nothing in a datafile can be trusted without. */
const ENVELOPE = objectWith(must('projectId', TEXT), must('accountId', TEXT), must('revision', TEXT));
const REQUIRED_LISTS = ['groups', 'experiments', 'events', 'audiences', 'attributes'];
/** Lists of entries that stand for themselves. */
const DISPENSABLE: readonly (readonly [name: string, shape: Shape])[] = [
  ['events', EVENT],
  ['attributes', ATTRIBUTE],
  ['integrations', INTEGRATION],
];

/** What has not been checked has no faults. */
export function unchecked(raw: Json): CheckedDatafile {
  return { raw, faults: NO_FAULTS };
}

/**
 * Checks a datafile against what the schema of Optimizely's SDK (`jsonSchemaValidator`) demands: an entry a step. Where the
 * SDK rejects the datafile, only what is broken is taken out; contextual bandits have `attributeIds`, as they come, and not
 * the `attributes` that the schema asks for.
 *
 * @throws PayloadError when the account, the project, the revision or one of the lists is missing or of another type
 */
export function* checkDatafile(raw: Json, warn: Warn): Steps<CheckedDatafile> {
  const fault = misshapen(raw, ENVELOPE, '') ?? missingList(raw);
  if (fault !== null) {
    throw new PayloadError(
      `The datafile is not as Optimizely's schema has it, at "${fault.path}": ${fault.message} Leave out validateDatafile to use it nevertheless.`,
    );
  }
  const faults = new Map<Json, Fault>();
  yield* checkExperiments(raw, faults);
  for (const { path, message } of faults.values())
    warn(path, `${message} What depends on it is out of service.`);
  for (const { raw: entry, path } of objectList(raw, 'audiences', '', silent)) {
    note(faults, entry, misshapen(entry, AUDIENCE, path));
    yield;
  }
  const kept = DISPENSABLE.map(([name, shape]) => [name, keep(raw, name, shape, warn)] as const);
  return { raw: { ...raw, ...Object.fromEntries(kept) }, faults };
}

/** Readers tell of what is in the wrong place. */
const silent: Warn = () => undefined;

function missingList(raw: Json): Fault | null {
  const name = REQUIRED_LISTS.find((one) => !Array.isArray(own(raw, one)));
  return name === undefined ? null : misshapen(own(raw, name), listOf(ANYTHING), name);
}

function* checkExperiments(raw: Json, faults: Map<Json, Fault>): Steps<void> {
  for (const { raw: entry, path } of objectList(raw, 'experiments', '', silent)) {
    note(faults, entry, misshapen(entry, EXPERIMENT, path));
    yield;
  }
  for (const { raw: group, path } of objectList(raw, 'groups', '', silent)) {
    const shared = misshapen(group, GROUP, path);
    for (const one of objectList(group, 'experiments', path, silent)) {
      note(faults, one.raw, shared ?? misshapen(one.raw, EXPERIMENT, one.path));
    }
    yield;
  }
}

function note(faults: Map<Json, Fault>, entry: Json, fault: Fault | null): void {
  if (fault !== null) faults.set(entry, fault);
}

function keep(raw: Json, name: string, shape: Shape, warn: Warn): unknown {
  const list = own(raw, name);
  if (!Array.isArray(list)) return list;
  return list.filter((entry, i) => {
    const fault = misshapen(entry, shape, `${name}[${i}]`);
    if (fault !== null) warn(fault.path, `${fault.message} The entry is ignored.`);
    return fault === null;
  });
}
