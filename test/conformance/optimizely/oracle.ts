import type { Client, OptimizelyDecision, UserProfileService } from '@optimizely/optimizely-sdk';
import {
  createForwardingEventProcessor,
  createInstance,
  createStaticProjectConfigManager,
  OptimizelyDecideOption,
} from '@optimizely/optimizely-sdk';
import type { GeneratedVisitor } from './generate-visitor.js';

/** What can be seen of one decision, from either side. */
export interface Observation {
  readonly flagKey: string | null;
  readonly variationKey: string | null;
  readonly enabled: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly ruleKey: string | null;
  readonly reasons: readonly string[];
}

/** What can be seen of one call. */
export interface CallObservation {
  /** In the order of the result; null when the SDK threw. */
  readonly decisions: readonly Observation[];
  /** One per event, in order, without times and ids. */
  readonly impressions: readonly unknown[];
  /** What the user profile service was given. */
  readonly saved: readonly unknown[];
}

type Context = NonNullable<ReturnType<Client['createUserContext']>>;

interface Internals {
  readonly projectConfigManager: { getConfig(): unknown };
  readonly decisionService: {
    forcedVariationMap: Record<string, unknown>;
    userProfileService: UserProfileService | undefined;
    cmabService: { getDecision(config: unknown, user: unknown, ruleId: string): Promise<unknown> };
  };
}

/** The official SDK on one datafile, with everything it tells the outside caught. */
export class OfficialSdk {
  readonly client: Client & Internals;
  private impressions: unknown[] = [];
  private saved: unknown[] = [];

  constructor(datafile: string, defaultDecideOptions: readonly string[] = []) {
    const dispatcher = {
      dispatchEvent: async ({ params }: { params: unknown }) => {
        this.impressions.push(impressionOf(params));
        return {};
      },
    };
    this.client = createInstance({
      projectConfigManager: createStaticProjectConfigManager({ datafile }),
      eventProcessor: createForwardingEventProcessor(dispatcher),
      defaultDecideOptions: defaultDecideOptions as OptimizelyDecideOption[],
    }) as Client & Internals;
    // The promise is rejected for a datafile that cannot be used; decisions tell that as well.
    this.client.onReady().catch(() => undefined);
  }

  /** Whether the datafile has been installed. */
  get installed(): boolean {
    return this.client.projectConfigManager.getConfig() !== undefined;
  }

  decide(visitor: GeneratedVisitor, key: string, options: readonly string[]): CallObservation | null {
    return this.call(visitor, (user) => [user.decide(key, options as OptimizelyDecideOption[])]);
  }

  decideForKeys(
    visitor: GeneratedVisitor,
    keys: string[],
    options: readonly string[],
  ): CallObservation | null {
    return this.call(visitor, (user) =>
      Object.values(user.decideForKeys(keys, options as OptimizelyDecideOption[])),
    );
  }

  decideAll(visitor: GeneratedVisitor, options: readonly string[]): CallObservation | null {
    return this.call(visitor, (user) => Object.values(user.decideAll(options as OptimizelyDecideOption[])));
  }

  async decideAsync(
    visitor: GeneratedVisitor,
    key: string,
    options: readonly string[],
  ): Promise<CallObservation | null> {
    const user = this.enter(visitor);
    try {
      return this.leave([await user.decideAsync(key, options as OptimizelyDecideOption[])]);
    } catch {
      return null;
    }
  }

  async decideAllAsync(
    visitor: GeneratedVisitor,
    options: readonly string[],
  ): Promise<CallObservation | null> {
    const user = this.enter(visitor);
    try {
      return this.leave(Object.values(await user.decideAllAsync(options as OptimizelyDecideOption[])));
    } catch {
      return null;
    }
  }

  /** Calls a method of the client that is older than `decide`. */
  older<T>(
    visitor: GeneratedVisitor,
    ask: (client: Client) => T,
  ): { answer: T; impressions: readonly unknown[] } {
    this.enter(visitor);
    return { answer: ask(this.client), impressions: this.impressions };
  }

  /** `activate`: the variation key, and what was sent. */
  activate(
    visitor: GeneratedVisitor,
    experimentKey: string,
  ): { key: string | null; impressions: unknown[]; saved: unknown[] } {
    this.enter(visitor);
    const key = this.client.activate(experimentKey, visitor.userId, visitor.attributes as never);
    return { key, impressions: this.impressions, saved: this.saved };
  }

  private call(
    visitor: GeneratedVisitor,
    decide: (user: Context) => OptimizelyDecision[],
  ): CallObservation | null {
    const user = this.enter(visitor);
    try {
      return this.leave(decide(user));
    } catch {
      return null;
    }
  }

  private enter(visitor: GeneratedVisitor): Context {
    const { client } = this;
    this.impressions = [];
    this.saved = [];
    const service = client.decisionService;
    service.forcedVariationMap = {};
    for (const [key, variation] of Object.entries(visitor.forcedVariations)) {
      client.setForcedVariation(key, visitor.userId, variation);
    }
    service.userProfileService =
      visitor.profile === undefined ? undefined : this.profileService(visitor.profile);
    service.cmabService = {
      getDecision: async (_config, _user, ruleId) =>
        visitor.predictions[ruleId] ?? Promise.reject(new Error('no prediction')),
    };
    const user = client.createUserContext(visitor.userId, visitor.attributes as never);
    user.qualifiedSegments = visitor.segments as string[] | null;
    for (const { flagKey, ruleKey, variationKey } of visitor.forcedDecisions) {
      user.setForcedDecision(ruleKey === null ? { flagKey } : { flagKey, ruleKey }, { variationKey });
    }
    return user;
  }

  private leave(decisions: OptimizelyDecision[]): CallObservation {
    return { decisions: decisions.map(observationOf), impressions: this.impressions, saved: this.saved };
  }

  private profileService(record: Readonly<Record<string, unknown>> | null): UserProfileService {
    return {
      lookup: () => structuredClone(record) as never,
      save: (profile) => void this.saved.push(structuredClone(profile)),
    };
  }
}

function observationOf(decision: OptimizelyDecision): Observation {
  const { flagKey, variationKey, enabled, variables, ruleKey, reasons } = decision;
  return { flagKey, variationKey, enabled, variables, ruleKey, reasons };
}

function impressionOf(params: unknown): unknown {
  const { visitors } = params as {
    visitors: {
      visitor_id: string;
      snapshots: { decisions: unknown[]; events: { entity_id: unknown; key: string }[] }[];
    }[];
  };
  return visitors.map(({ visitor_id, snapshots }) => ({
    visitor_id,
    snapshots: snapshots.map(({ decisions, events }) => ({
      decisions,
      events: events.map(({ entity_id, key }) => ({ entity_id, key })),
    })),
  }));
}
