import { Controller, Get, Inject } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { Experiments, FlagValue } from '../../lib/index.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

/** A request that waits in its middle until it is let go. */
class Gatekeeper {
  arrived!: Promise<void>;
  #arrive!: () => void;
  #letGo!: () => void;
  #open!: Promise<void>;

  constructor() {
    this.arrived = new Promise((resolve) => (this.#arrive = resolve));
    this.#open = new Promise((resolve) => (this.#letGo = resolve));
  }

  wait(): Promise<void> {
    this.#arrive();
    return this.#open;
  }

  letGo(): void {
    this.#letGo();
  }
}

@Controller()
class SlowController {
  constructor(
    @Inject(Experiments) private readonly experiments: Experiments,
    @Inject(Gatekeeper) private readonly gatekeeper: Gatekeeper,
  ) {}

  @Get('slow')
  async slow(@FlagValue('page_size', 1) atFirst: number): Promise<object> {
    await this.gatekeeper.wait();
    const again = this.experiments.value('page_size', 1);
    const other = this.experiments.value('page_title', '');
    const outside = this.experiments.forVisitor({ visitorCode: 'x' }).value('page_size', 1);
    this.experiments.renew();
    return { atFirst, again, other, outside, renewed: this.experiments.value('page_size', 1) };
  }

  @Get('quick')
  quick(@FlagValue('page_size', 1) size: number): number {
    return size;
  }
}

describe.each(ADAPTERS)('a refresh in the middle of a request on %s', (adapter) => {
  let running: TestApp;
  afterEach(() => running.close());

  it('changes nothing for that request, and everything for the next', async () => {
    const gatekeeper = new Gatekeeper();
    running = await startApp({
      adapter,
      controllers: [SlowController],
      providers: [{ provide: Gatekeeper, useValue: gatekeeper }],
    });
    const slow = running.get('/slow');
    await gatekeeper.arrived;
    running.source.publish({
      features: { page_size: { defaultValue: 50 }, page_title: { defaultValue: 'New' } },
    });
    const revisions: string[] = [];
    running.experiments.config$.subscribe(({ revision }) => revisions.push(revision));
    expect(await running.experiments.refresh()).toMatchObject({ outcome: 'installed' });
    expect((await running.get('/quick')).body).toBe(50);
    gatekeeper.letGo();
    expect((await slow).body).toEqual({ atFirst: 20, again: 20, other: 'Shop', outside: 50, renewed: 50 });
    expect(new Set(revisions).size).toBe(2);
    expect(await running.experiments.refresh()).toMatchObject({ outcome: 'unchanged' });
  });
});
