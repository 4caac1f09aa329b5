import { describe, expect, it } from 'vitest';
import { OPTION_DEFAULTS } from '../../../lib/options/option-defaults.js';
import { EVENT_DEFAULTS, resolveEventSettings } from '../../../lib/runtime/events/accounting/settings.js';
import { readDocument } from '../../support/markdown.js';

/** The first two columns of the table that begins with this head: what is in backticks, and the text beside it. */
function defaultsIn(file: string, head: string): ReadonlyMap<string, string> {
  const lines = readDocument(file).split('\n');
  const start = lines.findIndex((line) => line.startsWith('|') && line.split('|')[1]?.trim() === head);
  if (start === -1) throw new Error(`There is no table that begins with "${head}".`);
  const end = lines.findIndex((line, i) => i > start && !line.startsWith('|'));
  return new Map(
    lines.slice(start + 2, end).flatMap((line) => {
      const [, names = '', told = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return names
        .split(', ')
        .map((name): [string, string] => [name.replaceAll('`', ''), told.replaceAll('`', '')]);
    }),
  );
}

/** A number as documents write it: `10,000`, `16 MiB`, `365 days`. */
function numberOf(text: string | undefined): number {
  const [, digits = '', unit] = /^([\d,_]+)(?: (MiB|days))?/.exec(text ?? '') ?? [];
  const factor = unit === 'MiB' ? 2 ** 20 : unit === 'days' ? 86_400_000 : 1;
  return Number(digits.replaceAll(/[,_]/g, '')) * factor;
}

describe('the defaults that documents tell', () => {
  const events = defaultsIn('docs/events.md', 'option `events`');

  it.each([...events.keys()].filter((name) => name !== 'maxAttempts'))('of events.%s', (name) => {
    const settings: Readonly<Record<string, unknown>> = { ...resolveEventSettings() };
    expect(numberOf(events.get(name))).toBeGreaterThan(0);
    expect(numberOf(events.get(name))).toBe(settings[name]);
  });

  it('of events.maxAttempts: as often as the queue holds a batch', () => {
    expect(events.get('maxAttempts')).toBe("the queue's");
    expect(resolveEventSettings().maxAttempts).toBe(Number.POSITIVE_INFINITY);
  });

  it('of exposures', () => {
    const exposures = defaultsIn('docs/events.md', 'option `exposures`');
    expect(numberOf(exposures.get('maxRemembered'))).toBe(EVENT_DEFAULTS.maxEntries);
    expect(exposures.get('gates')).toBe(`'${OPTION_DEFAULTS.gates}'`);
  });

  it('of the module’s options', () => {
    const told = defaultsIn('README.md', 'option');
    expect(told.get('refresh')).toBe('{ everyMs: 60_000 }');
    expect(OPTION_DEFAULTS.refreshMs).toBe(60_000);
    expect(told.get('startup')).toBe(
      `{ mode: '${OPTION_DEFAULTS.startupMode}', deadlineMs: ${(5_000).toLocaleString('en').replace(',', '_')} }`,
    );
    expect(OPTION_DEFAULTS.startupDeadlineMs).toBe(5_000);
    expect(told.get('events')).toContain(`${EVENT_DEFAULTS.maxEvents.toLocaleString('en')} events a queue`);
    expect(told.get('exposures')).toContain(`${EVENT_DEFAULTS.maxEntries.toLocaleString('en')} remembered`);
    expect(numberOf(told.get('prefetchTimeoutMs'))).toBe(OPTION_DEFAULTS.prefetchTimeoutMs);
    expect(told.get('shutdown')).toBe('{ deadlineMs: 5_000 }');
    expect(OPTION_DEFAULTS.shutdownDeadlineMs).toBe(5_000);
    expect(EVENT_DEFAULTS.closeDeadlineMs).toBe(5_000);
    expect(told.get('unknownKeys')).toBe(`'${OPTION_DEFAULTS.unknownKeys}'`);
    expect(told.get('gates')).toBe(`{ undecided: '${OPTION_DEFAULTS.undecided}' }`);
  });

  it('of the visitor’s cookie', () => {
    const cookie = defaultsIn('docs/visitor.md', 'cookie option');
    expect(numberOf(cookie.get('maxAgeMs'))).toBe(OPTION_DEFAULTS.cookieMaxAgeMs);
    expect(cookie.get('path')).toBe(OPTION_DEFAULTS.cookiePath);
    expect(cookie.get('sameSite')).toBe(`'${OPTION_DEFAULTS.cookieSameSite}'`);
    const visitor = defaultsIn('docs/visitor.md', 'option `visitor`');
    expect(visitor.get('setCookie')).toContain(`'${OPTION_DEFAULTS.setCookie}'`);
    expect(visitor.get('maxLength')).toContain(String(OPTION_DEFAULTS.maxLength));
  });
});
