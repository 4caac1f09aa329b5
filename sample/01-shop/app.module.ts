import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { Platform } from 'nestjs-experimentation';
import { ExperimentationModule } from 'nestjs-experimentation';
import { LabController } from './lab/lab.controller.js';
import { Scoreboard } from './lab/scoreboard.js';
import { PersonaGuard } from './personas/persona.guard.js';
import { CheckoutController } from './shop/checkout.controller.js';
import { ShopController } from './shop/shop.controller.js';

/** The shop, on any experimentation platform. */
@Module({})
export class AppModule {
  static on(platform: Platform): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ExperimentationModule.forRoot({
          platform,
          // Links such as /?visitor=anna make the reader somebody else. Never do this where being somebody else matters.
          visitor: { cookie: { name: 'visitor' }, queryParameter: 'visitor' },
          events: { flushIntervalMs: 1_000 },
        }),
      ],
      controllers: [ShopController, CheckoutController, LabController],
      providers: [Scoreboard, { provide: APP_GUARD, useClass: PersonaGuard }],
    };
  }
}
