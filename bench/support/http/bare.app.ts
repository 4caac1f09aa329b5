import { Controller, Get, Module } from '@nestjs/common';
import type { Answer } from './answer.js';

@Controller()
class ProductsController {
  @Get('products')
  products(): Answer {
    return { recommended: '1', badge: 'control', layout: '2' };
  }
}

/** The application that the others are measured against: no decisions, no visitor. */
@Module({ controllers: [ProductsController] })
export class BareApp {}
