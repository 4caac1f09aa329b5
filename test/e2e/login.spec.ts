import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExperimentationOptions } from '../../lib/index.js';
import { Experiments, MemoryAssignmentStore } from '../../lib/index.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';
import { memoryPlatform, MemorySource } from '../support/memory-platform.js';

const VARIATIONS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** An experiment of eight variations for each attribute that it may be hashed by. */
function experiment(hashAttribute: string): object {
  const meta = VARIATIONS.map((key) => ({ key }));
  const rule = { key: `by_${hashAttribute}_test`, variations: VARIATIONS, meta, hashAttribute };
  return { defaultValue: 'none', rules: [rule] };
}
const CONFIG = { features: { by_id: experiment('id'), by_device: experiment('device') } };

interface Seen {
  readonly visitor: string;
  readonly id: string;
  readonly device: string;
}

@Controller()
class SessionController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('page')
  page(): Seen {
    const { experiments } = this;
    return {
      visitor: experiments.visitorCode,
      id: experiments.variation('by_id') as string,
      device: experiments.variation('by_device') as string,
    };
  }

  @Post('login')
  async login(@Body() { user }: { user: string }): Promise<[Seen, Seen]> {
    const before = this.page();
    await this.experiments.identify(user);
    return [before, this.page()];
  }

  @Post('logout')
  logout(): boolean {
    return this.experiments.forgetVisitor();
  }
}

/** A browser: keeps the visitor cookie, and the session once somebody has logged in. */
class Browser {
  code: string | undefined;
  user: string | undefined;

  constructor(private readonly app: TestApp) {}

  async #ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (this.code !== undefined) headers['cookie'] = `visitor=${this.code}`;
    if (this.user !== undefined) headers['x-user'] = encodeURIComponent(this.user);
    const { body, cookies, status } = await this.app.get(path, { ...init, headers });
    expect(status).toBeLessThan(300);
    const set = cookies.map((text) => /^visitor=([^;]+);/.exec(text)?.[1]).find((code) => code !== undefined);
    if (set !== undefined) this.code = set;
    return body;
  }

  async page(): Promise<Seen> {
    return (await this.#ask('/page')) as Seen;
  }

  async login(user: string): Promise<[Seen, Seen]> {
    const seen = await this.#ask('/login', { method: 'POST', body: JSON.stringify({ user }) });
    this.user = user;
    return seen as [Seen, Seen];
  }

  /** On a computer that people share, the browser forgets who it was. */
  async logout(forget: boolean): Promise<void> {
    if (forget) {
      this.user = undefined;
      expect(await this.#ask('/logout', { method: 'POST', body: '{}' })).toBe(true);
    }
    this.user = undefined;
  }
}

const resolve = ({
  headers,
}: {
  headers: Readonly<Record<string, string | string[] | undefined>>;
}): string | undefined =>
  headers['x-user'] === undefined ? undefined : decodeURIComponent(String(headers['x-user']));

/** Set-ups, and what stays the same when somebody logs in: the visitor code, the variation by it, and the one by device. */
const SETUPS: readonly [
  string,
  ExperimentationOptions['visitor'],
  boolean,
  { code: boolean; id: boolean },
][] = [
  ['device only, no store', {}, false, { code: true, id: true }],
  ['device only, a store', {}, true, { code: true, id: true }],
  ['user and device, no store', { resolve }, false, { code: false, id: false }],
  ['user and device, a store', { resolve }, true, { code: false, id: true }],
];

describe.each(ADAPTERS)('logging in, on %s', (adapter) => {
  let app: TestApp;
  afterEach(() => app.close());

  async function start(visitor: ExperimentationOptions['visitor'], withStore: boolean): Promise<void> {
    app = await startApp({
      adapter,
      controllers: [SessionController],
      options: {
        platform: memoryPlatform(new MemorySource(CONFIG)),
        visitor,
        ...(withStore && { stickyStore: new MemoryAssignmentStore() }),
      },
    });
  }

  describe.each(SETUPS)('with %s', (_, visitor, withStore, same) => {
    /** So many that hashing cannot give all of them the same variation by chance. */
    const PEOPLE = Array.from({ length: 12 }, (_unused, i) => `Zoë ${i}`);

    it('moves whom it says, and nobody by device', async () => {
      await start(visitor, withStore);
      let moved = 0;
      for (const person of PEOPLE) {
        const browser = new Browser(app);
        const before = await browser.page();
        const [at, after] = await browser.login(person);
        const code = browser.code;
        const later = await browser.page();
        expect([at.id, after.id]).toEqual([before.id, before.id]);
        expect(later.visitor === before.visitor).toBe(same.code);
        if (visitor?.resolve !== undefined) {
          expect(later.visitor).toBe(person);
          // The first visit has no other unit than its own code.
          expect(later.device).toBe(before.device);
        }
        if (later.id !== before.id) moved++;
        expect(browser.code).toBe(code);
      }
      if (same.id) expect(moved).toBe(0);
      else expect(moved).toBeGreaterThan(0);
    });

    it('is over with the logout: the browser is who it was', async () => {
      await start(visitor, withStore);
      const browser = new Browser(app);
      const before = await browser.page();
      await browser.login('anna');
      await browser.page();
      await browser.logout(false);
      expect(await browser.page()).toEqual(before);
    });

    it('is forgotten by a computer that people share', async () => {
      await start(visitor, withStore);
      const browser = new Browser(app);
      const before = await browser.page();
      await browser.login('anna');
      await browser.logout(true);
      const after = await browser.page();
      expect(after.visitor).not.toBe(before.visitor);
      expect(after.visitor).toBe(browser.code);
    });
  });

  it.each([true, false])('shows a user the same on a second device, with a store: %s', async (withStore) => {
    await start({ resolve }, withStore);
    const first = new Browser(app);
    await first.page();
    await first.login('anna');
    const seen = await first.page();
    const second = new Browser(app);
    await second.page();
    await second.login('anna');
    expect((await second.page()).id).toBe(seen.id);
    expect((await first.page()).id).toBe(seen.id);
  });

  it('leaves a second user of a device what they have, and gives them what they have not', async () => {
    await start({ resolve }, true);
    for (let i = 0; i < 6; i++) {
      const own = new Browser(app);
      own.user = `ben ${i}`;
      const bens = await own.page();
      const shared = new Browser(app);
      const anonymous = await shared.page();
      await shared.login(`anna ${i}`);
      expect((await shared.page()).id).toBe(anonymous.id);
      await shared.logout(false);
      await shared.login(`ben ${i}`);
      expect((await shared.page()).id).toBe(bens.id);
    }
  });

  it('keeps a user who is to be remembered in the cookie', async () => {
    await start(
      {
        resolve: (request) => {
          const code = resolve(request);
          return code === undefined ? undefined : { code, remember: true };
        },
      },
      false,
    );
    const browser = new Browser(app);
    browser.user = 'anna';
    const seen = await browser.page();
    expect(browser.code).toBe('anna');
    await browser.logout(false);
    expect(await browser.page()).toEqual(seen);
    // What cannot stand in a cookie is for the request only.
    browser.user = 'Zoë';
    expect((await browser.page()).visitor).toBe('Zoë');
    expect(browser.code).toBe('anna');
    expect(app.logger.warnings.filter((line) => line.includes('remembered'))).toHaveLength(1);
  });

  it('refuses a user without a code, and forgets nobody outside of HTTP', async () => {
    await start({}, true);
    const job = app.experiments.forVisitor({ visitorCode: 'job' });
    expect(() => job.identify('')).toThrow(TypeError);
    expect(() => job.identify(7 as unknown as string)).toThrow(/text that is not empty/);
    expect(job.forgetVisitor()).toBe(false);
  });

  it.each(['two words', 'Zoë', '日本', 'x'.repeat(255)])(
    'takes a code of the application as it is: %s',
    async (code) => {
      await start({ resolve }, true);
      const browser = new Browser(app);
      browser.user = code;
      const { visitor, id } = await browser.page();
      expect(visitor).toBe(code);
      expect(VARIATIONS).toContain(id);
      expect(await browser.page()).toMatchObject({ visitor, id });
      expect(app.experiments.forVisitor({ visitorCode: code }).variation('by_id')).toBe(id);
    },
  );

  it('answers fallbacks for a code that is too long, and tells nobody', async () => {
    const store = new MemoryAssignmentStore();
    app = await startApp({
      adapter,
      controllers: [SessionController],
      options: {
        platform: memoryPlatform(new MemorySource(CONFIG)),
        visitor: { resolve },
        stickyStore: store,
      },
    });
    const code = 'x'.repeat(256);
    const browser = new Browser(app);
    browser.user = code;
    expect(await browser.page()).toEqual({ visitor: code, id: null, device: null });
    expect(app.experiments.forVisitor({ visitorCode: code }).variation('by_id') ?? null).toBeNull();
    app.experiments.runAs({ visitorCode: code }, () => {
      app.experiments.renew();
      app.experiments.track('bought');
      expect(app.experiments.decide('by_id').value).toBeNull();
    });
    await app.experiments.flush();
    expect(app.experiments.ledger().total.offered).toBe(0);
    expect(app.experiments.status().assignments).toMatchObject({ writes: 0 });
    expect(app.experiments.status().unknownKeys).toEqual([]);
    expect(app.logger.warnings.filter((line) => line.includes('256 characters'))).toHaveLength(1);
  });

  it('tells an IPv4 client of a dual-stack server by its own address', async () => {
    app = await startApp({
      adapter,
      controllers: [SessionController],
      trustProxy: true,
      options: { platform: memoryPlatform(new MemorySource(CONFIG)) },
    });
    await app.get('/page', { headers: { 'x-forwarded-for': '::ffff:192.0.2.7' } });
    await app.experiments.flush();
    expect(app.sink.events.map((event) => event.visitor.ip)).toEqual(['192.0.2.7']);
  });
});
