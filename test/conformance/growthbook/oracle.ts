import type { Experiment, UserContext } from '@growthbook/growthbook';
import { GrowthBook, GrowthBookClient } from '@growthbook/growthbook';
import type { GeneratedUser } from './generate-payload.js';

type Json = Record<string, unknown>;

/** Everything observable of one evaluation by the official SDK. */
export interface Observed {
  readonly result: unknown;
  /** Experiment and result of every tracking call, in order. */
  readonly exposures: readonly { experiment: unknown; result: unknown }[];
  /** Feature and result of every usage call, in order. */
  readonly usage: readonly { feature: string; value: unknown; source: string; ruleId: string }[];
  /** Sticky bucket documents saved, in order. */
  readonly saved: readonly unknown[];
  /** Set when the SDK threw. */
  readonly crash: string | null;
}

/** What the client takes for all visitors. */
export interface ClientSettings {
  readonly enabled?: boolean;
  readonly qaMode?: boolean;
  readonly globalAttributes?: Json;
  readonly forcedVariations?: Record<string, number>;
  readonly forcedFeatureValues?: Map<string, unknown>;
}

/** The official multi-user client, set up with a payload. */
export class Oracle {
  private readonly client: GrowthBookClient;
  private exposures: { experiment: unknown; result: unknown }[] = [];
  private usage: { feature: string; value: unknown; source: string; ruleId: string }[] = [];
  private saved: unknown[] = [];

  constructor(payload: Json, settings: ClientSettings = {}) {
    this.client = new GrowthBookClient({
      ...settings,
      trackingCallback: (experiment, result) => {
        this.exposures.push({ experiment: structuredClone(experiment), result: structuredClone(result) });
      },
      onFeatureUsage: (feature, { value, source, ruleId }) => {
        this.usage.push({ feature, value, source, ruleId });
      },
    });
    this.client.initSync({ payload: structuredClone(payload) });
  }

  feature(key: string, user: GeneratedUser): Observed {
    return this.observe(() => this.client.evalFeature(key, this.context(user)));
  }

  inline(experiment: Json, user: GeneratedUser): Observed {
    return this.observe(() =>
      this.client.runInlineExperiment(experiment as unknown as Experiment<unknown>, this.context(user)),
    );
  }

  private observe(run: () => unknown): Observed {
    this.exposures = [];
    this.usage = [];
    this.saved = [];
    let result: unknown = null;
    let crash: string | null = null;
    try {
      result = structuredClone(run());
    } catch (error) {
      crash = String(error);
    }
    return { result, exposures: this.exposures, usage: this.usage, saved: this.saved, crash };
  }

  private context(user: GeneratedUser): UserContext {
    const { documents, forcedFeatureValues, ...rest } = user;
    return {
      ...(rest as UserContext),
      ...(forcedFeatureValues && { forcedFeatureValues: new Map(Object.entries(forcedFeatureValues)) }),
      ...(documents && {
        stickyBucketAssignmentDocs: structuredClone(documents) as never,
        saveStickyBucketAssignmentDoc: (doc) => {
          this.saved.push(structuredClone(doc));
          return Promise.resolve();
        },
      }),
    };
  }
}

/** What the single-user class made of one visitor: it alone knows overrides, groups and the payload's own experiments. */
export interface ObservedSingle {
  readonly results: readonly unknown[];
  readonly exposures: readonly { experiment: unknown; result: unknown }[];
  readonly redirectUrl: string;
  readonly crash: string | null;
}

/** Runs the official single-user class once. */
export function observeSingle(
  options: Json,
  run: (instance: GrowthBook) => readonly unknown[],
): ObservedSingle {
  const exposures: { experiment: unknown; result: unknown }[] = [];
  try {
    const instance = new GrowthBook({
      ...options,
      trackingCallback: (experiment, result) => {
        exposures.push({ experiment: structuredClone(experiment), result: structuredClone(result) });
      },
    });
    const results = structuredClone(run(instance));
    return { results, exposures, redirectUrl: instance.getRedirectUrl(), crash: null };
  } catch (error) {
    return { results: [], exposures, redirectUrl: '', crash: String(error) };
  }
}
