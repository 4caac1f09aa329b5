import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../../../lib/errors/delivery.error.js';
import type { ExperimentationEvent } from '../../../../lib/ports/sink.js';
import type { EventLife } from '../../../../lib/runtime/events/accounting/lifecycle-event.js';
import { EventPipeline } from '../../../../lib/runtime/events/pipeline.js';
import {
  sampleAttributes,
  sampleExposure,
  sampleGoal,
  sampleUsage,
} from '../../../../lib/testing/contracts/sample-events.js';
import { expectBalanced, shortAccount } from '../../../support/ledger-balance.js';
import { LogRecorder } from '../../../support/log-recorder.js';
import { codesOf, failWith, ignoreEverything, ScriptedSink } from '../../../support/scripted-sink.js';
import { until } from '../../../support/until.js';

const down = new DeliveryError('The collector is down.', { retryable: true });

function watch(pipeline: EventPipeline): EventLife[] {
  const lives: EventLife[] = [];
  pipeline.subscribe((life) => {
    expectBalanced(pipeline.ledger());
    lives.push(life);
  });
  return lives;
}

describe('EventPipeline: routing', () => {
  it('gives every sink what it carries', async () => {
    const all = new ScriptedSink({ name: 'all' });
    const goals = new ScriptedSink({ name: 'goals', accepts: ['goal'] });
    const pipeline = new EventPipeline({ sinks: [all, goals] });
    const events = [sampleExposure('a'), sampleGoal('b'), sampleUsage('c'), sampleAttributes('d')];
    for (const event of events) pipeline.offer(event);
    expect(await pipeline.flush()).toBe(true);
    expect(all.delivered).toEqual(events);
    expect(codesOf(goals.delivered)).toEqual(['b']);
    const { sinks, total } = pipeline.ledger();
    expect(sinks.map(shortAccount)).toEqual([
      { offered: 4, delivered: 4 },
      { offered: 1, delivered: 1 },
    ]);
    expect(shortAccount(total)).toEqual({ offered: 5, delivered: 5 });
  });

  it('tells repeats apart once for all sinks, and counts them for each', async () => {
    const sinks = [new ScriptedSink({ name: 'one' }), new ScriptedSink({ name: 'two' })];
    const pipeline = new EventPipeline({ sinks });
    for (let i = 0; i < 3; i++) {
      pipeline.offer(sampleExposure('a'));
      pipeline.offer(sampleUsage('a'));
      pipeline.offer(sampleGoal('a'));
    }
    await pipeline.flush();
    for (const sink of sinks)
      expect(sink.delivered.map(({ kind }) => kind)).toEqual(['exposure', 'usage', 'goal', 'goal', 'goal']);
    const account = { offered: 9, delivered: 5, deduplicated: 4 };
    expect(pipeline.ledger().sinks.map(shortAccount)).toEqual([account, account]);
  });

  it('counts exposures that no sink carries', async () => {
    const pipeline = new EventPipeline({ sinks: [new ScriptedSink({ accepts: ['goal'] })] });
    pipeline.offer(sampleExposure('a'));
    pipeline.offer(sampleExposure('a'));
    pipeline.offer(sampleExposure('b'));
    await pipeline.close();
    pipeline.offer(sampleExposure('c'));
    expect(shortAccount(pipeline.ledger().unrouted)).toEqual({
      offered: 4,
      deduplicated: 1,
      dropped: { 'no-sink': 2, closed: 1 },
    });
    expectBalanced(pipeline.ledger());
  });

  it('counts exposures and goals without any sink, and shows everything to those who watch', async () => {
    const pipeline = new EventPipeline({ sinks: [] });
    const lives = watch(pipeline);
    const events = [sampleExposure('a'), sampleUsage('a'), sampleGoal('a'), sampleAttributes('a')];
    for (const event of [...events, sampleExposure('a'), sampleUsage('a')]) pipeline.offer(event);
    expect(await pipeline.flush()).toBe(true);
    await pipeline.close();
    const shown = lives.filter(({ type }) => type !== 'dropped' && type !== 'close');
    expect(shown.map(({ type }) => type)).toEqual(events.map(({ kind }) => kind));
    expect(shortAccount(pipeline.ledger().total)).toEqual({
      offered: 3,
      deduplicated: 1,
      dropped: { 'no-sink': 2 },
    });
  });

  it('says which kinds are of use', () => {
    const pipeline = new EventPipeline({ sinks: [new ScriptedSink({ accepts: ['attributes'] })] });
    const answers = (): boolean[] =>
      (['exposure', 'goal', 'usage', 'attributes'] as const).map((k) => pipeline.accepts(k));
    expect(answers()).toEqual([true, true, false, true]);
    const leave = pipeline.subscribe(() => undefined);
    expect(answers()).toEqual([true, true, true, true]);
    leave();
    expect(answers()).toEqual([true, true, false, true]);
  });

  it('tells sinks of one name apart', () => {
    const named = (name: string): ScriptedSink => new ScriptedSink({ name });
    const pipeline = new EventPipeline({ sinks: [named('http'), named('http'), named('http')] });
    expect(pipeline.ledger().sinks.map(({ sink }) => sink)).toEqual(['http', 'http (2)', 'http (3)']);
  });

  it('lets an exposure that no queue had room for count when the visitor comes again', async () => {
    const sink = new ScriptedSink();
    const pipeline = new EventPipeline({ sinks: [sink], queue: { maxEvents: 1 } });
    pipeline.offer(sampleExposure('a'));
    pipeline.offer(sampleExposure('b'));
    await pipeline.flush();
    pipeline.offer(sampleExposure('a'));
    pipeline.offer(sampleExposure('b'));
    await pipeline.flush();
    expect(codesOf(sink.delivered)).toEqual(['a', 'b']);
    expect(pipeline.ledger().sinks.map(shortAccount)).toEqual([
      { offered: 4, delivered: 2, deduplicated: 1, dropped: { 'queue-full': 1 } },
    ]);
  });
});

describe('EventPipeline: offers', () => {
  it.each<[string, unknown]>([
    ['nothing known', { kind: 'surprise' }],
    ['a name of Object.prototype', { kind: 'constructor' }],
    ['an exposure without parts', { kind: 'exposure' }],
    [
      'a usage whose decision throws',
      {
        ...sampleUsage('a'),
        get decision(): never {
          throw new Error('no');
        },
      },
    ],
  ])('counts %s as an invalid event', (_, event) => {
    const pipeline = new EventPipeline({ sinks: [new ScriptedSink()] });
    pipeline.offer(event as ExperimentationEvent);
    expect(shortAccount(pipeline.ledger().total)).toEqual({ offered: 1, dropped: { 'invalid-event': 1 } });
  });

  it('is harmed neither by listeners nor by loggers that throw', async () => {
    const broken = (): never => {
      throw new Error('on purpose');
    };
    const logger = { log: broken, warn: broken, error: broken };
    const sink = new ScriptedSink().script(failWith(down));
    const pipeline = new EventPipeline({ sinks: [sink], logger });
    const lives = watch(pipeline);
    pipeline.subscribe(broken);
    const after = watch(pipeline);
    pipeline.offer(sampleGoal('a'));
    await pipeline.flush();
    await pipeline.close();
    expect(codesOf(sink.delivered)).toEqual(['a']);
    expect(lives.length).toBeGreaterThan(3);
    expect(after).toEqual(lives);
  });

  it('logs a listener that throws, now and then', () => {
    const logger = new LogRecorder();
    const pipeline = new EventPipeline({ sinks: [new ScriptedSink()], logger });
    pipeline.subscribe(() => {
      throw new TypeError('no such thing');
    });
    for (let i = 0; i < 10; i++) pipeline.offer(sampleGoal('a'));
    expect(logger.warnings).toEqual(['A listener of events failed: TypeError: no such thing']);
  });

  it('takes events from a sink that is delivering, in a later batch', async () => {
    const sink: ScriptedSink = new ScriptedSink();
    const pipeline = new EventPipeline({ sinks: [sink] });
    sink.script(() => {
      pipeline.offer(sampleGoal('from within'));
      void pipeline.flush();
    });
    pipeline.offer(sampleGoal('a'));
    await pipeline.flush();
    await pipeline.flush();
    expect(sink.asked).toEqual([['a'], ['from within']]);
    expect(sink.mostAtOnce).toBe(1);
  });
});

describe('EventPipeline: time', () => {
  const active = (kind: string): number =>
    process.getActiveResourcesInfo().filter((name) => name === kind).length;

  it('keeps no process alive, neither while events wait nor while they are delivered', async () => {
    const sink = new ScriptedSink().script(ignoreEverything);
    const pipeline = new EventPipeline({ sinks: [sink], delivery: { flushIntervalMs: 1 } });
    const before = active('Timeout');
    pipeline.offer(sampleGoal('a'));
    expect(active('Timeout')).toBe(before);
    await until('the delivery', () => sink.attempts.length === 1);
    expect(active('Timeout')).toBe(before);
    await pipeline.close({ deadlineMs: 0 });
  });

  it('does not sleep past a full batch when nothing else is due', async () => {
    const sink = new ScriptedSink();
    const pipeline = new EventPipeline({ sinks: [sink], delivery: { maxBatchSize: 1 } });
    const before = active('Immediate');
    pipeline.offer(sampleGoal('a'));
    // One that is not unref'd: the event loop would wait for the next timer before it looked at others.
    expect(active('Immediate')).toBe(before + 1);
    await until('the delivery', () => sink.attempts.length === 1);
    await pipeline.close();
  });

  it('delivers, and tries again, even if the clock stands still', async () => {
    const sink = new ScriptedSink().script(failWith(down), failWith(down));
    const delivery = { flushIntervalMs: 2, retryInitialMs: 2 };
    const pipeline = new EventPipeline({ sinks: [sink], delivery, now: () => 0 });
    pipeline.offer(sampleGoal('a'));
    await until('the delivery', () => sink.delivered.length === 1);
    expect(sink.attempts).toHaveLength(3);
    await pipeline.close();
  });
});

describe('EventPipeline: life', () => {
  it('tells what happens to events', async () => {
    const refused = new DeliveryError('Bad request.', { retryable: false, reason: 'http-400' });
    const sink = new ScriptedSink().script(failWith(down), () => undefined, failWith(refused));
    const pipeline = new EventPipeline({ sinks: [sink] });
    const lives = watch(pipeline);
    pipeline.offer(sampleExposure('a'));
    pipeline.offer(sampleExposure('a'));
    pipeline.offer(sampleGoal('a'));
    await pipeline.flush();
    pipeline.offer(sampleUsage('a'));
    await pipeline.flush();
    await pipeline.close();
    const scripted = { sink: 'scripted' };
    expect(lives).toMatchObject([
      { type: 'exposure', event: sampleExposure('a') },
      { type: 'goal', event: sampleGoal('a') },
      { type: 'error', ...scripted, error: down },
      { type: 'publish', ...scripted, count: 2 },
      { type: 'usage' },
      { type: 'dropped', ...scripted, reason: 'http-400', count: 1 },
      { type: 'error', ...scripted, error: refused },
      { type: 'close', ledger: pipeline.ledger() },
    ]);
  });

  it('tells of displaced events with the account in balance', () => {
    const pipeline = new EventPipeline({ sinks: [new ScriptedSink()], queue: { maxEvents: 1 } });
    const lives = watch(pipeline);
    pipeline.offer(sampleUsage('a'));
    pipeline.offer(sampleGoal('b'));
    pipeline.offer(sampleGoal('c'));
    const dropped = lives.filter(({ type }) => type === 'dropped');
    expect(dropped).toEqual([
      { type: 'dropped', sink: 'scripted', reason: 'displaced', count: 1 },
      { type: 'dropped', sink: 'scripted', reason: 'queue-full', count: 1 },
    ]);
  });

  it('stops telling who has left, and only them', () => {
    const pipeline = new EventPipeline({ sinks: [new ScriptedSink()] });
    let count = 0;
    const listener = (): void => void count++;
    const leave = pipeline.subscribe(listener);
    pipeline.subscribe(listener);
    leave();
    leave();
    pipeline.offer(sampleGoal('a'));
    expect(count).toBe(1);
  });
});
