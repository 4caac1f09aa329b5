import { describe, expect, it } from 'vitest';
import type { DocumentParts, VwoConnector } from '../../../../../lib/index.js';
import { vwoConnectorStore } from '../../../../../lib/index.js';

/** Keeps what it was asked, and answers from `records`. */
class ScriptedConnector implements VwoConnector {
  readonly asked: string[] = [];
  readonly set = async (data: Record<string, unknown>): Promise<void> => void this.kept.push(data);
  readonly kept: unknown[] = [];

  constructor(private readonly answer: (featureKey: string, userId: string) => unknown) {}

  get(featureKey: string, userId: string): unknown {
    this.asked.push(`${featureKey} of ${userId}`);
    return this.answer(featureKey, userId);
  }
}

const record = (featureKey: string, userId: string): object => ({ featureKey, userId, rolloutId: 1 });

const partsOf = (feature: string, value: string): DocumentParts => ({
  key: `${feature}_${value}`,
  feature,
  unit: 'visitor',
  value,
  platform: 'vwo',
  visitor: value,
  request: null,
});

/** An entity of an ORM: its members are accessors of its class. */
class Row {
  readonly #data: Readonly<Record<string, unknown>>;

  constructor(data: Readonly<Record<string, unknown>>) {
    this.#data = data;
  }

  get experimentId(): unknown {
    return this.#data['experimentId'];
  }

  get experimentKey(): unknown {
    return this.#data['experimentKey'];
  }

  get experimentVariationId(): unknown {
    return this.#data['experimentVariationId'];
  }
}

describe('vwoConnectorStore', () => {
  it.each([
    ['ordinary keys', ['cart', 'new_cart', '_vwo_meta_meg_7'], 'anna'],
    ['keys that end alike', ['web_new_checkout_flow_v2', 'ios_new_checkout_flow_v2'], 'u1'],
    ['a user whose id is all underscores', ['a_', '_b'], '_'.repeat(1_000)],
  ])('asks for each feature of a user once, all at the same time, with %s', async (_, features, user) => {
    const connector = new ScriptedConnector(async (key, id) => (key === features[1] ? record(key, id) : {}));
    const reading = vwoConnectorStore(connector).read(features.map((feature) => partsOf(feature, user)));
    expect(connector.asked).toEqual(features.map((feature) => `${feature} of ${user}`));
    expect(await reading).toEqual(
      features.map((feature, i) => (i === 1 ? record(feature, user) : undefined)),
    );
  });

  it('takes connectors that answer without a promise', async () => {
    const connector = new ScriptedConnector(record);
    expect(await vwoConnectorStore(connector).read([partsOf('a', 'u')])).toEqual([record('a', 'u')]);
  });

  it("never takes another user's or another feature's record", async () => {
    const connector = new ScriptedConnector(() => record('web', 'test_42'));
    const asked = [partsOf('web_test', '42'), partsOf('web', '42'), partsOf('web_test', 'test_42')];
    expect(await vwoConnectorStore(connector).read(asked)).toEqual([undefined, undefined, undefined]);
    expect(await vwoConnectorStore(connector).read([partsOf('web', 'test_42')])).toEqual([
      record('web', 'test_42'),
    ]);
  });

  it('reads entities whose members are accessors', async () => {
    const data = { experimentId: 2, experimentKey: 'f_t', experimentVariationId: 2 };
    const connector = new ScriptedConnector(async () => new Row(data));
    expect(await vwoConnectorStore(connector).read([partsOf('f', 'u')])).toEqual([data]);
    const empty = new ScriptedConnector(async () => new Row({}));
    expect(await vwoConnectorStore(empty).read([partsOf('f', 'u')])).toEqual([undefined]);
  });

  it('tells which records could not be read', async () => {
    const failing = new ScriptedConnector((key, user) =>
      key === 'b' ? record(key, user) : Promise.reject(new Error('down')),
    );
    const asked = [partsOf('a', 'u'), partsOf('b', 'u')];
    expect(await vwoConnectorStore(failing).read(asked)).toEqual([new Error('down'), record('b', 'u')]);
    const down = new ScriptedConnector(() => {
      throw new Error('down');
    });
    expect(await vwoConnectorStore(down).read([partsOf('a', 'u')])).toEqual([new Error('down')]);
  });

  it.each([[null], ['text'], [5], [[]], [{}]])('takes %j for no record', async (answer) => {
    const store = vwoConnectorStore(new ScriptedConnector(() => answer));
    expect(await store.read([partsOf('a', 'u')])).toEqual([undefined]);
  });

  it('hands records over that the connector may change', async () => {
    const connector = new ScriptedConnector(() => undefined);
    const document = Object.freeze({ featureKey: 'a', userId: 'u' });
    await vwoConnectorStore(connector).write(partsOf('a', 'u'), document);
    expect(connector.kept).toEqual([document]);
    expect(Object.isFrozen(connector.kept[0])).toBe(false);
  });

  it.each([[null], [undefined], [{}], [{ get: () => 1 }]])(
    'refuses %j, which is no connector',
    (connector) => {
      expect(() => vwoConnectorStore(connector as VwoConnector)).toThrow(/expects a storage connector/);
    },
  );
});
