import * as sdk from '@kameleoon/javascript-sdk-core';
import { vi } from 'vitest';
import type { Step } from './wire-scenarios.js';
import { toSdkData } from './oracle.js';

// oxlint-disable-next-line typescript/no-explicit-any -- internals of the SDK, which it has no types for
type Loose = any;

/** The official SDK, sending real requests; only the hosts are others. */
export class WireOracle {
  private constructor(private readonly client: Loose) {}

  /** Starts on what is downloaded from there. */
  static async start(origin: string): Promise<WireOracle> {
    (sdk as Loose).KameleoonLogger.setLogLevel((sdk as Loose).LogLevel.NONE);
    const memory = new Map<string, unknown>();
    const client = new (sdk as Loose).KameleoonCore({
      siteCode: 'abcdefghij',
      configuration: {},
      internalConfiguration: {
        settings: { useAbortController: false },
        externals: {
          externalStorage: {
            read: (key: string) => memory.get(key) ?? null,
            write: (key: string, data: unknown) => memory.set(key, data),
          },
          externalEventSource: { open() {}, close() {}, onError() {} },
          externalVisitorCodeManager: new (sdk as Loose).VisitorCodeManager(),
          externalPackageInfo: { type: 'NODEJS', version: '5.17.1', isServer: true },
          externalRequester: {
            sendRequest: ({ url, parameters }: Loose) =>
              fetch(origin + url.slice(new URL(url).origin.length), parameters),
          },
          externalPRNG: { getRandomNumber: Math.random },
        },
      },
    });
    clearInterval(client.tracker.intervalId);
    client.clientConfiguration.handlePollingUpdates = () => {};
    client.clientConfiguration.updateClientConfigurationInBackground = () => {};
    await client.initialize();
    return new WireOracle(client);
  }

  async take(visitorCode: string, step: Step): Promise<unknown[]> {
    switch (step.do) {
      case 'decide': {
        const { key } = this.client.getVariation({ visitorCode, featureKey: step.key, track: true });
        return [key];
      }
      case 'goal': {
        const { id: goalId, revenue, negative } = step;
        this.client.trackConversion({ visitorCode, goalId, revenue, negative });
        return [];
      }
      case 'data':
        this.client.addData(visitorCode, ...step.data.map(toSdkData as Loose));
        return [];
      case 'consent':
        this.client.setUserConsent({ visitorCode, consent: step.given, setData: () => {} });
        return [];
      case 'audiences':
        this.client.evaluateAudiences(visitorCode);
        return [];
      case 'wait':
        vi.setSystemTime(Date.now() + step.ms);
        return [];
      case 'flush':
        await this.client.tracker.sendDataAll();
        return [];
    }
  }
}
