import { Keyv as Keyv5 } from 'keyv5';
import { Keyv as Keyv6 } from 'keyv6';
import { describe, expect, it } from 'vitest';
import type { DocumentParts, KeyvClient } from '../../../lib/index.js';
import { keyvStore } from '../../../lib/index.js';

const ANNA: DocumentParts = {
  key: 'id||anna',
  feature: null,
  unit: 'id',
  value: 'anna',
  platform: 'growthbook',
  visitor: 'anna',
  request: null,
};

/** A database that can be made to fail. */
class Database extends Map<string, unknown> {
  isDown = false;

  override get(key: string): unknown {
    if (this.isDown) throw new Error('database is down');
    return super.get(key);
  }

  override set(key: string, value: unknown): this {
    if (this.isDown) throw new Error('database is down');
    return super.set(key, value);
  }
}

describe.each([
  ['5', (database: Database): KeyvClient => new Keyv5({ store: database })],
  ['6', (database: Database): KeyvClient => new Keyv6({ store: database })],
] as const)('keyvStore of Keyv %s', (_, create) => {
  it('never takes a database that fails for an empty one', async () => {
    const database = new Database();
    const store = keyvStore(create(database));
    await store.write(ANNA, { n: 1 });
    database.isDown = true;
    await expect(store.read([ANNA])).rejects.toThrow('database is down');
    await expect(store.write(ANNA, { n: 2 })).rejects.toThrow('database is down');
    database.isDown = false;
    expect(await store.read([ANNA])).toEqual([{ n: 1 }]);
  });

  it('has a prefix of its own in its keys', async () => {
    const database = new Database();
    await keyvStore(create(database), { prefix: 'shop:' }).write(ANNA, { n: 1 });
    expect([...database.keys()].every((key) => key.endsWith('shop:growthbook::id:anna'))).toBe(true);
    expect(database.size).toBe(1);
    expect(await keyvStore(create(database)).read([ANNA])).toEqual([undefined]);
  });

  it('forgets documents when their time is over', async () => {
    const store = keyvStore(create(new Database()), { expiresInMs: 1 });
    await store.write(ANNA, { n: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await store.read([ANNA])).toEqual([undefined]);
  });

  it('leaves what is no document as it is', async () => {
    const keyv = create(new Database());
    await keyv.set('experimentation:growthbook::id:anna', 'text');
    const [found] = await keyvStore(keyv).read([ANNA]);
    expect(found).toBeInstanceOf(Error);
    expect((found as Error).message).toContain('experimentation:growthbook::id:anna');
  });

  it.each([[0], [-1], [1.5], [Number.NaN]])('refuses a lifetime of %s', (expiresInMs) => {
    expect(() => keyvStore(create(new Database()), { expiresInMs })).toThrow('expiresInMs');
  });
});

it.each([[null], [{}], [{ get: () => 1, set: () => 1 }]])('keyvStore refuses %j', (keyv) => {
  expect(() => keyvStore(keyv as never)).toThrow('expects a Keyv');
});
