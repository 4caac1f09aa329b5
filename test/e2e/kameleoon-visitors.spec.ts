import { describe, expect, it } from 'vitest';
import {
  kameleoon,
  kameleoonData,
  KameleoonExperimentNotFoundError,
  KameleoonFeatureNotFoundError,
  KameleoonNotActivatedError,
  KameleoonNotTargetedError,
  KameleoonVariableNotFoundError,
  KameleoonVariationNotFoundError,
  KameleoonVisitorCodeError,
} from '../../lib/index.js';
import type { EventKind, ExperimentationEvent, KameleoonOptions, Sink } from '../../lib/index.js';
import type { KameleoonApp } from '../support/kameleoon-app.js';
import { FILE, startKameleoon, who } from '../support/kameleoon-app.js';
import { ADAPTERS } from '../support/test-app.js';
import { dataFile, flag, rule } from '../fixtures/kameleoon/data-file.js';

class EverythingSink implements Sink {
  readonly name = 'everything';
  readonly accepts = new Set<EventKind>(['exposure', 'goal', 'data']);
  readonly events: ExperimentationEvent[] = [];

  send(batch: readonly ExperimentationEvent[]): Promise<void> {
    this.events.push(...batch);
    return Promise.resolve();
  }

  get data(): object[] {
    return this.events.flatMap((event) => (event.kind === 'data' ? [event.data] : []));
  }
}

describe.each(ADAPTERS)("Kameleoon's visitors on %s", (adapter) => {
  async function startLocal(
    options: KameleoonOptions = {},
  ): Promise<{ readonly app: KameleoonApp; readonly sink: EverythingSink }> {
    const sink = new EverythingSink();
    return { app: await startKameleoon(adapter, { dataFile: FILE, ...options }, { sinks: [sink] }), sink };
  }

  describe('what is said of them', () => {
    it('targets them in the same request and in later ones, and nobody else', async () => {
      const { app } = await startLocal();
      const on = ['phones', 'pro', 'buyers', 'phones_too'];
      expect((await app.get('/say', who('v1'))).body).toEqual({ before: false, on });
      expect((await app.get('/ask', who('v1'))).body).toEqual({ on });
      expect((await app.get('/ask', who('v2'))).body).toEqual({ on: [] });
    });

    it('is reported, save for what only decisions read', async () => {
      const { app, sink } = await startLocal();
      await app.get('/say', who('v1'));
      await app.experiments.flush();
      expect(sink.data).toEqual([
        { type: 'device', device: 'PHONE' },
        { type: 'customData', name: 'plan', values: ['pro'] },
        { type: 'conversion', goalId: 77, revenue: 5, negative: true },
      ]);
    });

    it('is refused as a whole when a piece of it is no such data', async () => {
      const { app } = await startLocal();
      const visitor = app.experiments.forVisitor({ visitorCode: 'v1' });
      const phone = kameleoonData.device('PHONE');
      for (const wrong of [
        {},
        { type: 'weather' },
        { type: '__proto__' },
        { type: 'device', device: 'WATCH' },
        { type: 'conversion', goalId: '77' },
        { type: 'customData', values: ['a'] },
        { type: 'customData', index: 1, values: [5] },
      ]) {
        expect(() => visitor.addData(phone, wrong)).toThrow(TypeError);
      }
      expect(visitor.isOn('phones')).toBe(false);
    });

    it('includes their goals', async () => {
      const { app } = await startLocal();
      expect((await app.get('/track', who('v1'))).body).toEqual({ buyer: true });
      expect((await app.get('/track', who('v2'))).body).toEqual({ buyer: true });
      expect((await app.get('/ask', who('v3'))).body).toEqual({ on: [] });
    });

    it('goes when there is no room for more visitors', async () => {
      const { app } = await startLocal({ visitors: { maxVisitors: 1 } });
      await app.get('/say', who('v1'));
      await app.get('/say', who('v2'));
      expect((await app.get('/ask', who('v1'))).body).toEqual({ on: [] });
    });

    it('links known users who are linked to nobody with themselves, once', async () => {
      const { app, sink } = await startLocal({
        dataFile: dataFile({ customData: [{ id: 4, index: 4, isMappingIdentifier: true }] }),
      });
      const say = (code: string, ...data: object[]): void =>
        app.experiments.forVisitor({ visitorCode: code }).addData(...data);
      say('user-1', kameleoonData.uniqueIdentifier(true));
      say('user-1', kameleoonData.uniqueIdentifier(true));
      say('user-2', kameleoonData.uniqueIdentifier(false));
      say('anonymous', kameleoonData.customData(4, 'user-3'));
      say('user-3', kameleoonData.uniqueIdentifier(true));
      await app.experiments.flush();
      expect(sink.data).toEqual([
        { type: 'customData', index: 4, values: ['user-1'] },
        { type: 'customData', index: 4, values: ['user-3'] },
      ]);
    });

    it('is counted, for whoever watches the process', async () => {
      const platform = kameleoon({ dataFile: FILE, visitors: { maxVisitors: 2 } });
      const { experiments } = await startKameleoon(adapter, { dataFile: FILE }, { platform });
      for (const code of ['v1', 'v2', 'v3']) {
        experiments.forVisitor({ visitorCode: code }).addData(kameleoonData.device('PHONE'));
      }
      expect(platform.visitorMemory()).toEqual({ visitors: 2, expired: 0, evicted: 1 });
    });

    it('can be a variation that is forced, in all of their requests, until it is no longer', async () => {
      const { app } = await startLocal();
      const visitor = app.experiments.forVisitor({ visitorCode: 'v1' });
      visitor.addData(kameleoonData.forcedVariation(100, 'on'));
      expect((await app.get('/ask', who('v1'))).body).toEqual({ on: ['nobody'] });
      visitor.addData(kameleoonData.forcedVariation(100, null));
      expect((await app.get('/ask', who('v1'))).body).toEqual({ on: [] });
      expect(() => visitor.addData(kameleoonData.forcedVariation(999, 'on'))).toThrow(
        KameleoonExperimentNotFoundError,
      );
      expect(() => visitor.addData(kameleoonData.forcedVariation(100, 'blue'))).toThrow(
        KameleoonVariationNotFoundError,
      );
    });

    it('tells which tracked segments include them', async () => {
      const { app, sink } = await startLocal();
      const visitor = app.experiments.forVisitor({ visitorCode: 'v1' });
      visitor.addData(kameleoonData.device('PHONE'), kameleoonData.evaluateAudiences());
      await app.experiments.flush();
      expect(sink.data).toContainEqual({ type: 'targetingSegment', id: 1 });
    });
  });

  describe('what their requests tell', () => {
    const from = (code: string): RequestInit => ({
      headers: {
        cookie: `kameleoonVisitorCode=${code}; tier=gold`,
        referer: 'https://search.example/?q=shoes',
        'user-agent': 'Agent/1',
      },
    });

    it('is taken in when the option says so', async () => {
      const { app, sink } = await startLocal({ requestData: true });
      expect((await app.get('/ask', from('v1'))).body).toEqual({ on: ['page', 'came_from', 'gold'] });
      await app.experiments.flush();
      expect(sink.data).toEqual([{ type: 'pageView', url: `${app.url}/ask` }]);
    });

    it('is left alone otherwise', async () => {
      const { app, sink } = await startLocal();
      expect((await app.get('/ask', from('v1'))).body).toEqual({ on: [] });
      await app.experiments.flush();
      expect(sink.data).toEqual([]);
    });

    it('may be a page of the application’s choice', async () => {
      const pageViews = ({ url }: { url: string }): string | null =>
        url.endsWith('/ask') ? null : 'https://shop.example/ask-me';
      const { app } = await startLocal({ requestData: { pageViews } });
      expect((await app.get('/ask', from('v1'))).body).toEqual({ on: [] });
      expect((await app.get('/ask?x', from('v1'))).body).toEqual({ on: ['page'] });
    });

    it('is what a tester simulates, where that is switched on', async () => {
      const cookie = encodeURIComponent(JSON.stringify({ nobody: { expId: 100, varId: 2 } }));
      const tester = who('v1', `; kameleoonSimulationFFData=${cookie}`);
      const { app } = await startLocal({ simulations: true });
      expect((await app.get('/ask', tester)).body).toEqual({ on: ['nobody'] });
      expect((await app.get('/ask', who('v1'))).body).toEqual({ on: [] });
      const { app: deaf } = await startLocal();
      expect((await deaf.get('/ask', tester)).body).toEqual({ on: [] });
    });
  });

  it('answers the calls of the old server SDK', async () => {
    const { app, sink } = await startLocal();
    const { v1 } = app;
    expect(() => v1.triggerExperiment('v1', 10)).toThrow(KameleoonNotTargetedError);
    v1.addData('v1', kameleoonData.device('PHONE'));
    expect(v1.triggerExperiment('v1', 10)).toBe(2);
    expect(() => v1.triggerExperiment('v1', 100)).toThrow(KameleoonNotActivatedError);
    expect(() => v1.triggerExperiment('v1', 999)).toThrow(KameleoonExperimentNotFoundError);
    expect(() => v1.triggerExperiment('', 10)).toThrow(KameleoonVisitorCodeError);
    expect([v1.activateFeature('v1', 'phones'), v1.activateFeature('v2', 1)]).toEqual([true, false]);
    expect(() => v1.activateFeature('v1', 'unheard')).toThrow(KameleoonFeatureNotFoundError);
    expect(v1.obtainVariationAssociatedData(2)).toEqual(new Map([['limit', 5]]));
    expect(() => v1.obtainVariationAssociatedData(3)).toThrow(KameleoonVariationNotFoundError);
    expect(v1.obtainFeatureVariable('v1', 'phones', 'limit')).toMatchObject({ type: 'NUMBER', value: 5 });
    expect(v1.obtainFeatureVariables('v1', 1)).toHaveLength(1);
    expect(() => v1.obtainFeatureVariable('v1', 'phones', 'x')).toThrow(KameleoonVariableNotFoundError);
    v1.trackConversion('v1', 77, { revenue: 9.5 });
    expect(v1.activateFeature('v1', 'buyers')).toBe(true);
    expect(await v1.flush('v1')).toBe(true);
    expect(
      sink.events.map((event) => (event.kind === 'exposure' ? event.exposure.experiment.id : event.kind)),
    ).toEqual(['data', 10, 'data', 30]);
  });

  it('serves the reference as 0', async () => {
    const none = [{ variationKey: 'off', variationId: null, exposition: 1 }];
    const { app } = await startLocal({
      dataFile: dataFile({ featureFlags: [flag({ rules: [rule({ variationByExposition: none })] })] }),
    });
    expect(app.v1.triggerExperiment('v1', 100)).toBe(0);
  });
});
