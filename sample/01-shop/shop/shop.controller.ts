import { randomUUID } from 'node:crypto';
import { Controller, Get, Header, NotFoundException, Param, Query, Redirect } from '@nestjs/common';
import { FeatureFlag, FlagValue, Visitor } from 'nestjs-experimentation';
import type { Product } from '../catalogue/products.js';
import { productOf, PRODUCTS } from '../catalogue/products.js';
import { personaOf } from '../personas/personas.js';
import { layout } from '../views/layout.view.js';
import { productView, shopView } from '../views/shop.view.js';

/** The shop window. */
@Controller()
export class ShopController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  home(
    @FlagValue('recommended_products', 5) count: number,
    @FeatureFlag('price_badge') showBadge: boolean,
    @Visitor() visitorCode: string,
  ): string {
    const content = shopView(PRODUCTS.slice(0, count), showBadge);
    return layout({ title: 'Shop', path: '/', persona: personaOf(visitorCode), content });
  }

  @Get('products/:id')
  @Header('content-type', 'text/html; charset=utf-8')
  product(
    @Param('id') id: string,
    @FeatureFlag('new_checkout') hasExpress: boolean,
    @Visitor() visitorCode: string,
  ): string {
    const product = findProduct(id);
    const content = productView(product, hasExpress);
    return layout({ title: product.name, path: '/products', persona: personaOf(visitorCode), content });
  }

  /** Becomes a visitor whom nobody has seen before. */
  @Get('somebody-new')
  @Redirect()
  somebodyNew(@Query('back') back?: string): { url: string } {
    return { url: `${back === '/lab' ? back : '/'}?visitor=${randomUUID()}` };
  }
}

/** The product, or 404. */
export function findProduct(id: string): Product {
  const product = productOf(id);
  if (product === undefined) throw new NotFoundException(`We sell no "${id}".`);
  return product;
}
