import { SourceError } from '../errors/source.error.js';
import type { ParsedText } from '../http/json-text.js';
import { loadPeer } from './optional-peer.js';

/** How often aliases may be used, nested ones multiplied: real files stay far below, "billion laughs" far above. */
const MAX_ALIAS_COUNT = 100;

/**
 * Parses YAML (1.2, core schema) through the optional package `yaml`. What the format has beyond JSON (shared nodes, cycles,
 * special numbers) is turned into JSON or refused, so that a snapshot brings back exactly what was compiled.
 *
 * @param origin - where it comes from, for messages
 */
export async function parseYamlText(source: string, origin: string): Promise<ParsedText> {
  const { parse } = await loadPeer('yaml', 'Reading YAML', () => import('yaml'));
  try {
    const value: unknown = parse(source, { maxAliasCount: MAX_ALIAS_COUNT, logLevel: 'error' });
    const text = JSON.stringify(value ?? null);
    return { payload: JSON.parse(text) as unknown, text };
  } catch (cause) {
    // The first line says what and where; those below quote the file.
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0];
    throw new SourceError(`Expected YAML from ${origin}, got something else: ${reason}`, true, undefined, {
      cause,
    });
  }
}
