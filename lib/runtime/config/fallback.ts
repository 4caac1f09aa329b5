import type { Program } from '../../engine/program.js';
import { asError } from '../shared/as-error.js';
import { isEmpty } from './installation.js';
import type { ConfigKeeperSettings } from './options.js';
import { within } from '../shared/race-timeout.js';

/** A program that serves until the source answers. */
export interface FallbackProgram {
  readonly program: Program;
  readonly origin: 'snapshot' | 'bootstrap';
  /** Name of where it comes from. */
  readonly source: string;
  readonly savedAt: number | undefined;
}

interface Rung {
  readonly origin: 'snapshot' | 'bootstrap';
  readonly source: string;
  readonly load: () => Promise<
    { readonly payload: unknown; readonly savedAt?: number | undefined } | undefined
  >;
}

/** A start is not kept waiting longer than this by one of them, in milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * Finds what serves in place of the source: the snapshot, else the bootstrap payload. One that is missing is passed over, one
 * that is broken or empty is reported and passed over.
 *
 * @returns undefined when there is nothing
 */
export async function findFallback(
  settings: ConfigKeeperSettings,
  onError: (error: Error, stage: 'snapshot' | 'bootstrap') => void,
): Promise<FallbackProgram | undefined> {
  for (const rung of rungs(settings)) {
    try {
      const late = (): never => {
        throw new Error(`it did not arrive within ${PATIENCE_MS} ms`);
      };
      const found = await within(PATIENCE_MS, rung.load(), late);
      if (found === undefined) continue;
      const program = await settings.compile(found.payload, undefined);
      if (isEmpty(program) && !settings.allowEmpty) throw new Error('it holds no flag');
      return { program, origin: rung.origin, source: rung.source, savedAt: found.savedAt };
    } catch (cause) {
      onError(new Error(`${rung.source} cannot be used: ${asError(cause).message}`, { cause }), rung.origin);
    }
  }
  return undefined;
}

function rungs({ snapshot, bootstrap }: ConfigKeeperSettings): Rung[] {
  const found: Rung[] = [];
  if (snapshot !== undefined) {
    found.push({ origin: 'snapshot', source: snapshot.name, load: async () => snapshot.load() });
  }
  if (bootstrap !== undefined) {
    const load = async () => {
      const payload: unknown = typeof bootstrap === 'function' ? await bootstrap() : bootstrap;
      return payload === undefined ? undefined : { payload };
    };
    found.push({ origin: 'bootstrap', source: 'bootstrap payload', load });
  }
  return found;
}
