import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fileSource } from '../../../lib/sources/file.source.js';
import { httpSource } from '../../../lib/sources/http.source.js';
import { httpStreamSource } from '../../../lib/sources/http-stream.source.js';
import { tempFolder } from '../../support/temp-folder.js';
import { until } from '../../support/until.js';

// Both are installed here for the other tests; an application may have neither.
vi.mock('yaml', () => {
  throw new Error('not installed');
});
vi.mock('eventsource', () => {
  throw new Error('not installed');
});

const context = { signal: new AbortController().signal, since: undefined };

describe('without the optional packages', () => {
  it('YAML is refused with what to install', async () => {
    const path = join(await tempFolder(), 'config.yaml');
    await writeFile(path, 'flags: {}');
    await expect(fileSource(path).fetch(context)).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      retryable: false,
      message: expect.stringContaining('Reading YAML needs the package "yaml"'),
    });
  });

  it('JSON is read all the same', async () => {
    const path = join(await tempFolder(), 'config.json');
    await writeFile(path, '{"flags":{}}');
    expect(await fileSource(path).fetch(context)).toMatchObject({ payload: { flags: {} } });
  });

  it('streaming is refused once with what to install, and polling goes on', async () => {
    const download = httpSource({ url: 'http://localhost/', fetch: async () => new Response('{}') });
    const source = httpStreamSource(download, {
      url: 'http://localhost/sub',
      payloadEvent: 'features',
      changeEvent: 'features-updated',
    });
    const failures: unknown[] = [];
    const stop = source.watch?.({ changed: () => undefined, failed: (error) => failures.push(error) });
    onTestFinished(() => stop?.());
    await until('the refusal', () => failures.length > 0);
    expect(failures).toMatchObject([
      { message: expect.stringContaining('Streaming configuration needs the package "eventsource"') },
    ]);
    expect(await source.fetch(context)).toMatchObject({ payload: {} });
  });
});
