import type { PipeTransform } from '@nestjs/common';
import { Injectable, NotFoundException } from '@nestjs/common';
import type { Product } from '../catalogue/products.js';
import { productOf } from '../catalogue/products.js';

/** Turns an id into the product, or answers 404. */
@Injectable()
export class ProductPipe implements PipeTransform<string, Product> {
  transform(id: string): Product {
    const product = productOf(id);
    if (product === undefined) throw new NotFoundException(`There is no product "${id}".`);
    return product;
  }
}
