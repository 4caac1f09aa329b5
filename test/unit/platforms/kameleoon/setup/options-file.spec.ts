import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGoDuration } from '../../../../../lib/platforms/kameleoon/setup/go-duration.js';
import { kameleoon } from '../../../../../lib/platforms/kameleoon/index.js';
import {
  readOptionsFile,
  withOptionsFile,
} from '../../../../../lib/platforms/kameleoon/setup/options-file.js';
import { tempFolder } from '../../../../support/temp-folder.js';

const VENDOR = `
# As the vendor's Python SDK has it.
client_id: 1234567
client_secret: s3cret
refresh_interval_minute: 30
session_duration_minute: 5
default_timeout_millisecond: 2000
tracking_interval_millisecond: 500
environment: "staging"
top_level_domain: example.com
network_domain:
multi_threading: true
`;

async function fileOf(text: string): Promise<string> {
  const path = join(await tempFolder(), 'client.yaml');
  await writeFile(path, text);
  return path;
}

describe('readOptionsFile', () => {
  it("reads the vendor's options", async () => {
    expect(readOptionsFile(await fileOf(VENDOR))).toEqual({
      clientId: '1234567',
      clientSecret: 's3cret',
      refreshIntervalMs: 1_800_000,
      visitors: { idleMs: 300_000 },
      timeoutMs: 2_000,
      events: { flushIntervalMs: 500 },
      environment: 'staging',
      topLevelDomain: 'example.com',
    });
  });

  it("reads spans of time as the vendor's Go SDK writes them", async () => {
    const text = [
      'client_id: id',
      'client_secret: s',
      'refresh_interval: 1h30m',
      'session_duration: 45m',
      'default_timeout: 2.5s',
      'tracking_interval: 500ms',
      'network:',
      '  read_timeout: 5s',
    ].join('\n');
    expect(readOptionsFile(await fileOf(text))).toEqual({
      clientId: 'id',
      clientSecret: 's',
      refreshIntervalMs: 5_400_000,
      visitors: { idleMs: 2_700_000 },
      timeoutMs: 2_500,
      events: { flushIntervalMs: 500 },
    });
  });

  it.each([
    ['1h', 3_600_000],
    ['1m.5s', 60_500],
    ['1500us', 2],
    ['2000µs', 2],
    ['3000000ns', 3],
    ['1ns', null],
    ['0s', null],
    ['5', null],
    ['-5s', null],
    ['5 s', null],
    ['5d', null],
    ['s', null],
    ['', null],
  ])('takes %j for %j milliseconds', (text, expected) => {
    expect(parseGoDuration(text)).toBe(expected);
  });

  it('takes an empty file for one without options', async () => {
    expect(readOptionsFile(await fileOf('# nothing yet\n'))).toEqual({});
  });

  it.each([
    ['enviroment: x', /unknown "enviroment"\. Known are site_code, client_id/],
    ['__proto__: x', /unknown "__proto__"/],
    [
      'refresh_interval_minute: soon',
      /Expected refresh_interval_minute in .* to be a number above 0, got a text/,
    ],
    ['refresh_interval: 60', /a span of time above 0 such as "90s" or "1h30m", got the number 60/],
    ['tracking_interval: fast', /Expected tracking_interval in .* such as "90s" or "1h30m", got a text/],
    ['refresh_interval_minute: 0', /a number above 0, got the number 0/],
    ['client_secret: [s3cret]', /Expected client_secret in .* to be a text, got a list/],
    ['- s3cret', /to hold options such as "client_id: \.\.\.", got a list/],
    ['s3cret', /got a text/],
    ['client_secret: "s3cret\nenvironment: x', /to be YAML, got something else in line/],
  ])('refuses %j, and shows no secret', async (text, message) => {
    const path = await fileOf(text);
    const refusal = (() => {
      try {
        return readOptionsFile(path);
      } catch (error) {
        return error as Error;
      }
    })();
    expect(refusal).toBeInstanceOf(TypeError);
    expect((refusal as Error).message).toMatch(message);
    expect((refusal as Error).message).not.toContain('s3cret');
  });

  it('says which file is missing', async () => {
    const path = join(await tempFolder(), 'none.yaml');
    expect(() => readOptionsFile(path)).toThrow(`got ${path}: ENOENT`);
  });
});

describe('withOptionsFile', () => {
  it('lets what is given win, one by one', async () => {
    const configFile = await fileOf(VENDOR);
    const options = withOptionsFile({
      configFile,
      siteCode: 'given',
      environment: 'production',
      timeoutMs: undefined,
      visitors: { maxVisitors: 7 },
      events: { maxBatchSize: 3 },
    });
    expect(options).toMatchObject({
      siteCode: 'given',
      environment: 'production',
      timeoutMs: 2_000,
      visitors: { maxVisitors: 7, idleMs: 300_000 },
      events: { maxBatchSize: 3, flushIntervalMs: 500 },
      clientId: '1234567',
    });
    expect(withOptionsFile({ configFile, events: false }).events).toBe(false);
  });
});

describe('kameleoon with a file', () => {
  it('refreshes, sends and sets cookies as the file says', async () => {
    const platform = kameleoon({ configFile: await fileOf(VENDOR), siteCode: 'a1b2c3d4e5' });
    expect(platform.refreshMs).toBe(1_800_000);
    expect(platform.cookie).toMatchObject({ name: 'kameleoonVisitorCode', domain: 'example.com' });
    const [sink] = (await platform.load()).sinks({ logger: { log() {}, warn() {}, error() {} } });
    expect(sink?.batching).toEqual({ maxBatchSize: 1_000, flushIntervalMs: 500 });
  });
});
