import { Markup } from '../views/html.js';

const drawing = (shapes: string): Markup =>
  new Markup(`<svg viewBox="0 0 120 90" aria-hidden="true" focusable="false">${shapes}</svg>`);

/** Drawings by product id: a few shapes each, so that the shop needs no files and looks the same everywhere. */
export const PICTURES: ReadonlyMap<string, Markup> = new Map([
  [
    'kettle',
    drawing(`<path d="M43 32a17 15 0 0 1 34 0" fill="none" stroke="#47392f" stroke-width="5"/>
      <path d="M80 54c9-2 9-14 17-17" fill="none" stroke="#a85a2e" stroke-width="7"/>
      <path d="M37 74c-7-22 4-40 23-40s30 18 23 40z" fill="#c77740"/>
      <path d="M47 64c-3-11 1-18 6-22" fill="none" stroke="#ecb88e" stroke-width="4"/>
      <path d="M49 35h22" stroke="#8e4a24" stroke-width="4"/><circle cx="60" cy="29" r="4" fill="#47392f"/>`),
  ],
  [
    'fern',
    drawing(`<g fill="#4d8a5b"><path d="M60 58C40 52 30 40 27 26c17 3 30 14 33 32z"/><path d="M60 58c20-6 30-18 33-32-17 3-30 14-33 32z"/></g>
      <g fill="#6fae72"><path d="M60 58C50 42 51 24 60 10c9 14 10 32 0 48z"/><path d="M60 60c-14 3-26 0-36-8 13-4 28-2 36 8zM60 60c14 3 26 0 36-8-13-4-28-2-36 8z"/></g>
      <path d="M44 60h32l-5 22H49z" fill="#cf7a55"/><path d="M41 56h38v8H41z" fill="#b9623f"/>`),
  ],
  [
    'lamp',
    drawing(`<path d="M56 40 30 82h62z" fill="#fff3c4" opacity=".75"/>
      <path d="M84 80V40L66 24" fill="none" stroke="#3f4a4f" stroke-width="4"/><circle cx="84" cy="40" r="4" fill="#3f4a4f"/>
      <path d="M72 16 34 38l14 10 34-22z" fill="#e0a021"/><path d="M72 16l10 10" stroke="#b97f10" stroke-width="5"/>
      <path d="M70 82h28" stroke="#3f4a4f" stroke-width="6"/>`),
  ],
  [
    'backpack',
    drawing(`<path d="M50 20a10 10 0 0 1 20 0" fill="none" stroke="#5c3527" stroke-width="4"/>
      <path d="M34 44c-5 4-6 18-4 28M86 44c5 4 6 18 4 28" fill="none" stroke="#5c3527" stroke-width="5"/>
      <rect x="36" y="18" width="48" height="62" rx="14" fill="#a4543a"/><rect x="42" y="50" width="36" height="24" rx="6" fill="#8a4330"/>
      <path d="M36 34h48" stroke="#8a4330" stroke-width="4"/><path d="M48 32v12M72 32v12" stroke="#e3b27a" stroke-width="4"/><path d="M48 57h24" stroke="#e3b27a" stroke-width="3"/>`),
  ],
  [
    'camera',
    drawing(`<rect x="22" y="30" width="76" height="46" rx="8" fill="#33434f"/><path d="M22 42h76v18H22z" fill="#55697a"/>
      <path d="M44 30l5-10h22l5 10z" fill="#33434f"/><rect x="80" y="24" width="12" height="6" rx="2" fill="#d0674a"/>
      <circle cx="60" cy="52" r="19" fill="#eef2f4"/><circle cx="60" cy="52" r="14" fill="#1f2b33"/><circle cx="60" cy="52" r="7" fill="#3f6d8c"/><circle cx="56" cy="48" r="3" fill="#cfe3ee"/>`),
  ],
  [
    'guitar',
    drawing(`<g transform="rotate(-38 60 45)"><rect x="64" y="41" width="48" height="8" fill="#5b3a29"/><rect x="108" y="38" width="12" height="14" rx="3" fill="#3e271b"/>
      <circle cx="34" cy="45" r="23" fill="#c98543"/><circle cx="60" cy="45" r="17" fill="#c98543"/><circle cx="53" cy="45" r="8" fill="#4a2c1b"/>
      <path d="M28 37v16" stroke="#5b3a29" stroke-width="4"/><path d="M28 43h86M28 47h86" stroke="#f4e3c8" stroke-width="1"/></g>`),
  ],
  [
    'chess',
    drawing(`<g fill="#8b5a3c"><circle cx="42" cy="32" r="11"/><path d="M36 40h12l6 30H30z"/><rect x="31" y="40" width="22" height="5" rx="2"/><rect x="25" y="68" width="34" height="10" rx="3"/></g>
      <g fill="#e9d3ab"><path d="M70 32l-4-15 8 6 5-9 5 9 8-6-4 15z"/><path d="M71 38h16l5 32H66z"/><rect x="66" y="32" width="26" height="6" rx="2"/><rect x="61" y="68" width="36" height="10" rx="3"/></g>`),
  ],
  [
    'honey',
    drawing(`<rect x="36" y="28" width="48" height="52" rx="12" fill="#e9a21b"/><path d="M42 40c0-4 2-6 5-6" fill="none" stroke="#fbdc8d" stroke-width="4"/>
      <rect x="34" y="16" width="52" height="13" rx="4" fill="#8d5a2b"/><rect x="42" y="46" width="36" height="22" rx="3" fill="#fff8e6"/>
      <path d="M60 50l6 3.5v7L60 64l-6-3.5v-7z" fill="#e9a21b"/>`),
  ],
  [
    'scarf',
    drawing(`<path d="M44 44v34h14V46zM64 46v26h14V44z" fill="#b8443f"/><path d="M44 62h14M44 70h14M64 58h14M64 66h14" stroke="#f3e2d0" stroke-width="3"/>
      <path d="M34 30c0-20 52-20 52 0 0 24-52 24-52 0z" fill="#cf5a50"/><ellipse cx="60" cy="25" rx="17" ry="8" fill="#7f2a2a"/>
      <path d="M46 80v5M51 80v5M56 80v5M66 74v5M71 74v5M76 74v5" stroke="#b8443f" stroke-width="2"/><path d="M40 40c10 7 30 7 40 0" fill="none" stroke="#f3e2d0" stroke-width="3"/>`),
  ],
  [
    'telescope',
    drawing(`<path d="M60 50 42 84M60 50l18 34M60 50v30" stroke="#5d4632" stroke-width="4"/>
      <g transform="rotate(-26 60 42)"><rect x="20" y="36" width="22" height="12" fill="#314064"/><rect x="40" y="33" width="34" height="18" fill="#4a5f92"/><rect x="72" y="30" width="26" height="24" rx="2" fill="#314064"/><rect x="96" y="28" width="5" height="28" rx="2" fill="#d9b25f"/><rect x="39" y="32" width="4" height="20" fill="#d9b25f"/></g>
      <circle cx="60" cy="50" r="5" fill="#d9b25f"/><path d="M24 14l1.5 4 4 1.5-4 1.5-1.5 4-1.5-4-4-1.5 4-1.5z" fill="#f1c94f"/>`),
  ],
  [
    'skates',
    drawing(`<path d="M46 14h22v28l22 8c6 2 8 6 8 12H42c2-16 4-32 4-48z" fill="#f7fafb"/><path d="M46 14h22v8H46z" fill="#3f8aa3"/>
      <path d="M42 62h56v5H42z" fill="#3f8aa3"/><path d="M58 30h10M58 36h10M60 42h12" stroke="#3f8aa3" stroke-width="2.5"/>
      <path d="M52 67v8M86 67v8" stroke="#6d7f88" stroke-width="4"/><path d="M38 77h58c6 0 8-3 8-6" fill="none" stroke="#6d7f88" stroke-width="4"/>`),
  ],
  [
    'umbrella',
    drawing(`<path d="M60 14v56c0 12-16 12-16 1" fill="none" stroke="#4b3a55" stroke-width="4"/>
      <path d="M18 50a42 36 0 0 1 84 0c-5-6-16-6-21 0-5-6-16-6-21 0-5-6-16-6-21 0-5-6-16-6-21 0z" fill="#7c5fa3"/>
      <path d="M39 50c1-18 9-30 21-36 12 6 20 18 21 36-5-6-16-6-21 0-5-6-16-6-21 0z" fill="#977bbd"/>`),
  ],
]);
