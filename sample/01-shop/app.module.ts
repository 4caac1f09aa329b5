import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { ExperimentationOptions } from 'nestjs-experimentation';
import { ExperimentationModule } from 'nestjs-experimentation';
import { Crowd } from './lab/crowd.js';
import { LabController } from './lab/lab.controller.js';
import { Scoreboard } from './lab/scoreboard.js';
import { personaAttributes, PersonaGuard } from './personas/persona.guard.js';
import { CheckoutController } from './shop/checkout.controller.js';
import { Recommendations } from './shop/recommendations.js';
import { ShopController } from './shop/shop.controller.js';
import { ErrorPageFilter } from './views/error-page.filter.js';

/** The shop, on any experimentation platform. */
@Module({})
export class AppModule {
  static on(platform: ExperimentationOptions['platform']): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ExperimentationModule.forRoot({
          platform,
          visitor: {
            cookie: { name: 'visitor' },
            // Pages that refresh themselves in another tab must not bring back somebody whom the reader has left.
            setCookie: 'when-new',
            // Links such as /?visitor=anna make the reader somebody else. Never do this where that matters.
            queryParameter: { name: 'visitor', replaces: true },
          },
          attributes: personaAttributes,
          events: { flushIntervalMs: 1_000 },
        }),
      ],
      controllers: [ShopController, CheckoutController, LabController],
      providers: [
        Recommendations,
        Scoreboard,
        Crowd,
        { provide: APP_GUARD, useClass: PersonaGuard },
        { provide: APP_FILTER, useClass: ErrorPageFilter },
      ],
    };
  }
}
