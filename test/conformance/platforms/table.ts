import type { PlatformId } from './platform-case.js';

/** Where something is shown. */
export interface Link {
  /** Path from the root of the repository. */
  readonly file: string;
  /** What the file must contain: the name of a test. Left out: the file as a whole shows it. */
  readonly test?: string;
}

export interface Cell {
  readonly status: 'yes' | 'no' | 'not applicable';
  /** Must be there for `yes`. For the others: what asserts it, if anything does. */
  readonly link?: Link;
  /** Why not; for all but `yes`. */
  readonly because?: string;
}

/** A line of the table. */
export interface Row {
  readonly capability: string;
  /** Which official SDKs have it, by their letters (`G O A V K`), or `module`. */
  readonly from: string;
  readonly cells: Readonly<Record<PlatformId, Cell>>;
}

/** A cell that a test shows. */
export function yes(file: string, test?: string): Cell {
  return { status: 'yes', link: test === undefined ? { file } : { file, test } };
}

/** A cell of something that the platform has and the module has not. */
export function no(because: string): Cell {
  return { status: 'no', because };
}

/** A cell of something that the platform has not. */
export function none(because: string): Cell {
  return { status: 'not applicable', because };
}

/** What the module does whatever the platform: one test for all platforms that can be registered. */
export function shared(file: string, test?: string): Row['cells'] {
  const cell = yes(file, test);
  return {
    growthbook: cell,
    optimizely: cell,
    absmartly: cell,
    vwo: cell,
    kameleoon: cell,
  };
}

/** Cells of something that only some platforms have. */
export function only(cells: Partial<Readonly<Record<PlatformId, Cell>>>, because: string): Row['cells'] {
  const missing = none(because);
  return {
    growthbook: missing,
    optimizely: missing,
    absmartly: missing,
    vwo: missing,
    kameleoon: missing,
    ...cells,
  };
}
