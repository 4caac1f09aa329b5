import type { Goal } from '../../../engine/program.js';
import type { Subject } from '../../../engine/subject.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { Compilation } from './compilation.js';
import { isTargeted } from '../decide/matcher.js';
import type { Datafile, ExperimentNode, Json } from '../payload/payload.js';
import { segmentsOf } from '../payload/read-audiences.js';
import { faultIn } from '../payload/quarantine.js';
import type { Warn } from '../payload/read-json.js';
import { engineId, objectList, text } from '../payload/read-json.js';
import { bucketingId } from '../subject/visitor.js';

/** How to reach Optimizely's data platform: `odp` among {@link Program.facts}; absent when the datafile has no such integration. */
export interface OdpFacts {
  readonly host: string;
  readonly publicKey: string;
  readonly pixelUrl: string;
  /** Segments that audiences ask for, each once: what to fetch as the fact `qualifiedSegments`. */
  readonly segments: readonly string[];
}

/** A contextual bandit rule that needs a prediction beforehand: in `cmabRules` among {@link Program.facts}. */
export interface CmabRule {
  readonly id: string;
  readonly key: string;
  /** Flags that have the rule. */
  readonly flagKeys: readonly string[];
  /** Attributes to send, as far as the visitor has them; null when one is not in the datafile, which the official SDK answers with a failed prediction. */
  readonly attributes: readonly { readonly id: string; readonly key: string }[] | null;
  /** Whether the rule would ask for a prediction if the visitor came to it. */
  readonly concerns: (subject: Subject) => boolean;
}

/** Goals by key: the datafile's `events`. */
export function readGoals(raw: Json, warn: Warn): ReadonlyMap<string, Goal> {
  const goals = new Map<string, Goal>();
  for (const { raw: definition } of objectList(raw, 'events', '', warn)) {
    const key = text(own(definition, 'key'));
    if (key !== '') goals.set(key, { key, id: engineId(definition), definition });
  }
  return goals;
}

/** What the event sink and the prefetcher must know of the datafile, under the datafile's own names. */
export function readFacts(
  datafile: Datafile,
  compilation: Compilation,
  goals: ReadonlyMap<string, Goal>,
  warn: Warn,
): ReadonlyMap<string, unknown> {
  const { raw } = datafile;
  const attributes = objectList(raw, 'attributes', '', warn).map((entry) => entry.raw);
  const facts = new Map<string, unknown>();
  for (const name of ['accountId', 'projectId', 'revision', 'sdkKey', 'environmentKey', 'botFiltering']) {
    facts.set(name, own(raw, name));
  }
  facts.set('region', own(raw, 'region') || 'US');
  facts.set('anonymizeIP', own(raw, 'anonymizeIP') || false);
  facts.set('goals', goals);
  facts.set('sendFlagDecisions', compilation.countsRollouts);
  facts.set('attributes', new Map(attributes.map((one) => [text(own(one, 'key')), own(one, 'id')])));
  const odp = readOdp(datafile, warn);
  if (odp !== null) facts.set('odp', odp);
  facts.set('cmabRules', readCmabRules(compilation, attributes));
  return facts;
}

function readOdp(datafile: Datafile, warn: Warn): OdpFacts | null {
  const named: Json[] = [];
  for (const { raw, path } of objectList(datafile.raw, 'integrations', '', warn)) {
    if (!Object.hasOwn(raw, 'key')) warn(path, 'Expected a "key", got none. The integration is ignored.');
    if (own(raw, 'key') === 'odp') named.push(raw);
  }
  if (named.length === 0) return null;
  const first = (name: string): string => text(named.map((one) => own(one, name)).find(Boolean) ?? '');
  const segments = [...datafile.audiences.values()].flatMap(({ conditions }) => segmentsOf(conditions));
  return {
    host: first('host'),
    publicKey: first('publicKey'),
    pixelUrl: first('pixelUrl'),
    segments: [...new Set(segments.map(text))],
  };
}

function readCmabRules(compilation: Compilation, attributes: readonly Json[]): readonly CmabRule[] {
  const keys = new Map(attributes.map((one) => [text(own(one, 'id')), text(own(one, 'key'))]));
  const { flags, experimentsById } = compilation.project;
  const askedBy = new Map<string, string[]>();
  for (const { node } of flags) {
    for (const id of new Set(node.experimentIds)) {
      const flagKeys = askedBy.get(id);
      if (flagKeys === undefined) askedBy.set(id, [node.key]);
      else flagKeys.push(node.key);
    }
  }
  return [...askedBy].flatMap(([id, flagKeys]) => {
    const node = experimentsById.get(id);
    if (node === undefined || node.cmab === null || faultIn(() => compilation.matcher(node)) !== null)
      return [];
    const listed = node.cmab.attributeIds.flatMap((id) => {
      const key = keys.get(id);
      return key === undefined ? [] : [{ id, key }];
    });
    const complete = listed.length === node.cmab.attributeIds.length;
    return [
      {
        id: node.id,
        key: node.key,
        flagKeys,
        attributes: complete ? listed : null,
        concerns: concernOf(node, compilation),
      },
    ];
  });
}

function concernOf(node: ExperimentNode, compilation: Compilation): (subject: Subject) => boolean {
  const { project, visitors, bucketer } = compilation;
  const running = (project.experimentsByKey.get(node.key) ?? node).running;
  const matcher = compilation.matcher(node);
  return (subject) => {
    const visitorId = visitors.id(subject);
    if (visitorId === null || !running || !isTargeted(matcher, subject)) return false;
    const hashed = bucketingId(subject, visitorId);
    if (matcher.admission !== null && !matcher.admission(hashed, visitorId, null)) return false;
    return matcher.split.find(bucketer.bucket(hashed, node.id)) >= 0;
  };
}
