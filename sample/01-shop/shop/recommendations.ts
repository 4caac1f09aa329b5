import { Injectable } from '@nestjs/common';
import { Experiments } from 'nestjs-experimentation';
import type { Product } from '../catalogue/products.js';
import { PRODUCTS } from '../catalogue/products.js';

/** What the shop puts into its window: an ordinary singleton, that serves whoever is being served. */
@Injectable()
export class Recommendations {
  constructor(private readonly experiments: Experiments) {}

  /** As many products as the experiment says for the visitor at hand. */
  products(): readonly Product[] {
    return PRODUCTS.slice(0, this.experiments.value('recommended_products', 5));
  }
}
