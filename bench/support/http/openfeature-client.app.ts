import { Controller, Get, Inject, Module } from '@nestjs/common';
import type { Client } from '@openfeature/nestjs-sdk';
import { getOpenFeatureClientToken, OpenFeatureModule } from '@openfeature/nestjs-sdk';
import type { Answer } from './answer.js';
import { FLAGS } from './answer.js';
import { contextOf, inMemoryFlags } from './openfeature.flags.js';

@Controller()
class ProductsController {
  constructor(@Inject(getOpenFeatureClientToken()) private readonly client: Client) {}

  @Get('products')
  async products(): Promise<Answer> {
    const [recommended, badge, layout] = await Promise.all([
      this.client.getStringValue(FLAGS.recommended, 'control'),
      this.client.getStringValue(FLAGS.badge, 'control'),
      this.client.getStringValue(FLAGS.layout, 'control'),
    ]);
    return { recommended, badge, layout };
  }
}

/** The same decisions with OpenFeature's other documented way: the injected client. */
@Module({
  imports: [OpenFeatureModule.forRoot({ defaultProvider: inMemoryFlags(), contextFactory: contextOf })],
  controllers: [ProductsController],
})
export class OpenFeatureClientApp {}
