import type { Product } from '../catalogue/products.js';
import type { Markup } from './html.js';
import { html } from './html.js';

/** The start page: as many products as the visitor's variation says. */
export function shopView(products: readonly Product[], showBadge: boolean): Markup {
  return html`<h1>Things worth keeping</h1>
    <p class="lead">
      Made slowly, sold honestly, repaired for life. We picked <b id="count">${products.length}</b> for you
      today.
    </p>
    <section class="grid" id="products">
      ${products.map((product) => productCard(product, showBadge))}
    </section>`;
}

function productCard(product: Product, showBadge: boolean): Markup {
  return html`<article class="product">
    ${showBadge ? html`<span class="badge">Best price this week</span>` : ''} ${picture(product)}
    <div class="text">
      <h3>${product.name}</h3>
      <p>${product.blurb}</p>
      <div class="row">
        <span class="price">€${product.price}</span>
        <a class="button plain" href="/products/${product.id}">Buy</a>
      </div>
    </div>
  </article>`;
}

function picture(product: Product): Markup {
  return html`<div class="picture" style="--hue:${product.hue}">${product.picture}</div>`;
}

/** The classic way to pay, and a link to the express one for those who have it. */
export function productView(product: Product, hasExpress: boolean): Markup {
  return html`<section class="card narrow">
    ${picture(product)}
    <h1>${product.name}</h1>
    <p class="lead">${product.blurb}. €${product.price}, shipping included.</p>
    ${
      hasExpress
        ? html`<a class="button" id="express" href="/checkout/${product.id}">Express checkout ⚡</a>`
        : html`<form method="post" action="/orders/${product.id}">
            <button id="buy">Order and pay later</button>
          </form>`
    }
  </section>`;
}

/** The new checkout: one step. Only visitors whose flag is on can open it. */
export function expressCheckoutView(product: Product): Markup {
  return html`<section class="card narrow express">
    <span class="pill">New checkout</span>
    ${picture(product)}
    <h1>€${product.price}</h1>
    <p class="lead">${product.name}, at your door tomorrow.</p>
    <form method="post" action="/orders/${product.id}"><button id="buy">Pay with one tap ⚡</button></form>
  </section>`;
}

export function thanksView(product: Product): Markup {
  return html`<section class="card narrow">
    ${picture(product)}
    <h1>Thank you!</h1>
    <p class="lead">
      Your ${product.name.toLowerCase()} is on its way. The laboratory has counted €${product.price}.
    </p>
    <a class="button plain" href="/">Go on shopping</a> <a class="button" href="/lab">See the laboratory</a>
  </section>`;
}
