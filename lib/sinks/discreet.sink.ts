import type { EventVisitor, ExperimentationEvent, SendReport, Sink } from '../ports/sink.js';
import type { AttributeRule } from './discreet-visitor.js';
import { DiscreetVisitor } from './discreet-visitor.js';

/** Which attributes leave: only those named, or all but those named. */
export type LeavingAttributes =
  | { readonly only: readonly string[]; readonly except?: never }
  | { readonly except: readonly string[]; readonly only?: never };

/** How {@link discreetSink} is set up. */
export interface DiscreetSinkOptions {
  /**
   * Attributes that the receiver gets. The others serve targeting and never leave.
   *
   * @defaultValue all
   */
  readonly attributes?: LeavingAttributes;
  /**
   * Puts a keyed hash (HMAC-SHA-256, 64 hexadecimal digits) in place of the visitor code and of every unit, and of attributes
   * and hash values that equal one of them. The same secret gives the same hash: events of a visitor stay together.
   *
   * @defaultValue codes leave as they are
   */
  readonly hashUnits?: { readonly secret: string };
}

/**
 * Keeps what a sink's receiver need not know: the sink gets copies of the events, without it. What the application says itself
 * (a goal's properties, a platform's `data`) and the visitor's URL, user agent and address are left as they are.
 *
 * @param sink - gets what is left
 * @param options - what may leave, and how codes do
 * @throws TypeError if an option is not as described, or if units are to be hashed for a sink that takes `data`: such a sink
 * looks visitors up by their code
 * @example
 * ```ts
 * discreetSink(ndjsonFileSink({ path: 'events.ndjson' }), { attributes: { except: ['email'] }, hashUnits: { secret } })
 * ```
 */
export function discreetSink(sink: Sink, options: DiscreetSinkOptions): Sink {
  const mayLeave = ruleOf(options.attributes);
  const secret = secretOf(options.hashUnits);
  if (secret !== undefined && sink.accepts?.has('data') === true) {
    throw new TypeError(
      `discreetSink(): hashUnits does not go with the sink "${sink.name}", which looks visitors up by their code. Leave hashUnits out.`,
    );
  }
  const face = { name: sink.name, accepts: sink.accepts, usages: sink.usages, batching: sink.batching };
  const known = Object.entries(face).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(known) as Pick<Sink, 'name'>),
    send: async (batch, context) => {
      const originals = copiesOf(batch, mayLeave, secret);
      const report = await sink.send([...originals.keys()], context);
      return report === undefined ? undefined : ofOriginals(report, originals);
    },
    close: async () => sink.close?.(),
  };
}

type Originals = ReadonlyMap<ExperimentationEvent, ExperimentationEvent>;

function copiesOf(
  batch: readonly ExperimentationEvent[],
  mayLeave: AttributeRule,
  secret: string | undefined,
): Originals {
  const visitors = new Map<EventVisitor, DiscreetVisitor>();
  const originals = new Map<ExperimentationEvent, ExperimentationEvent>();
  for (const event of batch) {
    let visitor = visitors.get(event.visitor);
    if (visitor === undefined) {
      visitor = new DiscreetVisitor(event.visitor, mayLeave, secret);
      visitors.set(event.visitor, visitor);
    }
    originals.set(visitor.event(event), event);
  }
  return originals;
}

function ofOriginals(report: SendReport, originals: Originals): SendReport {
  const original = (event: ExperimentationEvent): ExperimentationEvent => originals.get(event) ?? event;
  const { rejected, failed, held } = report;
  return {
    ...report,
    rejected: rejected?.map((one) => ({ ...one, event: original(one.event) })),
    failed: failed && { ...failed, events: failed.events.map(original) },
    held: held?.map(original),
  };
}

function ruleOf(attributes: LeavingAttributes | undefined): AttributeRule {
  if (attributes === undefined) return () => true;
  const { only, except } = attributes;
  const names: unknown = only ?? except;
  if ((only === undefined) === (except === undefined) || !Array.isArray(names)) {
    throw new TypeError('discreetSink(): attributes expects { only: [names] } or { except: [names] }.');
  }
  const named = new Set<unknown>(names);
  return only === undefined ? (name) => !named.has(name) : (name) => named.has(name);
}

function secretOf(hashUnits: { readonly secret: string } | undefined): string | undefined {
  if (hashUnits === undefined) return undefined;
  const secret: unknown = hashUnits.secret;
  if (typeof secret === 'string' && secret !== '') return secret;
  throw new TypeError('discreetSink(): hashUnits expects { secret }, a text that is not empty.');
}
