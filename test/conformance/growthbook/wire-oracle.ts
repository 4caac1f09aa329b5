import type { UserContext } from '@growthbook/growthbook';
import { GrowthBookClient } from '@growthbook/growthbook';
import { growthbookTrackingPlugin } from '@growthbook/growthbook/plugins';
import type { Decision } from '../../../lib/engine/decision.js';
import { evaluate } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { compileGrowthbook } from '../../../lib/platforms/growthbook/compile/compile.js';
import type { GrowthbookSinkOptions } from '../../../lib/platforms/growthbook/setup/sink.options.js';
import { growthbookSink } from '../../../lib/platforms/growthbook/wire/growthbook.sink.js';
import type { EventVisitor, ExperimentationEvent } from '../../../lib/ports/sink.js';
import { EventPipeline } from '../../../lib/runtime/events/pipeline.js';
import type { Delivery } from '../../support/collector.js';
import { Collector } from '../../support/collector.js';
import { until } from '../../support/until.js';
import { subjectOf } from './observe.js';
import type { GeneratedUser } from './generate-payload.js';

export type Json = Record<string, unknown>;
type TrackingOptions = Parameters<typeof growthbookTrackingPlugin>[0];

export const CLIENT_KEY = 'sdk-abc123';

/** The last event of every visit: when it has arrived, everything has. */
export const END: { name: string; revenue?: number; properties: Json } = {
  name: 'end of visit',
  properties: {},
};

/** What one visitor does, in both worlds. */
export interface Visit {
  readonly attributes: Json;
  readonly url: string;
  readonly features: readonly string[];
  readonly goals: readonly { name: string; revenue?: number; properties: Json }[];
  readonly user: GeneratedUser;
}

/** The official multi-user client with its tracking plugin: what it posts for a visit. */
export async function theirs(
  definition: Json,
  visit: Visit,
  options: TrackingOptions = {},
): Promise<Delivery[]> {
  const collector = await Collector.start();
  const client = new GrowthBookClient({
    clientKey: CLIENT_KEY,
    plugins: [
      growthbookTrackingPlugin({ ingestorHost: collector.origin, queueFlushInterval: 1, ...options }),
    ],
  });
  client.initSync({ payload: structuredClone(definition) });
  // A context of its own each time: the SDK writes what it sticks to into it, and the next evaluation would see that.
  for (const feature of visit.features) client.evalFeature(feature, contextOf(visit));
  for (const { name, revenue, properties } of [...visit.goals, END]) {
    client.logEvent(name, revenue === undefined ? properties : { revenue, ...properties }, contextOf(visit));
  }
  // The SDK has no flush that could be awaited.
  await until('the end of the visit', () =>
    collector.events.some((event) => event['event_name'] === END.name),
  );
  await collector.refuse();
  return collector.deliveries;
}

export function contextOf({
  attributes,
  url,
  user: { forcedFeatureValues, documents, ...rest },
}: Visit): UserContext {
  return {
    ...(rest as UserContext),
    attributes,
    url,
    ...(forcedFeatureValues && { forcedFeatureValues: new Map(Object.entries(forcedFeatureValues)) }),
    ...(documents && {
      stickyBucketAssignmentDocs: structuredClone(documents) as never,
      saveStickyBucketAssignmentDoc: () => Promise.resolve(),
    }),
  };
}

/** Our pipeline with our sink: what it posts for the same visit. */
export async function ours(
  program: Program,
  visit: Visit,
  options: Partial<GrowthbookSinkOptions> = {},
): Promise<Delivery[]> {
  const collector = await Collector.start();
  const sink = growthbookSink({ clientKey: CLIENT_KEY, ingestorHost: collector.origin, ...options });
  const pipeline = new EventPipeline({ sinks: [sink] });
  const { attributes, url } = visit;
  const subject = createSubject({ ...subjectOf(visit.user), attributes, url });
  const visitor = visitorOf(visit);
  for (const feature of visit.features) report(pipeline, visitor, evaluate(program, feature, subject));
  for (const { name, revenue, properties } of [...visit.goals, END]) {
    pipeline.offer({
      kind: 'goal',
      ...around(visitor),
      goal: name,
      revenue,
      properties,
    });
  }
  await pipeline.close();
  await collector.refuse();
  return collector.deliveries;
}

export function visitorOf({ attributes, url }: Visit): EventVisitor {
  const shown = new Map(Object.entries(attributes));
  return { visitorCode: 'v', units: new Map(), attributes: shown, url, userAgent: null, ip: null };
}

export function around(
  visitor: EventVisitor,
): Pick<ExperimentationEvent, 'at' | 'visitor' | 'revision' | 'facts'> {
  return { at: Date.now(), visitor, revision: 'r', facts: new Map() };
}

/** As the SDK does: everything but forced values is reported. */
export function report(pipeline: EventPipeline, visitor: EventVisitor, decision: Decision): void {
  for (const exposure of decision.exposures)
    pipeline.offer({ kind: 'exposure', ...around(visitor), exposure });
  for (const one of [...decision.prerequisites, decision]) {
    if (one.source === 'override') continue;
    const asked = one === decision ? 'directly' : 'as-prerequisite';
    pipeline.offer({ kind: 'usage', ...around(visitor), decision: one, asked });
  }
}

export const DEFINITION: Json = {
  features: {
    page_size: {
      defaultValue: 20,
      rules: [
        {
          id: 'fr_1',
          key: 'page_size_test',
          seed: 's',
          hashVersion: 2,
          hashAttribute: 'company',
          variations: [10, 30],
          meta: [{ key: 'small', name: 'Small' }, { key: 'large' }],
        },
      ],
    },
    banner: { defaultValue: { text: 'hi' } },
  },
};
export const PROGRAM = compileGrowthbook(DEFINITION);

export function plainVisit(given: Partial<Visit> = {}): Visit {
  return {
    attributes: { id: 'u1', company: 'acme' },
    url: 'https://shop.example/p?utm=1',
    features: ['page_size', 'banner', 'unknown'],
    goals: [{ name: 'purchase', revenue: 9.5, properties: { sku: 'A' } }],
    user: {} as GeneratedUser,
    ...given,
  };
}
