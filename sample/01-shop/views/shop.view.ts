import { PICTURES } from '../catalogue/pictures.js';
import type { Product } from '../catalogue/products.js';
import type { Markup } from './html.js';
import { html } from './html.js';

/** The start page, and how it came to be. */
export interface ShopWindow {
  /** As many as the visitor's variation says. */
  readonly products: readonly Product[];
  /** Key of that variation; null when the visitor takes part in no experiment. */
  readonly variation: string | null;
  readonly showBadges: boolean;
}

export function shopView({ products, variation, showBadges }: ShopWindow): Markup {
  return html`<section class="hero">
      <h1>Things worth keeping</h1>
      <p class="lead">
        Made slowly, sold honestly, repaired for life. We picked <b id="count">${products.length}</b> for you
        today.
      </p>
    </section>
    <section class="grid" id="products" aria-label="Recommended products">
      ${products.map((product) => productCard(product, showBadges))}
    </section>
    <aside class="note">
      <b>Behind this page.</b> The experiment <code>recommended_products</code> ${
        variation === null ? 'leaves you out' : html`put you into the variation <code>${variation}</code>`
      };
      the rollout <code>price_badge</code> is <code>${onOff(showBadges)}</code> for you. Pick another visitor
      at the top, or see <a href="/lab">what it does to sales</a>.
    </aside>`;
}

function productCard(product: Product, showBadges: boolean): Markup {
  return html`<article class="product">
    ${picture(product, showBadges)}
    <div class="text">
      <h2><a href="/products/${product.id}">${product.name}</a></h2>
      <p>${product.blurb}</p>
      <div class="row">
        <span class="price">€${product.price}</span>
        <span class="button plain" aria-hidden="true">View</span>
      </div>
    </div>
  </article>`;
}

function picture(product: Product, showBadge = false): Markup {
  const badge = showBadge && product.bargain ? html`<span class="badge">Best price this week</span>` : '';
  return html`<div class="picture" style="--hue:${product.hue}">${PICTURES.get(product.id)}${badge}</div>`;
}

/** One product, and the way to pay that the visitor has: classic or express. */
export function productView(product: Product, hasExpress: boolean, showBadge: boolean): Markup {
  return html`<section class="product-page">
      ${picture(product, showBadge)}
      <div>
        <p class="crumbs"><a href="/">Shop</a> / ${product.name}</p>
        <h1>${product.name}</h1>
        <p class="lead">${product.blurb}.</p>
        <p class="big-price">€${product.price} <small>shipping included</small></p>
        ${
          hasExpress
            ? html`<a class="button large" id="express" href="/checkout/${product.id}">Express checkout</a>`
            : html`<form method="post" action="/orders/${product.id}">
                <button class="large" id="buy">Order, pay by invoice</button>
              </form>`
        }
        <ul class="promises">
          <li>Repaired for free, for as long as you own it</li>
          <li>Thirty days to change your mind</li>
        </ul>
      </div>
    </section>
    <aside class="note">
      <b>Behind this page.</b> The flag <code>new_checkout</code> is <code>${onOff(hasExpress)}</code> for
      you.
      ${
        hasExpress
          ? html`Its rule in <code>experiments.json</code> asks for your country.`
          : html`Its rule in <code>experiments.json</code> asks for the country. Opening
              <a href="/checkout/${product.id}">the express checkout</a> all the same finds nothing: its route
              is gated.`
      }
    </aside>`;
}

/** The new checkout: one step. Only visitors whose flag is on can open it. */
export function expressCheckoutView(product: Product): Markup {
  return html`<section class="card narrow express">
    <span class="pill">Express checkout</span>
    <h1>One tap, and it is yours</h1>
    <div class="line">
      ${picture(product)}
      <div><b>${product.name}</b><br /><span class="quiet">${product.blurb}</span></div>
      <span class="price">€${product.price}</span>
    </div>
    <dl class="sums">
      <dt>Shipping</dt>
      <dd>free, tomorrow</dd>
      <dt>Total</dt>
      <dd><b>€${product.price}</b></dd>
    </dl>
    <form method="post" action="/orders/${product.id}">
      <button class="large wide" id="buy">Pay €${product.price}</button>
    </form>
    <p class="quiet">Nothing is charged: this is a sample.</p>
  </section>`;
}

export function thanksView(product: Product): Markup {
  return html`<section class="card narrow centred">
    ${picture(product)}
    <h1>Thank you!</h1>
    <p class="lead">
      The ${product.name} is on its way to you. The laboratory has counted a purchase of €${product.price}.
    </p>
    <p class="actions">
      <a class="button" href="/lab">See the laboratory</a> <a class="button plain" href="/">Go on shopping</a>
    </p>
  </section>`;
}

/** What is shown instead of a page. */
export function errorView(status: number, headline: string, text: string): Markup {
  return html`<section class="card narrow centred">
    <p class="status" aria-hidden="true">${status}</p>
    <h1>${headline}</h1>
    <p class="lead">${text}</p>
    <p class="actions"><a class="button" href="/">Back to the shop</a></p>
  </section>`;
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}
