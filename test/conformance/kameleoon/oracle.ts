import * as sdk from '@kameleoon/javascript-sdk-core';
import type { KameleoonDatum } from '../../../lib/platforms/kameleoon/visitor/remembered-data.js';

/** What the SDK made of a call: a value, or the type of its error (the constructor's name for a plain JavaScript one). */
export type Outcome<T> =
  { readonly value: T; readonly error: null } | { readonly value: null; readonly error: string };

/** An assignment that the SDK stored during a call. */
export interface StoredAssignment {
  readonly experimentId: string;
  readonly variationId: unknown;
  readonly isTargetedRule: boolean;
  readonly status: string;
}

export interface SdkVariation {
  readonly name: string;
  readonly key: string | undefined;
  readonly id: number | null;
  readonly experimentId: number | null;
  readonly variables: ReadonlyMap<string, { readonly type: string; readonly value: unknown }>;
}

export interface Decided {
  readonly outcome: Outcome<SdkVariation>;
  readonly stored: readonly StoredAssignment[];
  readonly events: readonly unknown[];
}

// oxlint-disable-next-line typescript/no-explicit-any -- internals of the SDK, which it has no types for
type Loose = any;

const IDENTITY = { type: 'NODEJS', version: '5.17.1', isServer: true };

/** The official SDK, driven without network, timers or shared state. */
export class Oracle {
  private stored: StoredAssignment[] = [];
  private events: unknown[] = [];
  private cookies = new Map<string, string>();
  private remote: unknown = null;

  private constructor(
    private readonly client: Loose,
    private readonly codes: Loose,
  ) {}

  /** Starts on a payload; the SDK gets its own copy. Rejects when the SDK rejects the payload. */
  static async start(
    payload: unknown,
    options: { defaultDataFile?: boolean; keepTrees?: boolean; quietly?: boolean } = {},
  ): Promise<Oracle> {
    (sdk as Loose).KameleoonLogger.setLogLevel((sdk as Loose).LogLevel.NONE);
    const memory = new Map<string, unknown>();
    const codes = new (sdk as Loose).VisitorCodeManager();
    let oracle: Oracle | null = null;
    const answer = (requestType: unknown): unknown =>
      requestType === (sdk as Loose).RequestType.Configuration
        ? structuredClone(payload)
        : (oracle?.remote ?? null);
    const externals = {
      externalStorage: {
        read: (key: string) => memory.get(key) ?? null,
        write: (key: string, data: unknown) => memory.set(key, data),
      },
      externalEventSource: { open() {}, close() {}, onError() {} },
      externalVisitorCodeManager: codes,
      externalPackageInfo: IDENTITY,
      externalRequester: {
        sendRequest: async ({ requestType }: Loose) => ({
          ok: true,
          status: 200,
          json: async () => answer(requestType),
          text: async () => '',
        }),
      },
      externalPRNG: { getRandomNumber: () => 0.5 },
    };
    const configuration = options.defaultDataFile ? { defaultDataFile: JSON.stringify(payload) } : {};
    const client = new (sdk as Loose).KameleoonCore({
      siteCode: 'abcdefghij',
      configuration,
      internalConfiguration: { externals, settings: { useAbortController: false } },
    });
    clearInterval(client.tracker.intervalId);
    client.clientConfiguration.handlePollingUpdates = () => {};
    client.clientConfiguration.updateClientConfigurationInBackground = () => {};
    // A segment's tree remembers the error of whoever met it first: the next visitor would get it too. Each evaluation gets
    // fresh trees here; what is different on purpose is tested by name.
    if (!options.keepTrees) client.dataManager.getTree = (segment: Loose) => new (sdk as Loose).Tree(segment);
    oracle = new Oracle(client, codes);
    codes.getData = (key: string) => oracle?.cookies.get(key) ?? null;
    codes.setData = () => {};
    await client.initialize();
    oracle.listen();
    return oracle;
  }

  private listen(): void {
    const { variationConfiguration } = this.client;
    const store = variationConfiguration.updateStoredVariations.bind(variationConfiguration);
    variationConfiguration.updateStoredVariations = (visitorCode: string, data: Loose) => {
      for (const experimentId of Object.keys(data)) this.stored.push({ experimentId, ...data[experimentId] });
      return store(visitorCode, data);
    };
    this.client.onEvent('evaluation', (event: unknown) => this.events.push(event));
  }

  addData(visitorCode: string, data: readonly KameleoonDatum[]): Outcome<void> {
    return attempt(() => this.client.addData(visitorCode, ...data.map(toSdkData)));
  }

  async addRemote(visitorCode: string, answer: unknown, filters: Loose): Promise<Outcome<void>> {
    this.remote = structuredClone(answer);
    try {
      await this.client.getRemoteVisitorData({ visitorCode, filters });
      return { value: undefined, error: null };
    } catch (error) {
      return { value: null, error: nameOf(error) };
    } finally {
      this.remote = null;
    }
  }

  setConsent(visitorCode: string, consent: boolean): void {
    this.client.setUserConsent({ visitorCode, consent, setData: () => {} });
  }

  force(
    visitorCode: string,
    experimentId: number,
    variationKey: string | null,
    forceTargeting: boolean,
  ): Outcome<void> {
    return attempt(() =>
      this.client.setForcedVariation({ visitorCode, experimentId, variationKey, forceTargeting }),
    );
  }

  simulate(visitorCode: string, cookie: string): void {
    this.cookies.set('kameleoonVisitorCode', visitorCode);
    this.cookies.set('kameleoonSimulationFFData', cookie);
    this.codes.getVisitorCode();
    this.cookies.clear();
  }

  decide(visitorCode: string, featureKey: string, track = true): Decided {
    this.stored = [];
    this.events = [];
    const outcome = attempt<SdkVariation>(() => this.client.getVariation({ visitorCode, featureKey, track }));
    return { outcome, stored: this.stored, events: this.events };
  }

  isActive(visitorCode: string, featureKey: string): Outcome<boolean> {
    return attempt(() => this.client.isFeatureFlagActive(visitorCode, featureKey));
  }

  variable(
    visitorCode: string,
    featureKey: string,
    variableKey: string,
  ): Outcome<{ type: string; value: unknown }> {
    return attempt(() => this.client.getFeatureFlagVariable({ visitorCode, featureKey, variableKey }));
  }

  variables(
    visitorCode: string,
    featureKey: string,
  ): Outcome<{ key: string; type: string; value: unknown }[]> {
    return attempt(() =>
      this.client
        .getFeatureFlagVariables(visitorCode, featureKey)
        .map((variable: Loose) => ({ ...variable, key: String(variable.key) })),
    );
  }

  visitorFlags(visitorCode: string): Outcome<{ id: unknown; key: string }[]> {
    return attempt(() => this.client.getVisitorFeatureFlags(visitorCode));
  }

  activeFlags(visitorCode: string): Outcome<Map<string, unknown>> {
    return attempt(() => this.client.getActiveFeatureFlags(visitorCode));
  }

  allVariations(visitorCode: string, onlyActive: boolean): Outcome<Map<string, SdkVariation>> {
    return attempt(() => this.client.getVariations({ visitorCode, onlyActive }));
  }

  audiences(visitorCode: string): Outcome<number[]> {
    const { dataManager } = this.client;
    const store = dataManager.storeData;
    const found: number[] = [];
    dataManager.storeData = (_code: string, ...data: Loose[]) => {
      found.push(...data.map((item) => item.data.id));
      return { ok: true };
    };
    const outcome = attempt(() => this.client.evaluateAudiences(visitorCode));
    dataManager.storeData = store;
    return outcome.error === null ? { value: found, error: null } : outcome;
  }

  /**
   * The old `trigger_experiment` in terms of today's SDK: its flag is decided; the experiment's id in the answer means
   * activated, else its rule's segment tells whether the visitor was targeted.
   */
  trigger(visitorCode: string, experimentId: number): Outcome<number> {
    const flags: Loose[] = [...this.client.clientConfiguration.featureFlags.values()];
    const numeric = (id: unknown): number => (typeof id === 'number' ? id : 0);
    const isIt = (rule: Loose): boolean =>
      rule.type === 'EXPERIMENTATION' && rule.experimentId === experimentId;
    const flag = flags.find(({ featureKey, rules }) => typeof featureKey === 'string' && rules.some(isIt));
    if (flag === undefined) return { value: null, error: 'ExperimentConfigurationNotFoundError' };
    const decided = this.decide(visitorCode, flag.featureKey).outcome;
    if (decided.error !== null) return { value: null, error: decided.error };
    if (decided.value.experimentId === experimentId) return { value: numeric(decided.value.id), error: null };
    const targeted = attempt<Loose>(() =>
      (sdk as Loose).Utilities.checkTargeting({
        segment: flag.rules.find(isIt).segment,
        visitorCode,
        targetingData: this.client.dataManager.getVisitorData(visitorCode),
        experimentId,
        variationConfiguration: this.client.variationConfiguration,
        clientConfiguration: this.client.clientConfiguration,
        packageInfo: IDENTITY,
        dataManager: this.client.dataManager,
      }),
    );
    const included = targeted.error === null && targeted.value.ok && targeted.value.data;
    return { value: null, error: included ? 'NotActivatedError' : 'NotTargetedError' };
  }

  /** Everything stored for a visitor: variation id by experiment id. */
  assignments(visitorCode: string): Record<string, unknown> {
    const result = this.client.variationConfiguration.getStoredVariations(visitorCode);
    const stored: Record<string, unknown> = {};
    if (result.ok)
      for (const id of Object.keys(result.data)) stored[id] = result.data[id].variationId ?? null;
    return stored;
  }

  keys(): string[] {
    return this.client.getFeatureFlags().map(({ key }: Loose) => key);
  }
}

function attempt<T>(call: () => T): Outcome<T> {
  try {
    return { value: call(), error: null };
  } catch (error) {
    return { value: null, error: nameOf(error) };
  }
}

function nameOf(error: unknown): string {
  const { type, constructor } = error as { type?: string; constructor: { name: string } };
  return type ?? constructor.name;
}

/** A piece of visitor data as the SDK takes it. */
export function toSdkData(datum: KameleoonDatum): unknown {
  const types = sdk as Loose;
  switch (datum.type) {
    case 'customData': {
      const named = datum.index ?? datum.name;
      return datum.overwrite === undefined
        ? new types.CustomData(named, ...datum.values)
        : new types.CustomData(named, datum.overwrite, ...datum.values);
    }
    case 'pageView':
      return new types.PageView({ urlAddress: datum.url, title: datum.title, referrers: datum.referrers });
    case 'conversion':
      return new types.Conversion({ ...datum, metadata: datum.metadata?.map(toSdkData) });
    case 'browser':
      return new types.Browser(datum.browser, datum.version);
    case 'device':
      return new types.Device(datum.device);
    case 'operatingSystem':
      return new types.OperatingSystem(datum.operatingSystem);
    case 'geolocation':
      return new types.GeolocationData({ ...datum });
    case 'cookies':
      return new types.Cookie(datum.cookies);
    case 'userAgent':
      return new types.UserAgent(datum.value);
    case 'applicationVersion':
      return new types.ApplicationVersion(datum.version);
    case 'uniqueIdentifier':
      return new types.UniqueIdentifier(datum.value);
    default:
      throw new TypeError(`The SDK takes no ${datum.type}.`);
  }
}
