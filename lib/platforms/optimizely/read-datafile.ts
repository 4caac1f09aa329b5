import { PayloadError } from '../../errors/payload.error.js';
import type { Datafile, ExperimentNode, GroupNode, HoldoutNode, Json, RolloutNode } from './payload.js';
import { readAudiences } from './read-audiences.js';
import { readFlag, readRollout } from './read-flags.js';
import type { Warn } from './read-json.js';
import { describe, isJson, member, objectList, text } from './read-json.js';
import { readExperiment, readHoldout, readTraffic } from './read-rules.js';

const VERSIONS: ReadonlySet<unknown> = new Set(['2', '3', '4']);

/**
 * Reads a datafile, once per download.
 *
 * @param payload - the text, or what it parses to
 * @param warn - told of every part that is left out
 * @throws PayloadError when it is no datafile of version 2, 3 or 4, or has no `revision`
 */
export function readDatafile(payload: unknown, warn: Warn): Datafile {
  const raw = readEnvelope(payload);
  const groups = new Map<string, GroupNode>();
  const experiments: ExperimentNode[] = [];
  objectList(raw, 'experiments', '', warn).forEach((experiment, i) => {
    experiments.push(readExperiment(experiment, `experiments[${i}]`, {}, warn));
  });
  objectList(raw, 'groups', '', warn).forEach((group, i) => {
    const groupId = member(group, 'id');
    groups.set(text(groupId), readGroup(group, `groups[${i}]`, warn));
    objectList(group, 'experiments', `groups[${i}]`, warn).forEach((experiment, j) => {
      experiments.push(readExperiment(experiment, `groups[${i}].experiments[${j}]`, { groupId }, warn));
    });
  });
  const rollouts = readRollouts(raw, experiments, warn);
  return {
    raw,
    revision: text(member(raw, 'revision')),
    audiences: readAudiences(raw, warn),
    experiments,
    groups,
    rollouts,
    globalHoldouts: objectList(raw, 'holdouts', '', warn).map((holdout, i) =>
      readHoldout(holdout, `holdouts[${i}]`, null, warn),
    ),
    localHoldouts: readLocalHoldouts(raw, warn),
    flags: objectList(raw, 'featureFlags', '', warn).map((flag, i) =>
      readFlag(flag, `featureFlags[${i}]`, warn),
    ),
  };
}

function readEnvelope(payload: unknown): Json {
  const raw = typeof payload === 'string' ? parse(payload) : payload;
  if (!isJson(raw))
    throw new PayloadError(`Expected an Optimizely datafile (an object), got ${describe(raw)}.`);
  const version = member(raw, 'version');
  if (!VERSIONS.has(version)) {
    const got = version === undefined ? 'none' : JSON.stringify(version);
    throw new PayloadError(
      `Expected an Optimizely datafile of version "2", "3" or "4", got ${got}. Check the datafile's address.`,
    );
  }
  if (member(raw, 'revision') === undefined) {
    throw new PayloadError(
      'Expected an Optimizely datafile with a "revision", got none. The official SDK never installs one.',
    );
  }
  return raw;
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload) as unknown;
  } catch (cause) {
    const got = payload === '' ? 'an empty text' : `text that is not JSON (${payload.length} characters)`;
    throw new PayloadError(`Expected an Optimizely datafile, got ${got}.`, { cause });
  }
}

function readGroup(raw: Json, path: string, warn: Warn): GroupNode {
  return {
    id: text(member(raw, 'id')),
    exclusive: member(raw, 'policy') === 'random',
    traffic: readTraffic(raw, path, warn) ?? [],
  };
}

function readRollouts(
  raw: Json,
  experiments: ExperimentNode[],
  warn: Warn,
): ReadonlyMap<string, RolloutNode> {
  const rollouts = new Map<string, RolloutNode>();
  objectList(raw, 'rollouts', '', warn).forEach((entry, i) => {
    const rollout = readRollout(entry, `rollouts[${i}]`, (rule, path) =>
      readExperiment(rule, path, { delivery: true }, warn),
    );
    rollouts.set(rollout.id, rollout);
    experiments.push(...rollout.rules);
  });
  return rollouts;
}

function readLocalHoldouts(raw: Json, warn: Warn): HoldoutNode[] {
  const holdouts: HoldoutNode[] = [];
  objectList(raw, 'localHoldouts', '', warn).forEach((holdout, i) => {
    const path = `localHoldouts[${i}]`;
    const rules = member(holdout, 'includedRules');
    if (Array.isArray(rules) && rules.length > 0)
      holdouts.push(readHoldout(holdout, path, rules.map(text), warn));
    else
      warn(
        `${path}.includedRules`,
        'Expected a list of rule ids with at least one entry. The holdout is ignored.',
      );
  });
  return holdouts;
}
