import type { VwoSinkOptions } from '../../lib/platforms/vwo/setup/event.options.js';
import { vwoSink } from '../../lib/platforms/vwo/wire/vwo.sink.js';
import { VWO_PROGRAM_FACTS } from '../../lib/platforms/vwo/compile/settings-facts.js';
import { VisitorIds } from '../../lib/platforms/vwo/subject/visitor-id.js';
import type { ExperimentationEvent, SendReport, Sink } from '../../lib/ports/sink.js';
import type { SinkFixture } from '../../lib/testing/contracts/sink.contract.js';
import type { CollectorReply } from './collector.js';
import { Collector, hang, ok, status } from './collector.js';

const ACCOUNT = { accountId: '123456', sdkKey: 'key' } as const;
/** The goals of the settings: VWO takes no others. */
const FACTS = new Map([[VWO_PROGRAM_FACTS.goals, new Map([['purchase', ['price']]])]]);

interface Message {
  readonly d: { readonly visId: string };
}

/** VWO's sink, and a collector that knows whose events it has. */
export async function vwoSinkFixture(options: Pick<VwoSinkOptions, 'batch'>): Promise<SinkFixture> {
  const collector = await Collector.start();
  const codes = new Map<string | undefined, string>();
  const kept: string[] = [];
  const keep: CollectorReply = (delivery, response) => {
    const body = JSON.parse(delivery.body) as Message | { readonly ev: readonly Message[] };
    for (const { d } of 'ev' in body ? body.ev : [body]) kept.push(codes.get(d.visId) ?? d.visId);
    return ok(delivery, response);
  };
  collector.otherwise = keep;
  return {
    sink: knowingVisitors(vwoSink({ ...ACCOUNT, ...options, endpoint: collector.origin }), codes),
    received: () => kept,
    breakDown: () => void (collector.otherwise = status(503)),
    repair: () => void (collector.otherwise = keep),
    stall: () => void (collector.otherwise = hang),
  };
}

/** Puts the settings' facts into events, as the module does, and notes the visitors' identifiers. */
function knowingVisitors(sink: Sink, codes: Map<string | undefined, string>): Sink {
  const ids = new VisitorIds(ACCOUNT.accountId);
  return {
    ...sink,
    send: async (batch, context) => {
      const given = new Map<ExperimentationEvent, ExperimentationEvent>(
        batch.map((event) => [{ ...event, facts: FACTS }, event]),
      );
      for (const { visitor } of batch) codes.set(ids.of(visitor.visitorCode), visitor.visitorCode);
      return reportOf(await sink.send([...given.keys()], context), (event) => given.get(event) ?? event);
    },
  };
}

function reportOf(
  report: SendReport | void,
  given: (event: ExperimentationEvent) => ExperimentationEvent,
): SendReport {
  const { rejected = [], failed } = report ?? {};
  return {
    rejected: rejected.map((each) => ({ ...each, event: given(each.event) })),
    ...(failed && { failed: { ...failed, events: failed.events.map(given) } }),
  };
}
