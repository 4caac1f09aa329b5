import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { growthbookSource as deprecatedSource } from '../../lib/index.js';
import { growthbookSource } from '../../lib/platforms/growthbook/wire/growthbook.source.js';
import { fileSource } from '../../lib/sources/file.source.js';
import { httpSource } from '../../lib/sources/http.source.js';
import { staticSource } from '../../lib/sources/static.source.js';
import { sourceContract } from '../../lib/testing/contracts/source.contract.js';
import type { SourceFixture } from '../../lib/testing/contracts/source.contract.js';
import { ConfigServer, conditional, json, status } from '../support/config-server.js';
import type { Reply } from '../support/config-server.js';
import { EventFeed } from '../support/event-feed.js';
import { tempFolder } from '../support/temp-folder.js';

const FIRST = { flags: { a: 0 } };
const runner = { describe, it };

sourceContract(runner, 'staticSource with an object', () => ({
  source: staticSource(FIRST),
  payload: FIRST,
}));

sourceContract(runner, 'staticSource with text', () => ({
  source: staticSource(JSON.stringify(FIRST)),
  payload: FIRST,
}));

for (const extension of ['json', 'yaml']) {
  sourceContract(runner, `fileSource with .${extension}`, async (): Promise<SourceFixture> => {
    const path = join(await tempFolder(), `config.${extension}`);
    const write = (payload: unknown): Promise<void> => writeFile(path, JSON.stringify(payload));
    await write(FIRST);
    let changes = 0;
    return {
      source: fileSource(path, { debounceMs: 5, pollIntervalMs: 100 }),
      payload: FIRST,
      change: async () => {
        const payload = { flags: { a: ++changes } };
        await write(payload);
        return payload;
      },
      breakDown: () => rm(path),
      mend: () => write(FIRST),
    };
  });
}

function httpFixture(server: ConfigServer, answer: (payload: unknown, version: number) => Reply) {
  let changes = 0;
  server.reply = answer(FIRST, 0);
  return {
    payload: FIRST,
    change: async () => {
      const payload = { flags: { a: ++changes } };
      server.reply = answer(payload, changes);
      return payload;
    },
    breakDown: async () => void (server.reply = status(503)),
    mend: async () => void (server.reply = answer(FIRST, 0)),
  };
}

sourceContract(runner, 'httpSource, server without marks', async () => {
  const server = await ConfigServer.start();
  return {
    ...httpFixture(server, (payload) => json(payload)),
    source: httpSource({ url: `${server.origin}/config?key=hush`, headers: { 'x-key': 'hush' } }),
    secrets: ['hush'],
  };
});

sourceContract(runner, 'httpSource, server with marks', async () => {
  const server = await ConfigServer.start();
  return {
    ...httpFixture(server, (payload, version) => conditional(payload, `"v${version}"`)),
    source: httpSource({ url: server.origin }),
  };
});

for (const [name, makeSource] of [
  ['growthbookSource', growthbookSource],
  ['growthbookSource of the main entry', deprecatedSource],
] as const) {
  sourceContract(runner, `${name}, streaming`, async () => {
    const server = await ConfigServer.start();
    const feed = new EventFeed();
    server.on('/sub/sdk-hush', feed.reply);
    const offered = { 'x-sse-support': 'enabled' };
    const fixture = httpFixture(server, (payload) => json(payload, offered));
    return {
      ...fixture,
      change: async () => {
        const payload = await fixture.change();
        feed.send('features', JSON.stringify(payload));
        return payload;
      },
      source: makeSource({ clientKey: 'sdk-hush', apiHost: server.origin, streaming: true }),
      secrets: ['sdk-hush'],
    };
  });
}
