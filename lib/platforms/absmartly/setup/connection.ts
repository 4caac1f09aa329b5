import { kindOfValue } from '../../../platform-kit/describe-value.js';
import type { AbsmartlyApplication } from './absmartly.options.js';

/** The members that address a collector, as they come. */
interface ConnectionInit {
  readonly endpoint?: unknown;
  readonly apiKey?: unknown;
  readonly application?: unknown;
  readonly environment?: unknown;
  readonly agent?: unknown;
}

const EXPECTED = {
  agent: "a text that names the client, such as 'absmartly-javascript-sdk'",
  application: "the application's name as it is in the A/B Smartly console, or { name, version }",
  apiKey: "the API key of the application's SDK, from the A/B Smartly console",
  endpoint: "the collector's address, such as 'https://your-company.absmartly.io/v1'",
  environment: "the environment's name as it is in the console, such as 'production'",
} as const;

type Member = keyof typeof EXPECTED;

/** The order in which the vendor's SDK checks its options. */
const MEMBERS = Object.keys(EXPECTED) as readonly Member[];

/**
 * Checks what addresses a collector.
 *
 * @param of - the function that was called, for messages
 * @param members - those that are needed
 * @throws TypeError that names the first one which is missing or makes no sense
 */
export function checkConnection(
  of: string,
  options: ConnectionInit,
  members: readonly Member[] = MEMBERS,
): void {
  for (const member of MEMBERS) {
    if (!members.includes(member)) continue;
    const value = options[member];
    if (member === 'agent' && value === undefined) continue;
    const problem = problemOf(member, value);
    if (problem === undefined) continue;
    throw new TypeError(`${of}() expects ${member}: ${EXPECTED[member]}. Got ${problem}.`);
  }
}

/** Where requests go: the endpoint without slashes at its end. */
export function contextUrl(endpoint: string): URL {
  return new URL(`${endpoint.replace(/\/+$/, '')}/context`);
}

/** The name and version that the collector is told. The vendor's SDK sends "0" for an application that is only named. */
export function applicationOf(application: string | AbsmartlyApplication): { name: string; version: string } {
  if (typeof application === 'string') return { name: application, version: '0' };
  return { name: application.name, version: String(application.version ?? 0) };
}

/** Undefined: it is as expected. What came is not shown where it may be a secret. */
function problemOf(member: Member, value: unknown): string | undefined {
  if (value === undefined || value === null) return 'none';
  if (member === 'application' && typeof value === 'object') {
    const problem = problemOf('environment', (value as { name?: unknown }).name);
    return problem === undefined ? undefined : `an object whose name is ${problem}`;
  }
  if (typeof value !== 'string') return kindOfValue(value);
  if (value.trim() === '') return 'an empty text';
  if (member === 'endpoint') return endpointProblem(value);
  return member !== 'apiKey' || isHeaderText(value) ? undefined : 'a text that no HTTP header can carry';
}

function endpointProblem(endpoint: string): string | undefined {
  if (!URL.canParse(endpoint)) return `"${endpoint}", which is no URL`;
  const { protocol, search, hash } = new URL(endpoint);
  if (protocol !== 'http:' && protocol !== 'https:') return `an address of the kind "${protocol}"`;
  return search === '' && hash === '' ? undefined : 'an address with a query or fragment';
}

/** Visible Latin-1 and spaces (RFC 9110, section 5.5). */
function isHeaderText(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}
