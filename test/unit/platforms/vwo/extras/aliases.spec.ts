import { describe, expect, it } from 'vitest';
import type { VwoAliases, VwoAliasOptions } from '../../../../../lib/index.js';
import { vwoAliases } from '../../../../../lib/index.js';
import { DeliveryError } from '../../../../../lib/errors/delivery.error.js';
import { SourceError } from '../../../../../lib/errors/source.error.js';
import { Collector, ok, status } from '../../../../support/collector.js';

const ACCOUNT = { accountId: '123456', sdkKey: 'key' };

async function start(answer: unknown): Promise<{ collector: Collector; aliases: VwoAliases }> {
  const collector = await Collector.start((delivery, response) => {
    if (delivery.method === 'POST') return ok(delivery, response);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    return true;
  });
  return { collector, aliases: vwoAliases({ ...ACCOUNT, gateway: { url: collector.origin } }) };
}

describe('vwoAliases', () => {
  it('asks once for several who want to know the same', async () => {
    const { collector, aliases } = await start([{ aliasId: 'login', userId: 'anna' }]);
    const users = await Promise.all([aliases.userIdOf('login'), aliases.userIdOf('login')]);
    expect([...users, await aliases.userIdOf('login')]).toEqual(['anna', 'anna', 'anna']);
    expect(collector.deliveries).toHaveLength(1);
  });

  it.each([
    [null],
    [[]],
    ['text'],
    [{ aliasId: 'login', userId: 'anna' }],
    [[null, 5, { aliasId: 'x', userId: 'y' }]],
    [[{ aliasId: 'login' }]],
    [[{ aliasId: 'login', userId: '' }]],
    [[{ aliasId: 'login', userId: 5 }]],
  ])('takes an id for itself when the gateway says %j', async (answer) => {
    const { aliases } = await start(answer);
    expect(await aliases.userIdOf('login')).toBe('login');
  });

  it('says so when the gateway does not answer well', async () => {
    const { collector, aliases } = await start([]);
    collector.otherwise = status(503);
    await expect(aliases.userIdOf('login')).rejects.toThrow(SourceError);
    await expect(aliases.setAlias('anna', 'login')).rejects.toThrow(DeliveryError);
    await collector.refuse();
    await expect(aliases.userIdOf('login')).rejects.toThrow(SourceError);
    await expect(aliases.setAlias('anna', 'login')).rejects.toThrow(DeliveryError);
  });

  it.each([
    ['', 'login', 'expects userId'],
    ['anna', ' ', 'expects aliasId'],
    ['anna', ['login'], 'expects aliasId'],
    [null, 'login', 'expects userId'],
    ['anna', ' anna ', 'not the user id itself'],
  ])('refuses to give %j the alias %j', async (userId, aliasId, problem) => {
    const { collector, aliases } = await start([]);
    await expect(aliases.setAlias(userId as string, aliasId as string)).rejects.toThrow(problem);
    expect(collector.deliveries).toEqual([]);
  });

  it.each([
    [{}, 'vwoAliases() expects accountId'],
    [{ ...ACCOUNT, sdkKey: '' }, 'expects sdkKey'],
    [{ ...ACCOUNT, gateway: {} }, 'Expected gateway.url'],
  ])('refuses %j', (options, problem) => {
    expect(() => vwoAliases(options as VwoAliasOptions)).toThrow(problem);
  });
});
