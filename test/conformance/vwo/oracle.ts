import { createRequire } from 'node:module';
import type * as VwoSdk from 'vwo-fme-node-sdk';

/** What VWO's SDK is asked about: its user context. */
export interface VwoContext {
  readonly id?: unknown;
  readonly customVariables?: Readonly<Record<string, unknown>>;
  readonly variationTargetingVariables?: Readonly<Record<string, unknown>>;
  readonly userAgent?: unknown;
  readonly ipAddress?: unknown;
  readonly _vwo?: { readonly location?: unknown; readonly userAgent?: unknown };
  readonly postSegmentationVariables?: readonly string[];
}

/** What surrounds one question. */
export interface World {
  /** Stored documents by `featureKey_userId`; null: no storage connector. */
  readonly stored: ReadonlyMap<string, unknown> | null;
  /** What the gateway tells of the visitor; undefined: it fails. */
  readonly gatewayUser: unknown;
  /** The gateway's answers on lists. */
  readonly lists: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Exposure {
  readonly id: unknown;
  readonly variation: unknown;
  readonly visitorProperties: Readonly<Record<string, unknown>>;
}

/** Everything that can be seen of one `getFlag` call. */
export interface Observation {
  readonly on: boolean;
  readonly variables: unknown;
  readonly exposures: readonly Exposure[];
  readonly callback: unknown;
  readonly writes: readonly unknown[];
}

interface Flag {
  isEnabled(): boolean;
  getVariables(): unknown;
}

interface Client {
  originalSettings: unknown;
  updateSettings(settings: unknown): Promise<void>;
  getFlag(key: string, context: unknown): Promise<Flag>;
}

interface Request {
  getPath(): string;
  getQuery(): Readonly<Record<string, unknown>>;
  getBody(): {
    readonly d: {
      readonly event: { readonly props: Record<string, unknown> };
      readonly visitor: { readonly props: Record<string, unknown> };
    };
  };
}

// The CommonJS build is what Node applications of the vendor run; the ES module build differs where lists are no lists.
const sdk = createRequire(import.meta.url)('vwo-fme-node-sdk') as typeof VwoSdk;

/** The vendor's own visitor id. */
export const vendorUuid = sdk.getUUID;

const EMPTY_SETTINGS = { version: 1, accountId: 123456, features: [], campaigns: [] };

/** VWO's SDK, in this process, without network: one client, whose settings are replaced. It keeps one state per process. */
export class Oracle {
  private client!: Client;
  private world: World = { stored: null, gatewayUser: undefined, lists: {} };
  private exposures: Exposure[] = [];
  private writes: unknown[] = [];
  private callback: unknown = null;
  private failed = false;

  static async start(): Promise<Oracle> {
    const oracle = new Oracle();
    await oracle.init(EMPTY_SETTINGS);
    return oracle;
  }

  /** @returns whether the SDK takes the settings */
  async load(settings: unknown): Promise<boolean> {
    this.failed = false;
    await this.client.updateSettings(settings);
    // Every question makes the SDK check the whole payload again, which takes most of its time. It has passed that here.
    if (!this.failed) this.client.originalSettings = EMPTY_SETTINGS;
    return !this.failed;
  }

  async ask(key: string, context: VwoContext, world: World): Promise<Observation> {
    this.world = world;
    this.exposures = [];
    this.writes = [];
    this.callback = null;
    const flag = await this.client.getFlag(key, { ...context });
    return {
      on: flag.isEnabled(),
      variables: plain(flag.getVariables()),
      exposures: this.exposures,
      callback: this.callback,
      writes: this.writes,
    };
  }

  private async init(settings: unknown): Promise<void> {
    const setTimer = globalThis.setTimeout;
    // The SDK polls for ever; its timer must not keep the process alive.
    globalThis.setTimeout = ((task: () => void, ms: number) =>
      setTimer(task, ms).unref()) as typeof setTimeout;
    try {
      const options: unknown = {
        sdkKey: 'conformance',
        accountId: '123456',
        settings,
        logger: { level: 'ERROR', transports: [{ level: 'ERROR', log: () => {} }] },
        gatewayService: { url: 'http://gateway.invalid' },
        network: {
          client: {
            GET: (request: Request) => this.get(request),
            POST: (request: Request) => this.post(request),
          },
        },
        retryConfig: { shouldRetry: false },
        storage: {
          get: (key: string, user: string) => this.read(key, user),
          set: (data: unknown) => this.write(data),
        },
        integrations: { callback: (properties: unknown) => (this.callback = plain(properties)) },
      };
      this.client = await sdk.init(options as VwoSdk.IVWOOptions);
    } finally {
      globalThis.setTimeout = setTimer;
    }
  }

  private async get(request: Request): Promise<unknown> {
    const query = request.getQuery();
    if (request.getPath().includes('get-user-details')) {
      if (this.world.gatewayUser === undefined) throw new Error('the gateway is down');
      return response(this.world.gatewayUser);
    }
    const list = this.world.lists[String(query['listId'])] ?? {};
    const attribute = String(query['attribute']);
    return response(Object.hasOwn(list, attribute) ? list[attribute] : undefined);
  }

  private async post(request: Request): Promise<unknown> {
    const event = request.getQuery()['en'];
    const { props } = request.getBody().d.event;
    if (event === 'vwo_variationShown') {
      const { vwo_fs_environment: _, ip: __, ...visitorProperties } = request.getBody().d.visitor.props;
      this.exposures.push({
        id: props['id'],
        variation: props['variation'],
        visitorProperties: plain(visitorProperties) as Exposure['visitorProperties'],
      });
    }
    const meta = props['vwoMeta'] as Readonly<Record<string, unknown>> | undefined;
    if (meta?.['msg_t'] === 'UPDATING_CLIENT_INSTANCE_FAILED_WHEN_WEBHOOK_TRIGGERED') this.failed = true;
    return response({});
  }

  private async read(key: string, user: string): Promise<unknown> {
    return this.world.stored?.get(`${key}_${user}`);
  }

  private async write(data: unknown): Promise<void> {
    if (this.world.stored !== null) this.writes.push(plain(data));
  }
}

function response(data: unknown): unknown {
  return { getData: () => data, getTotalAttempts: () => 0, getStatusCode: () => 200 };
}

/** As JSON has it: members that are undefined are not there. */
export function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/**
 * The SDK leaves rejected promises behind (a write it refuses, a segment it cannot read). They are part of what it does, not
 * failures of the test.
 *
 * @returns puts everything back, once those that are on their way have arrived
 */
export function tolerateStrayRejections(): () => Promise<void> {
  const listeners = process.listeners('unhandledRejection');
  const ignore = (): void => {};
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', ignore);
  return async () => {
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', ignore);
    for (const listener of listeners) process.on('unhandledRejection', listener);
  };
}
