import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import { onTestFinished } from 'vitest';
import { Experiments, kameleoon, kameleoonData, KameleoonV1 } from '../../lib/index.js';
import type { ExperimentationOptions, KameleoonOptions } from '../../lib/index.js';
import { dataFile, flag, rule, segment } from '../fixtures/kameleoon/data-file.js';
import type { AdapterName, TestApp } from './test-app.js';
import { startApp } from './test-app.js';

/** Everybody gets `on`. */
const SURE = [{ variationKey: 'on', variationId: 2, exposition: 1 }];
/** A flag with one experiment, for a segment or for everybody; the experiment's id is ten times the flag's. */
export const only = (key: string, id: number, segmentId: number | null, rest: object = {}) =>
  flag({
    id,
    featureKey: key,
    rules: [rule({ id, experimentId: id * 10, segmentId, variationByExposition: SURE, ...rest })],
  });

/** A data file with a flag for most things that can be known of a visitor. */
export const FILE = dataFile({
  customData: [
    { id: 1, index: 1, name: 'plan' },
    { id: 2, index: 2, name: 'secret', localOnly: true },
    { id: 3, index: 3, name: 'audience' },
  ],
  segments: [
    { ...segment(1, [{ targetingType: 'DEVICE_TYPE', device: 'PHONE' }]), audienceTracking: true },
    segment(2, [
      { targetingType: 'CUSTOM_DATUM', customDataIndex: '1', valueMatchType: 'EXACT', value: 'pro' },
    ]),
    segment(3, [{ targetingType: 'CONVERSIONS', goalId: 77 }]),
    segment(4, [{ targetingType: 'PAGE_URL', matchType: 'CONTAINS', url: '/ask' }]),
    segment(5, [{ targetingType: 'PREVIOUS_PAGE', matchType: 'CONTAINS', url: 'search.example' }]),
    segment(6, [
      {
        targetingType: 'COOKIE',
        name: 'tier',
        nameMatchType: 'EXACT',
        value: 'gold',
        valueMatchType: 'EXACT',
      },
    ]),
    segment(7, [{ targetingType: 'TARGET_EXPERIMENT', experiment: 10, variationMatchType: 'ANY' }]),
    segment(8, [{ targetingType: 'NEW_VISITORS', visitorType: 'RETURNING' }]),
    segment(9, [
      { targetingType: 'CUSTOM_DATUM', customDataIndex: '3', valueMatchType: 'EXACT', value: 'vip' },
    ]),
  ],
  featureFlags: [
    only('phones', 1, 1),
    only('pro', 2, 2),
    only('buyers', 3, 3),
    only('page', 4, 4),
    only('came_from', 5, 5),
    only('gold', 6, 6),
    only('phones_too', 7, 7),
    only('returning', 8, 8),
    only('vip', 9, 9),
    only('nobody', 10, null, { exposition: 0 }),
  ],
});
const FLAGS = FILE.featureFlags.map(({ featureKey }) => featureKey);

@Injectable()
class OldCalls extends KameleoonV1 {
  constructor(@Inject(Experiments) experiments: Experiments) {
    super(experiments);
  }
}

@Controller()
class VisitorController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('ask')
  ask(): object {
    return { on: FLAGS.filter((key) => this.experiments.peekIsOn(key)) };
  }

  @Get('say')
  say(): object {
    const before = this.experiments.isOn('phones');
    this.experiments.addData(
      kameleoonData.device('PHONE'),
      kameleoonData.customData('plan', 'pro'),
      kameleoonData.customData('secret', 's3'),
      kameleoonData.applicationVersion('1.2.3'),
      kameleoonData.conversion(77, { revenue: 5, negative: true }),
    );
    return { before, on: FLAGS.filter((key) => this.experiments.isOn(key)) };
  }

  @Get('track')
  track(): object {
    this.experiments.track('77');
    return { buyer: this.experiments.isOn('buyers') };
  }
}

/** An application on Kameleoon, and the old SDK's calls in it. */
export type KameleoonApp = TestApp & { readonly v1: KameleoonV1 };

/** The cookie of a visitor. */
export const who = (code: string, more = ''): RequestInit => ({
  headers: { cookie: `kameleoonVisitorCode=${code}${more}` },
});

/** Starts one that is gone after the test. */
export async function startKameleoon(
  adapter: AdapterName,
  options: KameleoonOptions,
  rest: Partial<ExperimentationOptions> = {},
): Promise<KameleoonApp> {
  const running = await startApp({
    adapter,
    controllers: [VisitorController],
    providers: [OldCalls],
    options: { platform: kameleoon(options), ...rest },
  });
  onTestFinished(() => running.close());
  return Object.assign(running, { v1: running.app.get(OldCalls) });
}
