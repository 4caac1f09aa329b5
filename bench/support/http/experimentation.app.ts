import type { Type } from '@nestjs/common';
import { Controller, Get, Module } from '@nestjs/common';
import { callbackSink, ExperimentationModule, FlagValue, growthbook, Variant } from 'nestjs-experimentation';
import { benchPayload } from '../growthbook-payload.js';
import type { Answer } from './answer.js';
import { FLAGS, targetingOf } from './answer.js';

@Controller()
class ProductsController {
  @Get('products')
  products(
    @Variant(FLAGS.recommended) recommended: string | null,
    @FlagValue(FLAGS.badge, 'control') badge: string,
    @Variant(FLAGS.layout) layout: string | null,
  ): Answer {
    return { recommended, badge, layout };
  }
}

/**
 * The module as it is by default: cookie read and set, exposures delivered in batches, to a receiver that throws them away.
 *
 * @param asyncContext - the option of that name: true by default
 */
export function experimentationApp(asyncContext: boolean): Type {
  @Module({
    imports: [
      ExperimentationModule.forRoot({
        platform: growthbook({ payload: benchPayload() }),
        visitor: { asyncContext },
        attributes: (context) => targetingOf(context.switchToHttp().getRequest()),
        sinks: [callbackSink({ onBatch: () => undefined })],
        refresh: false,
      }),
    ],
    controllers: [ProductsController],
  })
  class ExperimentationApp {}
  return ExperimentationApp;
}
