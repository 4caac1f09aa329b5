import { randomUUID } from 'node:crypto';
import { Controller, Get, Param, Query, Redirect } from '@nestjs/common';
import { FeatureFlag, Variant, Visitor } from 'nestjs-experimentation';
import type { Product } from '../catalogue/products.js';
import { layout } from '../views/layout.view.js';
import { localPath } from '../views/local-path.js';
import { Page } from '../views/page.decorator.js';
import { productView, shopView } from '../views/shop.view.js';
import { ProductPipe } from './product.pipe.js';
import { Recommendations } from './recommendations.js';

/** The shop window. */
@Controller()
export class ShopController {
  constructor(private readonly recommendations: Recommendations) {}

  @Page()
  home(
    @Variant('recommended_products') variation: string | null,
    @FeatureFlag('price_badge') showBadges: boolean,
    @Visitor() visitorCode: string,
  ): string {
    const products = this.recommendations.products();
    const content = shopView({ products, variation, showBadges });
    return layout({ title: 'Shop', path: '/', visitorCode, content });
  }

  @Page('products/:id')
  product(
    @Param('id', ProductPipe) product: Product,
    @FeatureFlag('new_checkout') hasExpress: boolean,
    @FeatureFlag('price_badge') showBadge: boolean,
    @Visitor() visitorCode: string,
  ): string {
    const content = productView(product, hasExpress, showBadge);
    return layout({ title: product.name, path: `/products/${product.id}`, visitorCode, content });
  }

  /** Becomes a visitor whom nobody has seen before. */
  @Get('somebody-new')
  @Redirect()
  somebodyNew(@Query('back') back: unknown): { url: string } {
    return { url: `${localPath(back)}?visitor=${randomUUID()}` };
  }
}
