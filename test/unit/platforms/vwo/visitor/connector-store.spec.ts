import { describe, expect, it } from 'vitest';
import type { VwoConnector } from '../../../../../lib/index.js';
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

describe('vwoConnectorStore', () => {
  it('asks for each feature of a user once', async () => {
    const connector = new ScriptedConnector(async (key, user) => (key === 'cart' ? record(key, user) : {}));
    const found = await vwoConnectorStore(connector).getMany([
      'cart_anna',
      'new_cart_anna',
      '_vwo_meta_meg_7_anna',
    ]);
    expect(found).toEqual(new Map([['cart_anna', record('cart', 'anna')]]));
    expect(connector.asked).toEqual(['cart of anna', 'new_cart of anna', '_vwo_meta_meg_7 of anna']);
  });

  it('takes connectors that answer without a promise', async () => {
    const connector = new ScriptedConnector(record);
    expect((await vwoConnectorStore(connector).getMany(['a_u', 'b_u'])).size).toBe(2);
  });

  it.each([
    ['the feature key', ['new_cart_flow_u'], 'new_cart_flow', 'u'],
    ['the user id', ['cart_a_b_c', 'x_a_b_c'], 'cart', 'a_b_c'],
    ['both', ['a_cart_u_1', 'b_cart_u_1'], 'a_cart', 'u_1'],
    ['an empty feature key', ['_u', 'cart_u'], 'cart', 'u'],
  ])('finds the user where underscores are in %s', async (_, keys, featureKey, userId) => {
    const connector = new ScriptedConnector((key, user) =>
      key === featureKey && user === userId ? record(key, user) : undefined,
    );
    const found = await vwoConnectorStore(connector).getMany(keys);
    expect([...found.values()]).toEqual([record(featureKey, userId)]);
  });

  it('does not ask without end for a user whose id is all underscores', async () => {
    const connector = new ScriptedConnector(() => undefined);
    const user = '_'.repeat(1_000);
    const keys = Array.from({ length: 10 }, (_, i) => `feature-${i}_${user}`);
    expect((await vwoConnectorStore(connector).getMany(keys)).size).toBe(0);
    expect(connector.asked).toHaveLength(40);
  });

  it('takes a record that cannot be read for none, and fails where none can', async () => {
    const failing = new ScriptedConnector((key, user) =>
      key === 'b' ? record(key, user) : Promise.reject(new Error('down')),
    );
    expect([...(await vwoConnectorStore(failing).getMany(['a_u', 'b_u'])).keys()]).toEqual(['b_u']);
    const down = new ScriptedConnector(() => {
      throw new Error('down');
    });
    await expect(vwoConnectorStore(down).getMany(['a_u', 'b_u'])).rejects.toThrow('down');
  });

  it.each([[null], ['text'], [5], [[]], [{}]])('takes %j for no record', async (answer) => {
    expect((await vwoConnectorStore(new ScriptedConnector(() => answer)).getMany(['a_u'])).size).toBe(0);
  });

  it('hands records over that the connector may change', async () => {
    const connector = new ScriptedConnector(() => undefined);
    const document = Object.freeze({ featureKey: 'a', userId: 'u' });
    await vwoConnectorStore(connector).set('a_u', document);
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
