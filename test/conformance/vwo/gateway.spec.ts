import { createRequire } from 'node:module';
import type * as VwoSdk from 'vwo-fme-node-sdk';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../lib/engine/evaluate.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { vwoPlatform } from '../../../lib/platforms/vwo/vwo.platform.js';
import { ConfigServer, json } from '../../support/config-server.js';
import { vwoFeature, vwoSettings } from '../../fixtures/vwo/settings.js';
import { visitorFacts } from '../../fixtures/vwo/visitor-facts.js';

const sdk = createRequire(import.meta.url)('vwo-fme-node-sdk') as typeof VwoSdk;

const SETTINGS = vwoSettings([
  vwoFeature(1, {
    key: 'flag',
    segments: { and: [{ or: [{ os: 'linux' }] }, { custom_variable: { plan: 'inlist(7)' } }] },
  }),
]);

const VISITORS = [
  { userAgent: 'Agent/1 (X; ü)', ip: '1.2.3.4' },
  { userAgent: 'Agent/2', ip: '2001:db8::1' },
] as const;

async function gateway(): Promise<ConfigServer> {
  const server = await ConfigServer.start(json({}));
  server.on('/server-side/v2-settings', json(SETTINGS));
  server.on('/get-user-details', json({ location: { country: 'DE' }, userAgent: { os: 'Linux' } }));
  server.on('/check-attribute', json(true));
  return server;
}

/** What was asked, without what is random and without events. */
function questions(server: ConfigServer): string[] {
  return server.asked
    .map(({ url }) => url.replace(/&r=[\d.e-]+/, ''))
    .filter((url) => !url.startsWith('/events/t'))
    .toSorted();
}

describe('what a gateway is asked', () => {
  it('is what the official SDK asks it, with the same answers', async () => {
    const official = await gateway();
    const client = await sdk.init({
      accountId: '123456',
      sdkKey: 'key',
      gatewayService: { url: official.origin },
      logger: { level: 'ERROR', transports: [{ level: 'ERROR', log: () => {} }] },
      retryConfig: { shouldRetry: false },
    } as unknown as VwoSdk.IVWOOptions);
    const theirs: boolean[] = [];
    for (const { userAgent, ip } of VISITORS) {
      const context = { id: 'anna', userAgent, ipAddress: ip, customVariables: { plan: ip } };
      const flag = await client.getFlag('flag', context);
      theirs.push(flag.isEnabled());
    }

    const server = await gateway();
    const platform = vwoPlatform({ accountId: '123456', sdkKey: 'key', gateway: { url: server.origin } });
    const { signal } = new AbortController();
    const fetched = await platform.source.fetch({ signal, since: undefined });
    const program = await platform.compile(fetched?.payload);
    const ours: boolean[] = [];
    for (const { userAgent, ip } of VISITORS) {
      const visitor = visitorFacts({ userAgent, ip, attributes: { plan: ip } });
      const told = platform.subject(visitor);
      const facts = new Map([
        ...(told.facts as ReadonlyMap<string, unknown>),
        ...((await platform.prefetch?.(visitor, program, signal)) ?? []),
      ]);
      ours.push(evaluate(program, 'flag', createSubject({ ...told, facts })).on);
    }
    expect(ours).toEqual(theirs);
    expect(ours).toEqual([true, true]);
    expect(questions(server).map(decodeURIComponent)).toEqual(questions(official).map(decodeURIComponent));
    expect(questions(server)).toHaveLength(5);
  });
});
