import { PLATFORMS } from './all.js';
import { ENGINE_ROWS } from './engine-rows.js';
import { COMPLETENESS_ROWS, PROOF_ROWS } from './completeness-rows.js';
import { CONFIGURATION_ROWS } from './configuration-rows.js';
import { EVENT_ROWS } from './event-rows.js';
import { DELIVERY_ROWS, MODULE_ROWS } from './module-rows.js';
import { VISITOR_FACILITY_ROWS } from './visitor-rows.js';
import type { Cell, Row } from './table.js';

/** The whole table, in the order of the page. */
export const ROWS: readonly Row[] = [
  ...COMPLETENESS_ROWS,
  ...PROOF_ROWS,
  ...ENGINE_ROWS,
  ...MODULE_ROWS,
  ...VISITOR_FACILITY_ROWS,
  ...CONFIGURATION_ROWS,
  ...EVENT_ROWS,
  ...DELIVERY_ROWS,
];

const INTRODUCTION = `# The platforms, side by side

What the official SDKs of five platforms can do, what the module adds, and which test shows it. **from** names the official SDKs that
have a capability: G is GrowthBook, O Optimizely Feature Experimentation, A A/B Smartly, V VWO FME, K Kameleoon; _module_ marks what
comes with the module.

- **yes** leads to the test; its name shows when the pointer rests on the link. What the module does alike for every
  platform has one test for all: it does not know which of them decides.
- **no** is a capability of the platform that is not here. **n/a** is one that the platform does not have. The reasons are
  below the table. Where such a cell is a link, the test there makes sure that it is so.

Do not edit this page: it is written from \`test/conformance/platforms\`, by
\`npx vitest run --config test/vitest.config.ts test/conformance/platforms-table.spec.ts -u\`.`;

/** docs/platforms.md, before it is formatted. */
export function renderPage(): string {
  const head = ['capability', 'from', ...PLATFORMS.map(({ id, name }) => heading(id, name))];
  const lines = [head, head.map(() => '---'), ...ROWS.map(lineOf)].map((cells) => `| ${cells.join(' | ')} |`);
  return `${INTRODUCTION}\n\n${lines.join('\n')}\n\n## Why not\n\n${reasons().join('\n')}\n`;
}

function heading(id: string, name: string): string {
  const page = ROWS.find(({ cells }) => Object.values(cells).some(({ link }) => link?.file === pageOf(id)));
  return page === undefined ? name : `[${name}](platforms/${id}.md)`;
}

function pageOf(id: string): string {
  return `docs/platforms/${id}.md`;
}

function lineOf({ capability, from, cells }: Row): string[] {
  return [capability, from, ...PLATFORMS.map(({ id }) => textOf(cells[id]))];
}

function textOf({ status, link }: Cell): string {
  const word = status === 'not applicable' ? 'n/a' : status;
  if (link === undefined) return word;
  const title = link.test === undefined ? '' : ` "${link.test.replaceAll('"', '\\"')}"`;
  const path = link.file.startsWith('docs/') ? link.file.slice('docs/'.length) : `../${link.file}`;
  return `[${word}](${path}${title})`;
}

/** One line for each row: its reasons, each with the platforms that share it. */
function reasons(): string[] {
  return ROWS.flatMap(({ capability, cells }) => {
    const byReason = new Map<string, string[]>();
    for (const { id, name } of PLATFORMS) {
      const { because } = cells[id];
      if (because === undefined) continue;
      byReason.set(because, [...(byReason.get(because) ?? []), name]);
    }
    const texts = [...byReason].map(([because, names]) => `${names.join(', ')}: ${because}.`);
    return texts.length === 0 ? [] : [`- _${capability}_ – ${texts.join(' ')}`];
  });
}
