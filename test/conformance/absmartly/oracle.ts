import { SDK } from '@absmartly/javascript-sdk';
import type { Visitor } from './generate-visitor.js';

type Params = ConstructorParameters<typeof SDK>[0];
type Logger = NonNullable<NonNullable<Params>['eventLogger']>;

/** An exposure as the vendor's SDK queues it, without the time. */
export type SdkExposure = Readonly<Record<string, unknown>>;

export interface SdkContext {
  readonly context: ReturnType<SDK['createContextWith']>;
  /** Takes the exposures queued since the last call. */
  exposures(): SdkExposure[];
}

/** Makes contexts of the vendor's SDK that talk to nobody. */
export class Oracle {
  /** What the next refresh downloads. */
  next: unknown = {};
  /** Bodies that were published. */
  readonly published: { units: { type: string; uid: string }[] }[] = [];

  private readonly sdk = new SDK({
    client: {},
    provider: { getContextData: () => Promise.resolve(this.next) },
    publisher: {
      publish: (body: Oracle['published'][number]) => {
        this.published.push(body);
        return Promise.resolve();
      },
    },
  } as unknown as Params);

  context(payload: unknown, visitor: Visitor): SdkContext {
    let queue: SdkExposure[] = [];
    const eventLogger = ((_context: unknown, name: string, event: Record<string, unknown>) => {
      if (name !== 'exposure') return;
      const { exposedAt: _time, ...rest } = event;
      queue.push(rest);
    }) as Logger;
    const context = this.sdk.createContextWith({ units: visitor.units }, payload as never, { eventLogger });
    for (const [name, value] of visitor.attributes) context.attribute(name, value);
    for (const [name, variant] of visitor.overrides) context.override(name, variant as number);
    for (const [name, variant] of visitor.customAssignments)
      context.customAssignment(name, variant as number);
    return {
      context,
      exposures() {
        const taken = queue;
        queue = [];
        return taken;
      },
    };
  }
}

/** What a call gave, or that it threw. */
export type Outcome = { readonly value: unknown } | { readonly thrown: unknown };

export function attempt(call: () => unknown): Outcome {
  try {
    return { value: call() };
  } catch (thrown) {
    return { thrown };
  }
}
