import { describe, expect, it } from 'vitest';
import type { SendReport } from '../../../lib/ports/sink.js';
import { logSink } from '../../../lib/sinks/log.sink.js';
import { sampleExposure, sampleGoal } from '../../../lib/testing/contracts/sample-events.js';
import { LogRecorder } from '../../support/log-recorder.js';

const context = { signal: new AbortController().signal };

describe('logSink', () => {
  it('logs one line for each event, without attributes', async () => {
    const logger = new LogRecorder();
    await logSink({ logger }).send([sampleExposure('a'), sampleGoal('b')], context);
    expect(logger.logs).toEqual([
      expect.stringMatching(
        /^exposure \{"ts":"2026-01-02T03:04:05.678Z","kind":"exposure","visitor":"a",.*\}$/,
      ),
      expect.stringMatching(/^goal \{"ts":.*"goal":"purchase","revenue":49.9,.*\}$/),
    ]);
    expect(logger.logs.join()).not.toContain('country');
  });

  it('logs at the level and with the attributes it is told', async () => {
    const logger = new LogRecorder();
    await logSink({ logger, level: 'debug', attributes: ['country'] }).send([sampleGoal('a')], context);
    expect(logger.logs).toEqual([]);
    expect(logger.debugs).toEqual([expect.stringContaining('"attributes":{"country":"DE"}')]);
  });

  it('falls back to `log` where there is no `debug`', async () => {
    const lines: string[] = [];
    const silent = (): void => undefined;
    const logger = { log: (line: string) => void lines.push(line), warn: silent, error: silent };
    await logSink({ logger, level: 'debug' }).send([sampleGoal('a')], context);
    expect(lines).toHaveLength(1);
  });

  it('counts lines that the logger throws at', async () => {
    let calls = 0;
    const silent = (): void => undefined;
    const log = (): void => {
      if (++calls === 2) throw new Error('full');
    };
    const batch = [sampleGoal('a'), sampleGoal('b'), sampleGoal('c')];
    const report = (await logSink({ logger: { log, warn: silent, error: silent } }).send(
      batch,
      context,
    )) as SendReport;
    expect(report.rejected).toEqual([{ event: batch[1], reason: 'log-error', error: new Error('full') }]);
    expect(calls).toBe(3);
  });
});
