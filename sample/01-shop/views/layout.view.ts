import type { Persona } from '../personas/personas.js';
import { PERSONAS, personaOf } from '../personas/personas.js';
import type { Markup } from './html.js';
import { html } from './html.js';
import { STYLES } from './styles.js';

/** What every page shows. */
export interface PageContent {
  readonly title: string;
  /** Where it is: the menu of visitors leads back here. */
  readonly path: string;
  /** The visitor; undefined where nobody knows. */
  readonly visitorCode: string | undefined;
  readonly content: Markup;
}

/** A whole page. */
export function layout({ title, path, visitorCode, content }: PageContent): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Juniper &amp; Co.</title>
        <link rel="icon" href="data:image/svg+xml,${encodeURIComponent(SPRIG.text)}" />
        <style>
          ${STYLES}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/">${SPRIG} Juniper &amp; Co.</a>
          <nav aria-label="Main">
            <a href="/" ${current(path === '/')}>Shop</a>
            <a href="/lab" ${current(path === '/lab')}>Laboratory</a>
          </nav>
          ${visitorCode === undefined ? '' : visitorMenu(personaOf(visitorCode), path)}
        </header>
        <main id="content">${content}</main>
        <footer>
          The sample shop of <b>nestjs-experimentation</b>. Edit <code>experiments.json</code>, save, reload.
        </footer>
        <script>
          {
            const menu = document.querySelector('.visitor');
            const close = () => menu.removeAttribute('open');
            menu?.addEventListener('keydown', (event) => {
              if (event.key !== 'Escape' || !menu.open) return;
              close();
              menu.firstElementChild.focus();
            });
            document.addEventListener('click', (event) => {
              if (menu && !menu.contains(event.target)) close();
            });
          }
        </script>
      </body>
    </html>`.text;
}

/** The shop's mark. */
const SPRIG = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="28" height="28">
  <path
    d="M16 31V10M16 24 7 17M16 24l9-7M16 16l-7-6M16 16l7-6M16 10V3"
    fill="none"
    stroke="#2f6b4a"
    stroke-width="3"
    stroke-linecap="round"
  />
  <circle cx="21" cy="25" r="4" fill="#3b4f8f" />
  <circle cx="11" cy="27" r="3.5" fill="#54689f" />
</svg>`;

function current(isCurrent: boolean): Markup | string {
  return isCurrent ? html`aria-current="page"` : '';
}

/** Who the reader is, and who else they can be. */
export function visitorMenu(persona: Persona, path: string): Markup {
  return html`<details class="visitor">
    <summary id="visitor" data-visitor="${persona.visitorCode}">
      <span class="quiet">You are</span> ${personaLine(persona)}
    </summary>
    <div class="menu">
      <p>Try the shop as</p>
      <ul>
        ${PERSONAS.map(
          (one) =>
            html`<li>
              <a
                href="${path}?visitor=${one.visitorCode}"
                ${one.visitorCode === persona.visitorCode ? html`aria-current="true"` : ''}
                >${personaLine(one)} <span class="quiet">${one.countryName}</span></a
              >
            </li>`,
        )}
        <li>
          <a href="/somebody-new?back=${path}"
            ><span class="avatar" aria-hidden="true">?</span> <b>Somebody new</b></a
          >
        </li>
      </ul>
    </div>
  </details>`;
}

function personaLine({ name, country, visitorCode }: Persona): Markup {
  const hue = Buffer.from(visitorCode).reduce((sum, byte) => sum + byte * 37, 0) % 360;
  return html`<span class="avatar" style="--hue:${hue}" aria-hidden="true">${country}</span><b>${name}</b>`;
}
