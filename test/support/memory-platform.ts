import { compileGrowthbook } from '../../lib/engine.js';
import type { Platform } from '../../lib/ports/platform.js';
import type { Source } from '../../lib/ports/source.js';

/** Configuration in GrowthBook's format that a test publishes, and that is there when the next refresh asks for it. */
export class MemorySource implements Source {
  readonly name = 'memory';
  #version = 1;
  fetches = 0;
  failure: Error | null = null;

  constructor(private payload: unknown) {}

  publish(payload: unknown): void {
    this.payload = payload;
    this.#version++;
  }

  fetch({ since }: Parameters<Source['fetch']>[0]): ReturnType<Source['fetch']> {
    this.fetches++;
    if (this.failure !== null) return Promise.reject(this.failure);
    const etag = String(this.#version);
    if (since?.etag === etag) return Promise.resolve(undefined);
    return Promise.resolve({ payload: this.payload, validator: { etag } });
  }
}

/** GrowthBook's format from a source in memory, without a collector. */
export function memoryPlatform(source: Source, members: Partial<Platform> = {}): Platform {
  return {
    name: 'memory',
    source,
    compile: (payload) => compileGrowthbook(payload),
    subject: ({ units, attributes, url }) => {
      const named = new Map<string, unknown>();
      for (const [unit, value] of units) named.set(unit === 'visitor' ? 'id' : unit, value);
      for (const [name, value] of attributes) named.set(name, value);
      return { units, attributes: named, url };
    },
    sinks: () => [],
    ...members,
  };
}

/** A shop's configuration: an experiment of three variations, a flag with targeting, flags that are always on and off. */
export const SHOP = Object.freeze({
  features: {
    recommended_products: {
      defaultValue: 5,
      rules: [
        {
          key: 'recommended_products_test',
          variations: [5, 10, 8],
          meta: [{ key: 'control' }, { key: 'many' }, { key: 'some' }],
          weights: [0.34, 0.33, 0.33],
        },
      ],
    },
    new_checkout: { defaultValue: false, rules: [{ condition: { beta: true }, force: true }] },
    page_size: { defaultValue: 20 },
    page_title: { defaultValue: 'Shop' },
    always_on: { defaultValue: true },
    always_off: { defaultValue: false },
    half: {
      defaultValue: 'none',
      rules: [{ key: 'half_test', variations: ['a', 'b'], meta: [{ key: 'a' }, { key: 'b' }], coverage: 1 }],
    },
    nobody: { defaultValue: 'none', rules: [{ key: 'nobody_test', variations: ['a', 'b'], coverage: 0 }] },
  },
});
