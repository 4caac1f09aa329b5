import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { httpSource } from '../../../../lib/sources/http.source.js';
import { FileSnapshotStore } from '../../../../lib/stores/file-snapshot.store.js';
import {
  conditional,
  ConfigServer,
  cut,
  endless,
  gzip,
  gzipBomb,
  hang,
  html,
  json,
  redirect,
  stall,
  status,
  text,
} from '../../../support/config-server.js';
import { keep } from '../../../support/keeper.js';
import { served } from '../../../support/stub-compiler.js';
import { tempFolder } from '../../../support/temp-folder.js';
import { until } from '../../../support/until.js';

const good = (a: unknown) => ({ flags: { a } });

/** A configuration server, what a keeper has of it, and a place for snapshots. */
async function application() {
  const server = await ConfigServer.start(json(good('first')));
  const snapshot = new FileSnapshotStore({ path: join(await tempFolder(), 'snapshot.json') });
  const url = server.origin;
  const boot = (deadlineMs = 10_000) =>
    keep(httpSource({ url, timeoutMs: 300, maxBytes: 10_000 }), {
      startup: { mode: 'block', deadlineMs },
      snapshot,
    });
  return { server, snapshot, boot };
}

const EMPTY = 'holds no flags any more';
const OUTAGES = [
  ['is missing', status(404)],
  ['is cut off by the network', cut(good('bad'))],
  ['is cut off by the server', text('{"flags":{"a":')],
  ['is a web page', html()],
  ['is too large', endless],
  ['is too large when unpacked', gzipBomb(1_000_000)],
  ['is a number', text('42')],
  ['is null', text('null')],
  ['is a list', text('[]')],
  ['is empty text', text('')],
  ['holds flags of a wrong type', json({ flags: [1, 2] })],
  [EMPTY, json({ flags: {} })],
  ['never comes', hang],
  ['comes to a standstill', stall(good('bad'))],
  ['is answered by an error', status(500)],
  ['is redirected in circles', redirect('/')],
] as const;

describe('ConfigKeeper on a real server', () => {
  it.each(OUTAGES)('keeps good configuration when the next one %s, and recovers', async (_title, reply) => {
    const { server, boot } = await application();
    const { keeper, logger } = boot();
    await keeper.start();
    const before = keeper.program;
    const quiet = logger.warnings.length;
    server.reply = reply;
    for (let i = 0; i < 2; i++) expect((await keeper.refresh()).outcome).toBe('failed');
    expect(keeper.program).toBe(before);
    expect(keeper.status()).toMatchObject({ state: 'stale', origin: 'live', consecutiveFailures: 2 });
    expect(logger.warnings).toHaveLength(quiet + 1);
    server.reply = gzip(good('second'));
    await until('the recovery', async () => (await keeper.refresh()).outcome === 'installed');
    expect(served(keeper.program, 'a')).toBe('second');
    expect(keeper.status().state).toBe('ready');
  });

  it.each(OUTAGES.filter(([title]) => title !== EMPTY))(
    'starts from the snapshot of the last run when configuration %s',
    async (_title, reply) => {
      const { server, boot } = await application();
      const first = boot();
      await first.keeper.start();
      await first.keeper.close();
      server.reply = reply;
      const second = boot(50);
      await second.keeper.start();
      expect(second.keeper.status()).toMatchObject({ state: 'degraded', origin: 'snapshot' });
      expect(served(second.keeper.program, 'a')).toBe('first');
      server.reply = json(good('second'));
      await until('live configuration', () => second.keeper.status().state === 'ready');
      expect(served(second.keeper.program, 'a')).toBe('second');
    },
  );

  it('takes an empty configuration when it starts, but keeps the good snapshot', async () => {
    const { server, snapshot, boot } = await application();
    const first = boot();
    await first.keeper.start();
    await first.keeper.close();
    server.reply = json({ flags: {} });
    const second = boot();
    await second.keeper.start();
    expect(second.keeper.status()).toMatchObject({ state: 'ready', origin: 'live' });
    expect(second.keeper.program.flags.size).toBe(0);
    await second.keeper.close();
    expect((await snapshot.load())?.payload).toBe(JSON.stringify(good('first')));
  });

  it('asks conditionally, and does not compile what it has', async () => {
    const { server, boot } = await application();
    server.reply = conditional(good('first'), '"1"');
    const { keeper } = boot();
    await keeper.start();
    expect((await keeper.refresh()).outcome).toBe('unchanged');
    expect(server.asked[0]?.headers).not.toHaveProperty('if-none-match');
    expect(server.asked.at(-1)?.headers).toMatchObject({ 'if-none-match': '"1"' });
  });

  it('writes the snapshot as it came, and starts empty when somebody has damaged it', async () => {
    const { server, snapshot, boot } = await application();
    const first = boot();
    await first.keeper.start();
    await first.keeper.close();
    const path = snapshot.name.replace(/^snapshot /, '');
    expect(await readFile(path, 'utf8')).toBe(JSON.stringify(good('first')));
    await writeFile(path, '{"flags":{"a":"fir');
    await server.stop();
    const second = boot(50);
    await second.keeper.start();
    expect(second.keeper.status().state).toBe('empty');
    expect(second.logger.warnings.join('\n')).toContain('cannot be used');
  });
});
