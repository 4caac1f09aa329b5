import { describe, expect, it } from 'vitest';
import { ConfigHealth } from '../../../../lib/runtime/config/health.js';
import { LogRecorder } from '../../../support/log-recorder.js';

const SERVES = 'Revision 1 (live) stays in service.';

describe('ConfigHealth', () => {
  it('warns once an outage, and says that it is over once', () => {
    const logger = new LogRecorder();
    const health = new ConfigHealth(logger);
    const failures: (number | null)[] = [];
    for (const outage of [1, 2, 3]) {
      for (let i = 0; i < outage; i++) health.fail(new Error(`down ${outage}`), SERVES, 1_000);
      failures.push(health.succeed(2_000), health.succeed(3_000), health.succeed(4_000));
    }
    expect(failures).toEqual([1, null, null, 2, null, null, 3, null, null]);
    expect(logger.warnings).toEqual(
      [1, 2, 3].map(
        (outage) =>
          `Configuration could not be refreshed: down ${outage} ${SERVES} (Said once until it works again.)`,
      ),
    );
    expect(logger.debugs).toHaveLength(3);
    expect(logger.logs).toEqual(
      [1, 2, 3].map((count) => `Configuration is up to date again after ${count} failed contacts.`),
    );
  });

  it('says nothing of a success that mends nothing', () => {
    const logger = new LogRecorder();
    expect(new ConfigHealth(logger).succeed(1_000)).toBeNull();
    expect(logger.everything).toBe('');
  });

  it('counts failures in a row, and forgets them with a success', () => {
    const health = new ConfigHealth(new LogRecorder());
    expect([health.failures, health.failure, health.checkedAt]).toEqual([0, null, null]);
    const error = new Error('second');
    health.fail(new Error('first'), SERVES, 1_000);
    health.fail(error, SERVES, 2_000);
    expect([health.failures, health.failure, health.checkedAt]).toEqual([2, { error, at: 2_000 }, null]);
    health.succeed(3_000);
    expect([health.failures, health.failure, health.checkedAt]).toEqual([0, null, 3_000]);
  });

  it('takes other trouble for trouble that a contact mends', () => {
    const logger = new LogRecorder();
    const health = new ConfigHealth(logger);
    for (let start = 0; start < 2; start++) {
      health.trouble('Starting without the source.');
      health.fail(new Error('down'), SERVES, 1_000);
      expect(health.succeed(2_000)).toBe(1);
    }
    expect(logger.warnings).toEqual(
      Array.from({ length: 2 }, () => 'Starting without the source. (Said once until it works again.)'),
    );
  });
});
