import { PayloadError } from '../../errors/payload.error.js';
import type { Datafile, ExperimentNode, GroupNode, HoldoutNode, Json, RolloutNode } from './payload.js';
import { readAudiences } from './read-audiences.js';
import { readFlag, readRollout } from './read-flags.js';
import type { Listed, Warn } from './read-json.js';
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
  if ((member(raw, 'experiments') ?? null) === null)
    warn('experiments', 'Expected a list, got none. It counts as empty.');
  const groups = objectList(raw, 'groups', '', warn);
  const rollouts = readRollouts(raw, warn);
  return {
    raw,
    revision: text(member(raw, 'revision')),
    audiences: readAudiences(raw, warn),
    experiments: [
      ...objectList(raw, 'experiments', '', warn).map((entry) => readExperiment(entry, {}, warn)),
      ...groups.flatMap((entry) => readGroupExperiments(entry, warn)),
      ...rollouts.flatMap(({ rules }) => rules),
    ],
    groups: new Map(groups.map((entry) => readGroup(entry, warn)).map((group) => [group.id, group])),
    rollouts: new Map(rollouts.map((rollout) => [rollout.id, rollout])),
    globalHoldouts: objectList(raw, 'holdouts', '', warn).map((entry) => readHoldout(entry, null, warn)),
    localHoldouts: objectList(raw, 'localHoldouts', '', warn).flatMap((entry) =>
      readLocalHoldout(entry, warn),
    ),
    flags: objectList(raw, 'featureFlags', '', warn).map((entry) => readFlag(entry, warn)),
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

function readGroup({ raw, path }: Listed, warn: Warn): GroupNode {
  return {
    id: text(member(raw, 'id')),
    exclusive: member(raw, 'policy') === 'random',
    traffic: readTraffic(raw, path, warn) ?? [],
  };
}

function readGroupExperiments({ raw, path }: Listed, warn: Warn): readonly ExperimentNode[] {
  const groupId = member(raw, 'id');
  return objectList(raw, 'experiments', path, warn).map((entry) => readExperiment(entry, { groupId }, warn));
}

function readRollouts(raw: Json, warn: Warn): readonly RolloutNode[] {
  const rollouts = objectList(raw, 'rollouts', '', warn).map((entry) =>
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
  const rules = member(entry.raw, 'includedRules');
  if (Array.isArray(rules) && rules.length > 0) return [readHoldout(entry, rules.map(text), warn)];
  warn(
    `${entry.path}.includedRules`,
    'Expected a list of rule ids with at least one entry. The holdout is ignored.',
  );
  return [];
}
