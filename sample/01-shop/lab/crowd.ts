import { randomUUID } from 'node:crypto';
import type { OnModuleDestroy } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Experiments } from 'nestjs-experimentation';
import { PERSONAS } from '../personas/personas.js';
import { Recommendations } from '../shop/recommendations.js';

const CROWD_SIZE = 200;
const AT_ONCE = 8;
const PAUSE_MS = 100;

/** Simulated visitors, who walk in a few at a time, outside of any request: what `runAs` is for. */
@Injectable()
export class Crowd implements OnModuleDestroy {
  private waiting = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly experiments: Experiments,
    private readonly recommendations: Recommendations,
  ) {}

  /** Sends visitors, unless some are still on their way. */
  send(): void {
    if (this.waiting > 0) return;
    this.waiting = CROWD_SIZE;
    this.timer = setInterval(() => this.someMore(), PAUSE_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private someMore(): void {
    for (let i = 0; i < AT_ONCE && this.waiting > 0; i++, this.waiting--) this.oneVisit();
    if (this.waiting === 0) clearInterval(this.timer);
  }

  private oneVisit(): void {
    const visitorCode = `crowd-${randomUUID()}`;
    const { country } = oneOf(PERSONAS);
    this.experiments.runAs({ visitorCode, attributes: { country } }, () => {
      const products = this.recommendations.products();
      // In this simulation more choice sells more, so the reader knows what the numbers should show.
      if (products.length === 0 || Math.random() > 0.02 + products.length * 0.03) return;
      const product = oneOf(products);
      this.experiments.track('purchase', { revenue: product.price, properties: { product: product.id } });
    });
  }
}

function oneOf<T>(choices: readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)] as T;
}
