import { Controller, Get, Module } from '@nestjs/common';
import type { EvaluationDetails } from '@openfeature/nestjs-sdk';
import { OpenFeatureModule, StringFeatureFlag } from '@openfeature/nestjs-sdk';
import type { Observable } from 'rxjs';
import { combineLatest, map } from 'rxjs';
import type { Answer } from './answer.js';
import { FLAGS } from './answer.js';
import { contextOf, inMemoryFlags } from './openfeature.flags.js';

type Details = Observable<EvaluationDetails<string>>;

@Controller()
class ProductsController {
  @Get('products')
  products(
    @StringFeatureFlag({ flagKey: FLAGS.recommended, defaultValue: 'control' }) recommended: Details,
    @StringFeatureFlag({ flagKey: FLAGS.badge, defaultValue: 'control' }) badge: Details,
    @StringFeatureFlag({ flagKey: FLAGS.layout, defaultValue: 'control' }) layout: Details,
  ): Observable<Answer> {
    return combineLatest([recommended, badge, layout]).pipe(
      map(([first, second, third]) => ({
        recommended: first.value,
        badge: second.value,
        layout: third.value,
      })),
    );
  }
}

/** The same decisions with OpenFeature, as its README shows: parameter decorators and a context factory. */
@Module({
  imports: [OpenFeatureModule.forRoot({ defaultProvider: inMemoryFlags(), contextFactory: contextOf })],
  controllers: [ProductsController],
})
export class OpenFeatureApp {}
