import type { Program } from '../../../engine/program.js';
import type { SubjectInit } from '../../../engine/subject.js';
import type { Platform, PlatformContext, VisitorFacts } from '../../../ports/platform.js';
import type { Sink } from '../../../ports/sink.js';
import { readOdpData } from './odp/read-odp-data.js';
import { optimizelyOdpSink } from './odp/odp.sink.js';
import { OdpEvents } from './odp/odp-events.js';
import { ODP_DEFAULTS } from '../setup/odp.options.js';
import type { OptimizelyVisitorOptions } from '../setup/optimizely.options.js';
import { OPTIMIZELY_COMPILE_DEFAULTS } from '../setup/optimizely.options.js';
import { VisitorPrefetch } from './prefetch-visitor.js';
import type { OdpFacts } from '../compile/project-facts.js';

/** The parts of a platform that know visitors. */
export interface VisitorFacilities {
  readonly odp: OdpEvents;
  readonly prefetch: NonNullable<Platform['prefetch']>;
  /** Takes note of a configuration that was compiled, and gives it back. */
  noted(program: Program): Program;
  sinks(context: PlatformContext): readonly Sink[];
  /** Undefined: nothing is told to Optimizely's data platform. */
  readonly addData: Platform['addData'];
}

/** Makes them. */
export function visitorFacilities(
  options: OptimizelyVisitorOptions & { readonly visitorUnit?: string | undefined },
  subject: (visitor: VisitorFacts) => SubjectInit,
): VisitorFacilities {
  const odp = options.odp === false ? null : (options.odp ?? {});
  const cmab = options.cmab === false ? null : (options.cmab ?? {});
  const events = new OdpEvents(odp ?? {});
  const visitorUnit = options.visitorUnit ?? OPTIMIZELY_COMPILE_DEFAULTS.visitorUnit;
  const units = { visitorUnit, vuidUnit: odp?.vuidUnit ?? ODP_DEFAULTS.vuidUnit };
  const visitors = new VisitorPrefetch({ visitorUnit, subject, odp, odpEvents: events, cmab });
  return {
    odp: events,
    prefetch: (visitor, program, signal) => visitors.fetch(visitor, program, signal),
    noted(program) {
      if (odp !== null) events.use((program.facts.get('odp') as OdpFacts | undefined) ?? null);
      return program;
    },
    sinks({ logger }) {
      if (odp === null) return [];
      events.speakTo(logger);
      return [optimizelyOdpSink(odp, () => events.close())];
    },
    addData:
      odp === null
        ? undefined
        : (visitor, data) => readOdpData(data, visitor, units, (event) => events.wire(event)),
  };
}
