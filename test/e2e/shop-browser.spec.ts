import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { findBrowser, isRequired, openBrowser, warnWithoutBrowser } from '../support/browser.js';
import { openShop } from '../support/shop-app.js';

const TIMEOUT_MS = 180_000;

/** Picks a visitor in the menu, as somebody with a mouse does. */
async function become(page: Page, name: string): Promise<void> {
  await page.locator('#visitor').click();
  await page.locator('.menu a', { hasText: name }).click();
  await page.locator(`#visitor[data-visitor="${name.toLowerCase()}"]`).waitFor();
}

/** Waits until an element says something. */
async function says(page: Page, selector: string, text: string): Promise<void> {
  await page.locator(selector, { hasText: new RegExp(`^\\s*${text}\\s*$`) }).waitFor();
}

describe('the sample shop in a browser', { timeout: TIMEOUT_MS }, () => {
  beforeAll(warnWithoutBrowser);

  it('shows another shop to every visitor who is picked', async (test) => {
    const browser = await openBrowser(test);
    const shop = await openShop();
    const page = await browser.newPage();
    await page.goto(shop.url);
    for (const [name, products] of [
      ['Anna', 10],
      ['Ben', 5],
      ['Dieter', 8],
    ] as const) {
      await become(page, name);
      expect(await page.locator('.product').count(), name).toBe(products);
      expect(await page.locator('#count').innerText(), name).toBe(String(products));
    }
    await page.locator('.product a', { hasText: 'Copper kettle' }).click();
    await page.locator('#express').waitFor();
    await become(page, 'Ben');
    expect(new URL(page.url()).pathname).toBe('/products/kettle');
    await page.locator('#buy').waitFor();
    expect(await page.locator('#express').count()).toBe(0);

    expect(browser.complaints).toEqual([]);
    expect([...browser.hosts]).toEqual([new URL(shop.url).host]);
  });

  it('can be used with the keyboard alone', async (test) => {
    const browser = await openBrowser(test);
    const shop = await openShop();
    const page = await browser.newPage();
    await page.goto(`${shop.url}/?visitor=anna`);
    const focused = (): Promise<string> =>
      page.evaluate("document.querySelector(':focus')?.textContent.trim() ?? ''");
    const pressUntil = async (key: string, text: string): Promise<void> => {
      for (let i = 0; i < 20 && !(await focused()).includes(text); i++) await page.keyboard.press(key);
      expect(await focused()).toContain(text);
    };
    await pressUntil('Tab', 'You are');
    await page.keyboard.press('Enter');
    await page.locator('.menu').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.menu').waitFor({ state: 'hidden' });
    expect(await focused()).toContain('You are');
    await page.keyboard.press('Enter');
    await pressUntil('Tab', 'Ben');
    await page.keyboard.press('Enter');
    await page.locator('#visitor[data-visitor="ben"]').waitFor();
    await pressUntil('Tab', 'Copper kettle');
    await page.keyboard.press('Enter');
    await page.locator('#buy').press('Enter');
    await page.waitForURL('**/thanks/kettle');
  });

  it('shows a closed gate as a page of the shop, which opens for somebody else', async (test) => {
    const browser = await openBrowser(test);
    const shop = await openShop();
    const page = await browser.newPage();
    const answer = await page.goto(`${shop.url}/checkout/kettle?visitor=ben`);
    expect(answer?.status()).toBe(404);
    await says(page, 'h1', 'Nothing here for you');
    await become(page, 'Anna');
    expect(new URL(page.url()).pathname).toBe('/checkout/kettle');
    await says(page, '#buy', 'Pay €64');
  });

  it('shows in the laboratory, live, what is bought in another window', async (test) => {
    const browser = await openBrowser(test);
    const shop = await openShop();
    const lab = await browser.newPage();
    await lab.goto(`${shop.url}/lab?visitor=anna`);
    await says(lab, '#link', 'Live');
    await lab.evaluate('window.neverReloaded = true');

    const page = await browser.newPage();
    await page.goto(shop.url);
    const ten = '[data-experiment="recommended_products"] [data-variation="ten"]';
    await says(lab, `${ten} [data-exposures]`, '1');
    await says(lab, `${ten} [data-conversions]`, '0');
    await says(lab, `${ten} [data-rate]`, '0\\.0 %');
    await page.locator('.product a', { hasText: 'Copper kettle' }).click();
    await page.locator('#express').click();
    await page.locator('#buy').click();
    await says(page, 'h1', 'Thank you!');
    await says(lab, `${ten} [data-conversions]`, '1');
    await says(lab, `${ten} [data-rate]`, '100\\.0 %');
    await says(lab, '[data-ledger="delivered"]', '2');

    await page.goto(`${shop.url}/?visitor=emi`);
    await says(lab, `${ten} [data-rate]`, '50\\.0 %');
    await says(lab, 'h2 >> text=What', 'What Emi gets, and why');
    await says(lab, '#visitor b', 'Emi');

    await shop.edit('"FR", "DE"', '"FR", "DE", "JP"');
    await says(lab, '[data-flag="new_checkout"] .pill', 'true');
    expect(await lab.evaluate('window.neverReloaded')).toBe(true);
    expect(browser.complaints).toEqual([]);
  });

  it('fills the laboratory with a simulated crowd', async (test) => {
    const browser = await openBrowser(test);
    const shop = await openShop();
    const lab = await browser.newPage();
    await lab.goto(`${shop.url}/lab`);
    await lab.locator('#crowd button').click();
    await lab.waitForFunction(
      `[...document.querySelectorAll('[data-exposures]')].reduce((sum, cell) => sum + Number(cell.textContent), 0) === 200`,
    );
    expect(new URL(lab.url()).pathname).toBe('/lab');
    expect(await lab.locator('[data-variation]').count()).toBe(3);
  });

  it('reconnects the laboratory when the shop has been closed and opened again', async (test) => {
    const browser = await openBrowser(test);
    const first = await openShop();
    const lab = await browser.newPage();
    await lab.goto(`${first.url}/lab?visitor=ben`);
    await says(lab, '#link', 'Live');
    await first.page('anna', '/');
    await says(lab, '[data-variation="ten"] [data-exposures]', '1');
    await first.close();
    await says(lab, '#link', 'Reconnecting …');

    const second = await openShop({ folder: first.folder, port: first.port });
    await says(lab, '#link', 'Live');
    await second.page('ben', '/');
    await says(lab, '[data-variation="five"] [data-exposures]', '1');
  });

  it('fits on a telephone', async (test) => {
    const browser = await openBrowser(test);
    const shop = await openShop();
    const page = await browser.newPage();
    await page.setViewportSize({ width: 360, height: 740 });
    await shop.page('dieter', '/');
    const paths = ['/', '/products/umbrella', '/checkout/umbrella', '/thanks/umbrella', '/lab', '/nowhere'];
    for (const path of paths) {
      await page.goto(`${shop.url}${path}?visitor=anna`);
      const [content, window] = await page.evaluate<number[]>(
        '[document.documentElement.scrollWidth, window.innerWidth]',
      );
      expect(content, path).toBeLessThanOrEqual(window ?? 0);
    }
  });
});

describe('which browser is used', () => {
  it('is the one that is named, and no other', () => {
    expect(findBrowser({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
    expect(findBrowser({ CHROMIUM_PATH: '/no/such/browser' })).toBeUndefined();
  });

  it.each([
    [{}, false],
    [{ CI: '' }, false],
    [{ CI: 'false' }, false],
    [{ CI: 'true' }, true],
    [{ EXPERIMENTATION_REQUIRE_BROWSER: '1' }, true],
  ])('is required by %j: %s', (env, required) => {
    expect(isRequired(env)).toBe(required);
  });
});
