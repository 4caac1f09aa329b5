import type { Persona } from '../personas/personas.js';
import { PERSONAS } from '../personas/personas.js';
import type { Markup } from './html.js';
import { html } from './html.js';
import { STYLES } from './styles.js';

/** What every page shows. */
export interface Page {
  readonly title: string;
  readonly path: string;
  readonly persona: Persona;
  readonly content: Markup;
}

/** A whole page. */
export function layout({ title, path, persona, content }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Juniper &amp; Co.</title>
        <link
          rel="icon"
          href="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'><text y='.9em' font-size='90'>🌿</text></svg>"
        />
        <style>
          ${STYLES}
        </style>
      </head>
      <body>
        <header class="bar">
          <a class="brand" href="/">🌿 Juniper &amp; Co.</a>
          <nav>
            <a href="/" ${current(path, '/')}>Shop</a>
            <a href="/lab" ${current(path, '/lab')}>Laboratory</a>
          </nav>
          ${visitorMenu(persona, path)}
        </header>
        <main>${content}</main>
        <footer>
          A sample of <b>nestjs-experimentation</b>. Edit <code>experiments.json</code>, save, reload.
        </footer>
      </body>
    </html>`.text;
}

function current(path: string, here: string): Markup {
  return path === here ? html`aria-current="page"` : html``;
}

function visitorMenu(persona: Persona, path: string): Markup {
  const back = path === '/lab' ? '/lab' : '/';
  return html`<details class="visitor">
    <summary id="visitor" data-visitor="${persona.visitorCode}">
      <span>${persona.flag}</span> ${persona.name} <small>${persona.country}</small>
    </summary>
    <ul>
      ${PERSONAS.map(
        (one) =>
          html`<li>
            <a
              href="${back}?visitor=${one.visitorCode}"
              ${one.visitorCode === persona.visitorCode ? html`aria-current="true"` : ''}
              >${one.flag} ${one.name} <small>${one.country}</small></a
            >
          </li>`,
      )}
      <li><a href="/somebody-new?back=${back}">✨ Somebody new</a></li>
    </ul>
  </details>`;
}
