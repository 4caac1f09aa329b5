import type { DynamicModule } from '@nestjs/common';
import { Controller, Get, Module } from '@nestjs/common';
import { isbot } from 'isbot';
import type { ExperimentationOptions } from 'nestjs-experimentation';
import { ExperimentationModule, FlagValue } from 'nestjs-experimentation';

@Controller()
export class ProductsController {
  @Get()
  products(@FlagValue('recommended_products', 5) count: number): string {
    return `We recommend ${count} products.`;
  }
}

/** A shop that robots visit, too: they see what people see, but are not counted. */
@Module({})
export class AppModule {
  static on(platform: ExperimentationOptions['platform']): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ExperimentationModule.forRoot({
          platform,
          visitor: { counts: ({ headers }) => !isbot(String(headers['user-agent'] ?? '')) },
          refresh: false,
        }),
      ],
      controllers: [ProductsController],
    };
  }
}
