import type { Steps } from '../../../engine/stepwise.js';
import { inSteps } from '../../../engine/stepwise.js';
import { PayloadError } from '../../../errors/payload.error.js';
import { describeValue } from '../../../platform-kit/describe-value.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { parsePayload } from '../../../platform-kit/parse-payload.js';
import { checkDatafile, unchecked } from './check-payload.js';
import type {
  Datafile,
  ExperimentNode,
  Fault,
  GroupNode,
  HoldoutNode,
  Json,
  RolloutNode,
} from './payload.js';
import { readAudiences } from './read-audiences.js';
import { readFlag, readRollout } from './read-flags.js';
import type { Listed, Warn } from './read-json.js';
import { objectList, text } from './read-json.js';
import { readExperiment, readHoldout, readTraffic } from './read-rules.js';

const DATAFILE = { what: 'an Optimizely datafile', advice: "Check the datafile's address." };
const VERSIONS: ReadonlySet<unknown> = new Set(['2', '3', '4']);

/**
 * Reads a datafile, once per download: an entry of its lists a step.
 *
 * @param payload - the text, or what it parses to
 * @param warn - told of every part that is left out
 * @param check - whether it must be as Optimizely's schema has it
 * @throws PayloadError when it is no datafile of version 2, 3 or 4, or has no `revision`
 */
export function* readDatafile(payload: unknown, warn: Warn, check = false): Steps<Datafile> {
  const envelope = readEnvelope(payload);
  const { raw, faults } = check ? yield* checkDatafile(envelope, warn) : unchecked(envelope);
  if ((own(raw, 'experiments') ?? null) === null)
    warn('experiments', 'Expected a list, got none. It counts as empty.');
  const listed = (name: string): readonly Listed[] => objectList(raw, name, '', warn);
  const groups = listed('groups');
  const rollouts = yield* readRollouts(raw, warn);
  return {
    raw,
    revision: text(own(raw, 'revision')),
    audiences: yield* readAudiences(raw, faults, warn),
    experiments: [
      ...[
        ...(yield* inSteps(listed('experiments'), (entry) => readExperiment(entry, {}, warn))),
        ...(yield* inSteps(groups, (entry) => readGroupExperiments(entry, warn))).flat(),
      ].map((node) => blamed(node, faults)),
      ...rollouts.flatMap(({ rules }) => rules),
    ],
    groups: new Map(groups.map((entry) => readGroup(entry, warn)).map((group) => [group.id, group])),
    rollouts: new Map(rollouts.map((rollout) => [rollout.id, rollout])),
    globalHoldouts: listed('holdouts').map((entry) => readHoldout(entry, null, warn)),
    localHoldouts: listed('localHoldouts').flatMap((entry) => readLocalHoldout(entry, warn)),
    flags: yield* inSteps(listed('featureFlags'), (entry) => readFlag(entry, warn)),
  };
}

/** A check may have found what reading has not. */
function blamed(node: ExperimentNode, faults: ReadonlyMap<Json, Fault>): ExperimentNode {
  const fault = node.fault ?? faults.get(node.raw) ?? null;
  return fault === node.fault ? node : { ...node, fault };
}

function readEnvelope(payload: unknown): Json {
  const raw = parsePayload(payload, DATAFILE);
  const version = own(raw, 'version');
  if (!VERSIONS.has(version)) {
    throw new PayloadError(
      `Expected an Optimizely datafile of version "2", "3" or "4", got ${describeValue(version)}. ${DATAFILE.advice}`,
    );
  }
  if (own(raw, 'revision') === undefined) {
    throw new PayloadError(
      'Expected an Optimizely datafile with a "revision", got none. The official SDK never installs one.',
    );
  }
  return raw;
}

function readGroup({ raw, path }: Listed, warn: Warn): GroupNode {
  return {
    id: text(own(raw, 'id')),
    exclusive: own(raw, 'policy') === 'random',
    traffic: readTraffic(raw, path, warn) ?? [],
  };
}

function readGroupExperiments({ raw, path }: Listed, warn: Warn): readonly ExperimentNode[] {
  const groupId = own(raw, 'id');
  return objectList(raw, 'experiments', path, warn).map((entry) => readExperiment(entry, { groupId }, warn));
}

function* readRollouts(raw: Json, warn: Warn): Steps<readonly RolloutNode[]> {
  const rollouts = yield* inSteps(objectList(raw, 'rollouts', '', warn), (entry) =>
    readRollout(entry, (rule) => readExperiment(rule, { delivery: true }, warn)),
  );
  for (const { fault, rules } of rollouts) {
    for (const one of [fault, ...rules.map((rule) => rule.fault)]) {
      if (one !== null) warn(one.path, `${one.message} Flags with this rollout are out of service.`);
    }
  }
  return rollouts;
}

function readLocalHoldout(entry: Listed, warn: Warn): readonly HoldoutNode[] {
  const rules = own(entry.raw, 'includedRules');
  if (Array.isArray(rules) && rules.length > 0) return [readHoldout(entry, rules.map(text), warn)];
  warn(
    `${entry.path}.includedRules`,
    'Expected a list of rule ids with at least one entry. The holdout is ignored.',
  );
  return [];
}
