import { compilePattern } from '../../../engine/conditions/pattern.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { PayloadLocation } from '../payload/payload-location.js';
import { parseUrl } from './parse-url.js';

/** Tells whether an experiment runs at a URL. */
export type UrlTest = (url: string) => boolean;

type ParsedTest = (url: URL) => boolean;

/** Stands for `*` while a pattern is parsed as a URL, in which `*` is not always allowed. */
const WILDCARD = '_____';

/** What paths are resolved against. */
const ANY_ORIGIN = 'https://_';

const NO_MATCH: ParsedTest = () => false;

/**
 * Compiles `urlPatterns`: no excluding pattern may match, and some including one must if there is any. An empty list
 * targets nothing.
 */
export function compileUrlTargets(targets: unknown, context: PayloadLocation): UrlTest {
  if (!Array.isArray(targets)) return context.malformed('expected a list of URL patterns');
  const compiled = targets.map((target, i) => ({
    include: own(target, 'include') !== false,
    matches: compileTarget(own(target, 'type'), own(target, 'pattern'), context.at(i)),
  }));
  const including = compiled.filter((target) => target.include).map((target) => target.matches);
  const excluding = compiled.filter((target) => !target.include).map((target) => target.matches);
  if (compiled.length === 0) return () => false;
  return (url) => {
    const parsed = parseUrl(url, ANY_ORIGIN);
    if (parsed === null) return including.length === 0;
    if (excluding.some((matches) => matches(parsed))) return false;
    return including.length === 0 || including.some((matches) => matches(parsed));
  };
}

function compileTarget(type: unknown, pattern: unknown, context: PayloadLocation): ParsedTest {
  if (typeof pattern === 'string') {
    if (type === 'simple') return compileSimple(pattern);
    if (type === 'regex') return compileRegex(pattern, context);
  }
  context.warn('expected { type: "simple" | "regex", pattern: string }; it matches no URL');
  return NO_MATCH;
}

function compileRegex(pattern: string, context: PayloadLocation): ParsedTest {
  const test = compilePattern(pattern);
  if (test === null) {
    context.warn('expected a valid regular expression; it matches no URL');
    return NO_MATCH;
  }
  return (url) => test(url.href) || test(url.href.substring(url.origin.length));
}

/** Host and path must match, and hash and query parameters where the pattern has them; the protocol does not count. */
function compileSimple(pattern: string): ParsedTest {
  const expected = parsePattern(pattern);
  if (expected === null) return NO_MATCH;
  const tests: ParsedTest[] = [];
  const add = (test: ((text: string) => boolean) | null, read: (url: URL) => string): void => {
    tests.push(test === null ? NO_MATCH : (url) => test(read(url)));
  };
  add(compileGlob(expected.host), (url) => url.host);
  add(compilePathGlob(expected.pathname), (url) => url.pathname);
  if (expected.hash !== '') add(compileGlob(expected.hash), (url) => url.hash);
  expected.searchParams.forEach((value, name) => {
    add(compileGlob(value), (url) => url.searchParams.get(name) ?? '');
  });
  return (url) => tests.every((test) => test(url));
}

function parsePattern(pattern: string): URL | null {
  const withProtocol = pattern.replace(/^([^:/?]*)\./i, 'https://$1.').replaceAll('*', WILDCARD);
  return parseUrl(withProtocol, `https://${WILDCARD}`);
}

function compileGlob(glob: string): ((text: string) => boolean) | null {
  return compilePattern(`^${globSource(glob)}$`, 'i');
}

function compilePathGlob(path: string): ((text: string) => boolean) | null {
  return compilePattern(`^\\/?${globSource(path).replace(/(^\/|\/$)/g, '')}\\/?$`, 'i');
}

function globSource(globPattern: string): string {
  return globPattern.replace(/[*.+?^${}()|[\]\\]/g, '\\$&').replaceAll(WILDCARD, '.*');
}

/** The deprecated single `url` pattern: tested on the whole URL and on what follows the host. */
export function compileUrlPattern(pattern: unknown, context: PayloadLocation): UrlTest | null {
  const test = patternTest(pattern);
  if (test === null) {
    context.warn('expected a valid regular expression; the experiment is not limited by URL');
    return null;
  }
  return (url) => {
    if (url === '') return false;
    const path = url.replace(/^https?:\/\//, '').replace(/^[^/]*\//, '/');
    return test(url) || test(path);
  };
}

function patternTest(pattern: unknown): ((text: string) => boolean) | null {
  // oxlint-disable-next-line no-restricted-globals -- recognises an application's own pattern; makes none
  if (pattern instanceof RegExp) return compilePattern(pattern.source, pattern.flags.replace(/[gyd]/g, ''));
  return typeof pattern === 'string' ? compilePattern(pattern) : null;
}

/**
 * A variation forced by the URL's query string: `?<experiment key>=<index>`, read between the first and the second question
 * mark, undecoded. Null when there is none.
 */
export function queryOverride(key: string, url: string, count: number): number | null {
  const start = url.indexOf('?');
  if (start === -1 || !url.includes(key, start)) return null;
  const end = url.indexOf('?', start + 1);
  const search = url.slice(start + 1, end === -1 ? undefined : end).replace(/#.*/, '');
  for (const pair of search.split('&')) {
    const [name, value] = pair.split('=', 2);
    if (name !== key) continue;
    const index = Number.parseInt(value ?? '');
    return index >= 0 && index < count ? index : null;
  }
  return null;
}
