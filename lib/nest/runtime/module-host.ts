import type { ExecutionContext } from '@nestjs/common';
import type { Program } from '../../engine/program.js';
import type { ExperimentationSettings } from '../../options/settings.js';
import type { ConfigKeeper } from '../../runtime/config/keeper.js';
import type { EventPipeline } from '../../runtime/events/pipeline.js';
import { InlineFlags } from '../../runtime/scope/inline-flags.js';
import type { LogOnce } from '../../runtime/shared/log-once.js';
import type { VisitorDocuments } from '../../runtime/stored/documents.js';
import type { VisitorHost } from '../../runtime/scope/host.js';
import { AskedKeys } from './asked-keys.js';
import { describer } from './describe-visitor.js';

/**
 * What visitors' scopes need of a module instance. A class, because it is read many times in a request: a literal with a
 * getter would be a hash table to V8.
 */
export class ModuleHost implements VisitorHost {
  readonly name: string;
  readonly platform: VisitorHost['platform'];
  readonly inline = new InlineFlags();
  readonly asyncContext: boolean;
  readonly gates: VisitorHost['gates'];
  readonly keys: AskedKeys;
  readonly maxCodeLength: number;
  readonly prefetchTimeoutMs: number;
  readonly describe: VisitorHost['describe'];

  constructor(
    settings: ExperimentationSettings<ExecutionContext>,
    private readonly keeper: ConfigKeeper,
    readonly events: EventPipeline,
    readonly documents: VisitorDocuments | null,
    readonly notices: LogOnce,
  ) {
    this.name = settings.name;
    this.platform = settings.platform;
    this.asyncContext = settings.visitor.asyncContext;
    this.gates = { exposure: settings.exposures.gates, undecided: settings.gates.undecided };
    this.keys = new AskedKeys(settings, keeper, notices);
    this.maxCodeLength = settings.visitor.maxLength;
    this.prefetchTimeoutMs = settings.prefetchTimeoutMs;
    this.describe = describer(settings);
  }

  get program(): Program {
    return this.keeper.program;
  }
}
