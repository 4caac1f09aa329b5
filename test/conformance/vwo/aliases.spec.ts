import { Controller, Get, Inject } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { createRequire } from 'node:module';
import type { IncomingMessage } from 'node:http';
import type * as VwoSdk from 'vwo-fme-node-sdk';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Experiments, vwo, vwoAliases } from '../../../lib/index.js';
import type { Delivery } from '../../support/collector.js';
import { Collector, ok } from '../../support/collector.js';
import { startApp } from '../../support/test-app.js';
import { vwoFeature, vwoSettings } from '../../fixtures/vwo/settings.js';
import { tolerateStrayRejections } from './oracle.js';

const sdk = createRequire(import.meta.url)('vwo-fme-node-sdk') as typeof VwoSdk;

const ACCOUNT = { accountId: '123456', sdkKey: 'test' } as const;
const SETTINGS = vwoSettings([vwoFeature(1, { key: 'flag', segments: { user: 'anna' } })]);

/** A gateway that knows the aliases of one user. */
function gateway(): Promise<Collector> {
  return Collector.start((delivery, response) => {
    if (delivery.method === 'POST') return ok(delivery, response);
    const isAlias = delivery.url.includes('/user-alias/');
    const answer = isAlias ? [{ aliasId: 'login-1', userId: 'anna' }, { aliasId: 'other' }] : SETTINGS;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    return false;
  });
}

/** Requests about aliases, in a form that does not hang on encoding. */
function aliasRequests({ deliveries }: Collector): unknown[] {
  return deliveries
    .filter(({ url }) => url.includes('/user-alias/'))
    .map(({ method, url, body }) => {
      const { pathname, searchParams } = new URL(url, 'http://gateway');
      return [method, pathname, Object.fromEntries(searchParams), body];
    });
}

const visIdsOf = (collector: Collector): unknown[] =>
  collector.deliveries.filter(({ url }) => url.includes('en=vwo_variationShown')).map(visIdOf);

function visIdOf({ body }: Delivery): unknown {
  return (JSON.parse(body) as { d: { visId: string } }).d.visId;
}

@Controller()
class FlagController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get()
  flag(): object {
    return { on: this.experiments.isOn('flag') };
  }
}

describe('VWO: aliases of users', () => {
  let restore: () => Promise<void>;

  beforeAll(() => {
    restore = tolerateStrayRejections();
  });

  afterAll(() => restore());

  async function theirs(collector: Collector, ids: readonly string[]): Promise<boolean[]> {
    const setTimer = globalThis.setTimeout;
    globalThis.setTimeout = ((task: () => void, ms: number) =>
      setTimer(task, ms).unref()) as typeof setTimeout;
    const client = await sdk.init({
      ...ACCOUNT,
      gatewayService: { url: collector.origin },
      isAliasingEnabled: true,
      shouldWaitForTrackingCalls: true,
      logger: { level: 'ERROR', transports: [{ level: 'ERROR', log: () => {} }] },
    } as unknown as VwoSdk.IVWOOptions);
    globalThis.setTimeout = setTimer;
    const answers: boolean[] = [];
    for (const id of ids) answers.push((await client.getFlag('flag', { id })).isEnabled());
    await client.setAlias({ id: ' anna ' }, ' login-2 ');
    return answers;
  }

  async function ours(collector: Collector, ids: readonly string[]): Promise<boolean[]> {
    const account = { ...ACCOUNT, gateway: { url: collector.origin } };
    const aliases = vwoAliases(account);
    const app = await startApp({
      controllers: [FlagController],
      options: {
        platform: vwo({ ...account, visitorUnit: 'user' }),
        sinks: undefined,
        units: async (context: ExecutionContext) => {
          const { headers } = context.switchToHttp().getRequest<IncomingMessage>();
          return { user: await aliases.userIdOf(String(headers['x-login'])) };
        },
        refresh: false,
      },
    });
    onTestFinished(() => app.close());
    const answers: boolean[] = [];
    for (const id of ids) {
      const { body } = await app.get('/', { headers: { 'x-login': id } });
      answers.push((body as { on: boolean }).on);
    }
    await app.experiments.flush();
    await aliases.setAlias(' anna ', ' login-2 ');
    return answers;
  }

  it('are asked for and set as the official SDK does, and decide alike', async () => {
    const [official, own] = [await gateway(), await gateway()];
    const ids = ['login-1', 'other', 'anna', 'nobody'];
    const expected = await theirs(official, ids);
    expect(expected).toEqual([true, false, true, false]);
    expect(await ours(own, ids)).toEqual(expected);
    expect(aliasRequests(own)).toEqual(aliasRequests(official));
    expect(visIdsOf(official)).toHaveLength(2);
    expect(new Set(visIdsOf(own))).toEqual(new Set(visIdsOf(official)));
  });
});
