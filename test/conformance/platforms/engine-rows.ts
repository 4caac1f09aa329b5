import { PLATFORMS, SCENARIOS } from './all.js';
import type { EngineCapability, PlatformId } from './platform-case.js';
import type { Cell, Row } from './table.js';

/** Where the suite runs for a platform. */
export function suiteOf(id: PlatformId): string {
  return `test/conformance/platforms/${id}.spec.ts`;
}

const FROM: Readonly<Record<EngineCapability, string>> = {
  on: 'G O A V K',
  off: 'G O A V K',
  split: 'G O A V K',
  targeted: 'G O A V K',
  traffic: 'G O A V K',
  variables: 'G O A V K',
  forced: 'G O A K',
  assigned: 'O A K',
  listed: 'G O V K',
  sticky: 'G O V',
  prerequisite: 'G V K',
  group: 'G O V K',
  holdout: 'G O V K',
  otherUnit: 'G O A V K',
  inline: 'G',
  exposure: 'G O A V K',
  explain: 'G O V',
  testMode: 'G',
  unknown: 'G O A V K',
  quarantine: 'module',
  prototype: 'module',
  refused: 'module',
  pure: 'module',
};

/** What the engine decides: each cell is what the suite has asserted, absences included. */
export const ENGINE_ROWS: readonly Row[] = SCENARIOS.map(({ capability, title }) => ({
  capability: title,
  from: FROM[capability],
  cells: Object.fromEntries(
    PLATFORMS.map(({ id, absent }) => [
      id,
      { status: 'yes', link: { file: suiteOf(id), test: title }, ...absent[capability] } satisfies Cell,
    ]),
  ) as Readonly<Record<PlatformId, Cell>>,
}));
