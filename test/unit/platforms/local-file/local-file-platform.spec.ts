import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localFile } from '../../../../lib/platforms/local-file/index.js';
import { localFilePlatform } from '../../../../lib/platforms/local-file/local-file.platform.js';
import { SILENT_LOGGER } from '../../../../lib/ports/logger.js';

const PAYLOAD = { features: { flag: { defaultValue: 1 } }, savedGroups: { beta: ['u1'] } };

describe('localFile()', () => {
  it('wants a file whose name tells its format, and says so at once', () => {
    expect(() => localFile('experiments.txt')).toThrow(/ends in .json, .yaml or .yml, got "experiments.txt"/);
  });

  it('loads one platform, however often it is asked', async () => {
    const front = localFile('experiments.yaml');
    const platform = await front.load();
    expect(await front.load()).toBe(platform);
    expect(platform.name).toBe(front.name);
    expect(platform.source.name).toBe('file experiments.yaml');
  });

  it('follows the file alone: what a newer one leaves out is gone', async () => {
    const platform = localFilePlatform('experiments.json');
    const older = await platform.compile(PAYLOAD);
    const newer = await platform.compile({ features: {} }, older);
    expect(newer.flags.size).toBe(0);
  });

  it('appends events beside the file unless told otherwise', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'local-file-'));
    const [sink] = localFilePlatform(join(folder, 'experiments.json')).sinks({ logger: SILENT_LOGGER });
    const goal = {
      kind: 'goal' as const,
      at: 1,
      visitor: {
        visitorCode: 'u1',
        units: new Map([['visitor', 'u1']]),
        attributes: new Map(),
        url: '',
        userAgent: null,
        ip: null,
      },
      revision: 'r',
      facts: new Map(),
      goal: 'purchase',
      revenue: 5,
      properties: {},
    };
    await sink?.send([goal], { signal: new AbortController().signal });
    await sink?.close?.();
    expect(await readdir(folder)).toEqual(['experiment-events.ndjson']);
    await rm(folder, { recursive: true });
    expect(localFilePlatform('experiments.json', { events: false }).sinks({ logger: SILENT_LOGGER })).toEqual(
      [],
    );
  });
});
