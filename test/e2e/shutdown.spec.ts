import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';
import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Experiments, ndjsonFileSink, Variant, Visitor } from '../../lib/index.js';
import type { LedgerReport, Sink } from '../../lib/index.js';
import { MemorySnapshotStore } from '../support/memory-snapshot.store.js';
import { SlowStore } from '../support/slow-store.js';
import { tempFolder } from '../support/temp-folder.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';
import { until } from '../support/until.js';

@Controller()
class BuyController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('buy')
  async buy(@Variant('half') variation: string | null, @Visitor() visitor: string): Promise<object> {
    await new Promise((resolve) => setImmediate(resolve));
    this.experiments.track('bought', { revenue: 1 });
    return { variation, visitor };
  }
}

/** Still has something to say when everything else goes down. */
@Injectable()
class LastWords implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  beforeApplicationShutdown(): void {
    this.experiments.runAs({ visitorCode: 'shutdown' }, () => this.experiments.track('before-shutdown'));
  }

  onApplicationShutdown(): void {
    this.experiments.runAs({ visitorCode: 'shutdown' }, () => this.experiments.track('shutdown'));
  }
}

function expectBalance({ sinks, unrouted, total }: LedgerReport): void {
  for (const account of [...sinks, unrouted, total]) {
    const dropped = [...account.dropped.values()].reduce((sum, n) => sum + n, 0);
    expect(account.delivered + account.deduplicated + account.held + dropped + account.queued).toBe(
      account.offered,
    );
  }
}

describe.each(ADAPTERS)('a shutdown on %s', (adapter) => {
  let running: TestApp | undefined;
  afterEach(() => running?.close());

  it('in the middle of a burst loses nothing', async () => {
    const path = join(await tempFolder(), 'events.ndjson');
    const app = (running = await startApp({
      adapter,
      controllers: [BuyController],
      providers: [LastWords],
      options: { sinks: [ndjsonFileSink({ path })], events: { maxBatchSize: 7, flushIntervalMs: 20 } },
    }));
    const answered = new Set<string>();
    let stop = false;
    const burst = Promise.all(
      Array.from({ length: 8 }, async (_, lane) => {
        for (let i = 0; !stop && i < 5_000; i++) {
          const visitor = `v-${lane}-${i}`;
          try {
            const answer = await app.get('/buy', { headers: { cookie: `visitor=${visitor}` } });
            if (answer.status === 200) answered.add(visitor);
          } catch {
            // The server is gone: the visitor has no answer, so there is nothing to expect of them.
            return;
          }
        }
      }),
    );
    await until('a hundred visitors', () => answered.size >= 100);
    await app.close();
    stop = true;
    await burst;
    running = undefined;

    const ledger = app.experiments.ledger();
    expectBalance(ledger);
    expect(ledger.total.queued).toBe(0);
    expect([...ledger.total.dropped]).toEqual([]);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(ledger.total.delivered);
    const text = lines.join('\n');
    for (const visitor of answered) {
      const own = lines.filter((line) => line.includes(`"${visitor}"`));
      expect(own).toHaveLength(2);
    }
    expect(text).toContain('before-shutdown');
    expect(text).toContain('"shutdown"');
    expect(app.logger.logs.join('\n')).toContain('Events at shutdown');
  });

  it('gives up at its deadline, and counts what is lost', async () => {
    const stuck: Sink = {
      name: 'stuck',
      send: (_, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
    };
    const app = await startApp({
      adapter,
      controllers: [BuyController],
      options: { sinks: [stuck], shutdown: { deadlineMs: 50 } },
    });
    await app.get('/buy');
    await app.close();
    const ledger = app.experiments.ledger();
    expectBalance(ledger);
    expect(ledger.total.queued).toBe(0);
    expect(ledger.total.dropped.get('shutdown-deadline')).toBe(ledger.total.offered);
  });

  it('waits for a snapshot that is being written', async () => {
    const snapshot = new MemorySnapshotStore();
    let write!: () => void;
    snapshot.saving = () => new Promise((resolve) => (write = resolve));
    const app = await startApp({ adapter, controllers: [BuyController], options: { snapshot } });
    let closed = false;
    const closing = app.close().then(() => (closed = true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(closed).toBe(false);
    write();
    await closing;
    expect(snapshot.saved).toHaveLength(1);
  });

  it('waits for the stored assignments that are still being written', async () => {
    const store = new SlowStore();
    let write!: () => void;
    const written: string[] = [];
    store.write = async ({ key }) => {
      await new Promise<void>((resolve) => (write = resolve));
      written.push(key);
    };
    const app = await startApp({ adapter, controllers: [BuyController], options: { stickyStore: store } });
    await app.get('/buy', { headers: { cookie: 'visitor=anna' } });
    const closing = app.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([written, store.closed]).toEqual([[], false]);
    write();
    await closing;
    expect([written.length, store.closed]).toEqual([1, true]);
  });

  it('ends a download that is under way, and with it the wait for it', async () => {
    let aborted = false;
    const app = await startApp({ adapter, controllers: [BuyController] });
    app.source.fetch = ({ signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason as Error);
        }),
      );
    const refreshed = app.experiments.refresh();
    await app.close();
    expect(aborted).toBe(true);
    expect(await refreshed).toMatchObject({ outcome: 'failed' });
    expect(app.logger.warnings.join('\n')).not.toContain('could not be refreshed');
  });

  it('can be had by hand, once', async () => {
    const app = (running = await startApp({ adapter, controllers: [BuyController] }));
    await app.get('/buy');
    const closed: string[] = [];
    app.experiments.events$.subscribe({
      next: ({ type }) => closed.push(type),
      complete: () => closed.push('complete'),
    });
    await Promise.all([app.experiments.close(), app.experiments.close()]);
    expect(app.sink.events).toHaveLength(2);
    expect(closed.slice(-2)).toEqual(['close', 'complete']);
    await app.get('/buy');
    expect([...app.experiments.ledger().total.dropped]).toEqual([['closed', 2]]);
  });
});

describe('shutdown hooks', () => {
  it('that are off are warned of at the start', async () => {
    const off = await startApp();
    expect(off.logger.warnings.join('\n')).toContain('Shutdown hooks are off');
    await off.close();
    const on = await startApp({ before: (app) => void app.enableShutdownHooks() });
    expect(on.logger.warnings.join('\n')).not.toContain('Shutdown hooks are off');
    await on.close();
  });
});
