import type { Client } from '@optimizely/optimizely-sdk';
import {
  createInstance,
  createOdpManager,
  createStaticProjectConfigManager,
} from '@optimizely/optimizely-sdk';
import { onTestFinished } from 'vitest';
import { evaluate } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import { createSubject } from '../../../lib/engine/subject.js';
import type { OptimizelyOptions } from '../../../lib/index.js';
import { optimizelyPlatform } from '../../../lib/platforms/optimizely/optimizely.platform.js';

type Json = Record<string, unknown>;

/** Who asks. */
export interface Asking {
  readonly id: string;
  readonly attributes?: Json;
}

/** What a decision shows. */
export interface Shown {
  readonly variationKey: string | null;
  readonly ruleKey: string | null;
}

/** The official SDK with ODP, and predictions from a local server. */
export async function theirs(datafile: Json, predictions?: string): Promise<Client> {
  const client = createInstance({
    projectConfigManager: createStaticProjectConfigManager({ datafile: JSON.stringify(datafile) }),
    odpManager: createOdpManager({}),
    ...(predictions !== undefined && { cmab: { predictionEndpointTemplate: `${predictions}/predict/%s` } }),
  });
  await client.onReady();
  onTestFinished(async () => void (await client.close()));
  return client;
}

/** Our platform, asked as the module asks it. */
export class OurSide {
  private constructor(
    readonly platform: ReturnType<typeof optimizelyPlatform>,
    private readonly program: Program,
  ) {}

  static async of(datafile: Json, options: OptimizelyOptions = {}): Promise<OurSide> {
    const platform = optimizelyPlatform({ datafile, ...options });
    return new OurSide(platform, await platform.compile(datafile));
  }

  /** What is fetched about a visitor; undefined when nothing is asked for, null when nothing could be had. */
  async facts(
    visitor: Asking,
    signal = new AbortController().signal,
  ): Promise<ReadonlyMap<string, unknown> | null | undefined> {
    try {
      return await this.platform.prefetch?.(factsOf(visitor), this.program, signal);
    } catch {
      return null;
    }
  }

  async decide(visitor: Asking, flagKey: string): Promise<Shown & { cmabUuid: unknown }> {
    const facts = (await this.facts(visitor)) ?? new Map();
    const subject = createSubject({ ...this.platform.subject(factsOf(visitor)), facts });
    const { assignment, ruleId } = evaluate(this.program, flagKey, subject);
    return {
      variationKey: assignment?.variation.key || null,
      ruleKey: ruleId || null,
      cmabUuid: assignment?.details?.['cmabUuid'],
    };
  }
}

export function factsOf({ id, attributes = {} }: Asking): {
  visitorCode: string;
  units: Map<string, string>;
  attributes: Map<string, unknown>;
  url: string;
  userAgent: null;
  ip: null;
} {
  return {
    visitorCode: id,
    units: new Map([['visitor', id]]),
    attributes: new Map(Object.entries(attributes)),
    url: '',
    userAgent: null,
    ip: null,
  };
}
