import { Controller, Param, Post, Redirect } from '@nestjs/common';
import { FeatureFlag, TrackGoal, Visitor } from 'nestjs-experimentation';
import type { Product } from '../catalogue/products.js';
import { layout } from '../views/layout.view.js';
import { Page } from '../views/page.decorator.js';
import { expressCheckoutView, thanksView } from '../views/shop.view.js';
import { ProductPipe } from './product.pipe.js';

/** What an order answers: where to go next, and what was bought. */
interface Order {
  readonly url: string;
  readonly statusCode: number;
  readonly product: Product;
}

/** Paying. */
@Controller()
export class CheckoutController {
  /** 404 unless the visitor's flag is on: the gate is a guard, so nothing below runs for anybody else. */
  @Page('checkout/:id')
  @FeatureFlag('new_checkout')
  checkout(@Param('id', ProductPipe) product: Product, @Visitor() visitorCode: string): string {
    const content = expressCheckoutView(product);
    return layout({ title: 'Checkout', path: `/checkout/${product.id}`, visitorCode, content });
  }

  /** A purchase counts when this handler has succeeded, with the product's price as revenue. */
  @Post('orders/:id')
  @TrackGoal<Order>('purchase', {
    revenue: ({ product }) => product.price,
    properties: ({ product }) => ({ product: product.id }),
  })
  @Redirect()
  order(@Param('id', ProductPipe) product: Product): Order {
    return { url: `/thanks/${product.id}`, statusCode: 303, product };
  }

  @Page('thanks/:id')
  thanks(@Param('id', ProductPipe) product: Product, @Visitor() visitorCode: string): string {
    return layout({
      title: 'Thank you',
      path: `/thanks/${product.id}`,
      visitorCode,
      content: thanksView(product),
    });
  }
}
