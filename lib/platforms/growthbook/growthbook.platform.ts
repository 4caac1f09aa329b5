import type { Program } from '../../engine/program.js';
import { createProgram } from '../../engine/program.js';
import type { SubjectInit } from '../../engine/subject.js';
import { isObject } from '../../platform-kit/foreign-json.js';
import { compileInTurns } from '../../platform-kit/compile-in-turns.js';
import { configuredSource } from '../../platform-kit/configured-source.js';
import { parsePayload } from '../../platform-kit/parse-payload.js';
import type { Platform, VisitorFacts } from '../../ports/platform.js';
import { staticSource } from '../../sources/static.source.js';
import { compileSteps, RAW_PAYLOAD } from './compile/compile.js';
import { decryptPayload } from './payload/decrypt.js';
import { growthbookSink } from './wire/growthbook.sink.js';
import { GROWTHBOOK_PAYLOAD } from './payload/read-payload.js';
import type { GrowthbookCompileOptions, GrowthbookOptions } from './setup/growthbook.options.js';
import { checkGrowthbookOptions, queryStringSettings } from './setup/growthbook.options.js';
import { growthbookSource } from './wire/growthbook.source.js';

/** Members that a payload may leave out: the older ones stay then, as in GrowthBook's own SDK. */
const LASTING = ['features', 'experiments', 'savedGroups', 'contextualBandits'] as const;

/**
 * All of GrowthBook, at once: what {@link growthbook} loads.
 *
 * @throws TypeError as {@link growthbook}
 */
export function growthbookPlatform(options: GrowthbookOptions): Platform {
  checkGrowthbookOptions(options);
  const { clientKey, events } = options;
  const query = queryStringSettings(options);
  const compileOptions = { ...options, queryStringOverrides: query.forces };
  return {
    name: 'growthbook',
    ...sourceOf(options),
    compile: (received, previous) => compileReceived(received, previous, compileOptions),
    gatesIgnoreUrl: query.gatesIgnore,
    subject: subjectMaker(options.unitAttributes),
    sinks: () =>
      clientKey === undefined || events === false ? [] : [growthbookSink({ ...events, clientKey })],
  };
}

function sourceOf(options: GrowthbookOptions): Pick<Platform, 'source' | 'bootstrap'> {
  return configuredSource({
    of: 'growthbook',
    remote: options.clientKey,
    payload: options.payload,
    expected: 'clientKey: the key of an SDK connection ("sdk-..."), or payload: a GrowthBook payload',
    download: (clientKey) => growthbookSource({ ...options, clientKey }),
    given: (payload) => staticSource(payload, { name: 'GrowthBook (given payload)' }),
  });
}

async function compileReceived(
  received: unknown,
  previous: Program | undefined,
  options: GrowthbookCompileOptions & Pick<GrowthbookOptions, 'decryptionKey'>,
): Promise<Program> {
  const { payload, problems } = await decryptPayload(
    parsePayload(received, GROWTHBOOK_PAYLOAD),
    options.decryptionKey,
  );
  const older = previous?.facts.get(RAW_PAYLOAD);
  const complete = isObject(older) ? withOlder(payload, older) : payload;
  const program = await compileInTurns(compileSteps(complete, options));
  return problems.length === 0
    ? program
    : createProgram({ ...program, warnings: [...problems, ...program.warnings] });
}

type Members = Readonly<Record<string, unknown>>;

function withOlder(payload: Members, older: Members): Members {
  const kept = LASTING.filter((name) => !Object.hasOwn(payload, name) && Object.hasOwn(older, name));
  return kept.length === 0
    ? payload
    : { ...payload, ...Object.fromEntries(kept.map((name) => [name, older[name]])) };
}

/** Units become attributes, which is what GrowthBook hashes; an attribute of the same name wins. */
export function subjectMaker(
  names: Readonly<Record<string, string>> = {},
): (visitor: VisitorFacts) => SubjectInit {
  const attributeOf = new Map(Object.entries({ visitor: 'id', ...names }));
  return (visitor) => {
    const attributes = new Map<string, unknown>();
    for (const [unit, value] of visitor.units) attributes.set(attributeOf.get(unit) ?? unit, value);
    for (const [name, value] of visitor.attributes) attributes.set(name, value);
    return { units: visitor.units, attributes, url: visitor.url };
  };
}
