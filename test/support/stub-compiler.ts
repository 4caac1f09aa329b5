import { createHash } from 'node:crypto';
import { createProgram } from '../../lib/engine/program.js';
import type { Flag, Program, ProgramWarning } from '../../lib/engine/program.js';
import { PayloadError } from '../../lib/errors/payload.error.js';

/** A payload that {@link stubCompile} takes: values by flag key. A flag whose value is the text `broken` is quarantined. */
export interface StubPayload {
  readonly flags: Readonly<Record<string, unknown>>;
}

/** Compiles payloads of the smallest possible platform; the flags hold nothing but their value, as the only fact. */
export function stubCompile(payload: unknown): Program {
  const parsed: unknown = typeof payload === 'string' ? parse(payload) : payload;
  if (!hasFlags(parsed)) throw new PayloadError(`Expected an object with "flags", got ${typeof parsed}.`);
  const flags = new Map<string, Flag>();
  const warnings: ProgramWarning[] = [];
  for (const [key, value] of Object.entries(parsed.flags)) {
    if (value === 'broken') {
      warnings.push({ flagKey: key, path: `flags.${key}`, message: 'it is broken', quarantined: true });
    }
    flags.set(key, {
      key,
      rules: [],
      otherwise: () => {
        throw new Error('the stub decides nothing');
      },
    });
  }
  const revision = createHash('sha256').update(JSON.stringify(parsed.flags)).digest('hex').slice(0, 8);
  return createProgram({ revision, flags, warnings, facts: new Map(Object.entries(parsed.flags)) });
}

/** What the stub program says of a flag. */
export function served(program: Program, key: string): unknown {
  return program.facts.get(key);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PayloadError('Expected JSON.', { cause });
  }
}

function hasFlags(payload: unknown): payload is StubPayload {
  if (typeof payload !== 'object' || payload === null || !Object.hasOwn(payload, 'flags')) return false;
  const { flags } = payload as { flags: unknown };
  return typeof flags === 'object' && flags !== null && !Array.isArray(flags);
}
