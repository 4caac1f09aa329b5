import { Controller, Get, Header, Param, Post, Redirect } from '@nestjs/common';
import { FeatureFlag, TrackGoal, Visitor } from 'nestjs-experimentation';
import { productOf } from '../catalogue/products.js';
import { personaOf } from '../personas/personas.js';
import { layout } from '../views/layout.view.js';
import { expressCheckoutView, thanksView } from '../views/shop.view.js';
import { findProduct } from './shop.controller.js';

/** What an order answers: where to go next, and what it was worth. */
interface Order {
  readonly url: string;
  readonly statusCode: number;
  readonly productId: string;
}

/** Paying. */
@Controller()
export class CheckoutController {
  /** 404 unless the visitor's flag is on: the gate is a guard, so nothing below runs for anybody else. */
  @Get('checkout/:id')
  @FeatureFlag('new_checkout')
  @Header('content-type', 'text/html; charset=utf-8')
  checkout(@Param('id') id: string, @Visitor() visitorCode: string): string {
    const content = expressCheckoutView(findProduct(id));
    return layout({ title: 'Checkout', path: '/checkout', persona: personaOf(visitorCode), content });
  }

  /** A purchase counts when this handler has succeeded, with the product's price as revenue. */
  @Post('orders/:id')
  @TrackGoal('purchase', {
    revenue: (order) => productOf((order as Order).productId)?.price,
    properties: (order) => ({ product: (order as Order).productId }),
  })
  @Redirect()
  order(@Param('id') id: string): Order {
    const product = findProduct(id);
    return { url: `/thanks/${product.id}`, statusCode: 303, productId: product.id };
  }

  @Get('thanks/:id')
  @Header('content-type', 'text/html; charset=utf-8')
  thanks(@Param('id') id: string, @Visitor() visitorCode: string): string {
    const content = thanksView(findProduct(id));
    return layout({ title: 'Thank you', path: '/thanks', persona: personaOf(visitorCode), content });
  }
}
