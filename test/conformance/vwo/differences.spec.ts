import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../lib/engine/decision.js';
import { evaluate } from '../../../lib/engine/evaluate.js';
import type { SubjectInit } from '../../../lib/engine/subject.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { compileVwo } from '../../../lib/platforms/vwo/compile/compile.js';
import { vwoFeature, vwoSettings } from '../../fixtures/vwo/settings.js';
import type { Oracle, VwoContext, World } from './oracle.js';
import { withOracle } from './oracle-session.js';

const WORLD: World = { stored: null, gatewayUser: undefined, lists: {} };

function ours(settings: unknown, key: string, subject: SubjectInit): Decision {
  return evaluate(compileVwo(settings), key, createSubject(subject));
}

describe('VWO: where we differ from the official SDK on purpose', () => {
  let oracle: Oracle;
  withOracle((started) => {
    oracle = started;
  });

  async function theirs(settings: unknown, key: string, context: VwoContext): ReturnType<Oracle['ask']> {
    expect(await oracle.load(settings)).toBe(true);
    return oracle.ask(key, context, WORLD);
  }

  it('differs on purpose: visitors who are decided at the same time do not see each other', async () => {
    const settings = vwoSettings([vwoFeature(1, { segments: { ip_address: '10.0.0.1' } })]);
    expect(await oracle.load(settings)).toBe(true);
    const inside = { id: 'inside', ipAddress: '10.0.0.1' };
    const alone = await oracle.ask('feature-1', inside, WORLD);
    const [together] = await Promise.all([
      oracle.ask('feature-1', inside, WORLD),
      oracle.ask('feature-1', { id: 'outside', ipAddress: '192.168.0.1' }, WORLD),
    ]);
    expect([alone.on, together.on]).toEqual([true, false]);
    expect(
      ours(settings, 'feature-1', { units: { visitor: 'inside' }, facts: { ipAddress: '10.0.0.1' } }).on,
    ).toBe(true);
  });

  it('differs on purpose: a custom variable may be called __proto__', async () => {
    const segments = JSON.parse('{"custom_variable":{"__proto__":"x"}}') as unknown;
    const settings = vwoSettings([vwoFeature(1, { segments })]);
    const customVariables = JSON.parse('{"__proto__":"x"}') as Record<string, unknown>;
    expect((await theirs(settings, 'feature-1', { id: 'u', customVariables })).on).toBe(false);
    expect(ours(settings, 'feature-1', { units: { visitor: 'u' }, attributes: customVariables }).on).toBe(
      true,
    );
  });

  it('differs on purpose: a malformed feature does not switch off the others', async () => {
    const bad = vwoFeature(2, { feature: { status: 5 } });
    const settings = vwoSettings([vwoFeature(1), bad]);
    expect(await oracle.load(settings)).toBe(false);
    const subject = { units: { visitor: 'u' } };
    expect(ours(settings, 'feature-1', subject).on).toBe(true);
    expect(ours(settings, 'feature-2', subject)).toMatchObject({
      on: false,
      value: null,
      cause: 'quarantined',
    });
  });

  it('differs on purpose: what no decision hangs on may be malformed', async () => {
    const settings = vwoSettings([vwoFeature(1)], { pollInterval: '600000', sdkMetaInfo: { isNew: true } });
    expect(await oracle.load(settings)).toBe(false);
    expect(ours(settings, 'feature-1', { units: { visitor: 'u' } }).on).toBe(true);
    expect(compileVwo(settings).warnings.map(({ path }) => path)).toEqual([
      'sdkMetaInfo.isNew',
      'pollInterval',
    ]);
  });

  it('differs on purpose: a rollout without a variation puts only its own feature out of service', async () => {
    const settings = vwoSettings([vwoFeature(1), vwoFeature(2, { campaign: { variations: [] } })]);
    expect(await oracle.load(settings)).toBe(false);
    const subject = { units: { visitor: 'u' } };
    expect(ours(settings, 'feature-1', subject).on).toBe(true);
    expect(ours(settings, 'feature-2', subject)).toMatchObject({ on: false, cause: 'quarantined' });
  });

  it('differs on purpose: an exposure is not lost because the user agent is not valid text', async () => {
    const settings = vwoSettings([vwoFeature(1)]);
    const userAgent = 'half \ud800';
    const lost = await theirs(settings, 'feature-1', { id: 'u', userAgent });
    expect([lost.on, lost.exposures.length]).toEqual([true, 0]);
    const decision = ours(settings, 'feature-1', { units: { visitor: 'u' }, facts: { userAgent } });
    expect([decision.on, decision.exposures.length]).toEqual([true, 1]);
  });

  it('differs on purpose: segments nested 10,000 deep put a feature out of service instead of overflowing the stack', async () => {
    let segments: unknown = { user: 'u' };
    for (let i = 0; i < 10_000; i++) segments = { and: [segments] };
    const settings = vwoSettings([vwoFeature(1), vwoFeature(2, { segments })]);
    expect(await oracle.load(settings)).toBe(false);
    const program = compileVwo(settings);
    const subject = createSubject({ units: { visitor: 'u' } });
    expect(evaluate(program, 'feature-1', subject).on).toBe(true);
    expect(evaluate(program, 'feature-2', subject)).toMatchObject({ on: false, cause: 'quarantined' });
    expect(program.warnings).toMatchObject([{ flagKey: 'feature-2', quarantined: true }]);
  });

  it('differs on purpose: a rollout in a mutually exclusive group is off (the SDK looks for the winner for ever)', () => {
    const more = { groups: { 1: { name: 'G', campaigns: ['10'] } }, campaignGroups: { 10: 1 } };
    const settings = vwoSettings([vwoFeature(1), vwoFeature(2)], more);
    const program = compileVwo(settings);
    const subject = createSubject({ units: { visitor: 'u' } });
    expect(evaluate(program, 'feature-1', subject)).toMatchObject({
      on: false,
      cause: 'error',
      reason: 'ERROR',
    });
    expect(evaluate(program, 'feature-2', subject).on).toBe(true);
    expect(program.warnings).toMatchObject([{ flagKey: 'feature-1', path: 'campaignGroups.10' }]);
  });

  it('differs on purpose: an "and" of something that is no list is decided as the CommonJS build does, in every build', async () => {
    const settings = vwoSettings([vwoFeature(1, { segments: { and: {} } })]);
    expect((await theirs(settings, 'feature-1', { id: 'u' })).on).toBe(true);
    expect(ours(settings, 'feature-1', { units: { visitor: 'u' } }).on).toBe(true);
  });

  it('differs on purpose: a pattern that would keep the SDK busy for ages is answered at once', () => {
    const segments = { custom_variable: { text: 'regex(^(a+)+$)' } };
    const program = compileVwo(vwoSettings([vwoFeature(1, { segments })]));
    const decideOn = (text: string): boolean =>
      evaluate(program, 'feature-1', createSubject({ units: { visitor: 'u' }, attributes: { text } })).on;
    expect(decideOn('a'.repeat(50_000))).toBe(true);
    expect(decideOn(`${'a'.repeat(50_000)}!`)).toBe(false);
  });
});
