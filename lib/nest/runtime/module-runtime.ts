import type { ExecutionContext } from '@nestjs/common';
import { EMPTY_PROGRAM } from '../../engine/program.js';
import type { ExperimentationSettings } from '../../options/settings.js';
import type { ExperimentationLogger } from '../../ports/logger.js';
import { ConfigKeeper } from '../../runtime/config/keeper.js';
import { EventPipeline } from '../../runtime/events/pipeline.js';
import { CookieCounts } from '../../runtime/cookie/cookie-counts.js';
import { LogOnce } from '../../runtime/shared/log-once.js';
import { OverrideTokens } from '../../runtime/overrides/override-tokens.js';
import { VisitorDocuments } from '../../runtime/stored/documents.js';
import { isTextStore, TextKeyStore } from '../../runtime/stored/text-key.store.js';
import { FileSnapshotStore } from '../../stores/file-snapshot.store.js';
import { ModuleHost } from './module-host.js';

/** What the options of an application were completed to. */
export type ModuleSettings = ExperimentationSettings<ExecutionContext>;

/** The working parts of one module instance. */
export interface ModuleRuntime {
  readonly settings: ModuleSettings;
  readonly logger: ExperimentationLogger;
  readonly keeper: ConfigKeeper;
  readonly events: EventPipeline;
  readonly documents: VisitorDocuments | null;
  readonly cookies: CookieCounts;
  /** Of signed overrides; null: there are none. */
  readonly tokens: OverrideTokens | null;
  readonly host: ModuleHost;
}

/** Puts the parts together. Nothing runs yet. */
export function createModuleRuntime(settings: ModuleSettings, logger: ExperimentationLogger): ModuleRuntime {
  const notices = new LogOnce(logger);
  const keeper = createKeeper(settings, logger);
  const events = createPipeline(settings, logger);
  const documents = createDocuments(settings, keeper, notices);
  const host = new ModuleHost(settings, keeper, events, documents, notices);
  const tokens = settings.overrides === null ? null : new OverrideTokens(settings.name, settings.overrides);
  return { settings, logger, keeper, events, documents, cookies: new CookieCounts(), tokens, host };
}

function createDocuments(
  { stickyStore, stickyForget, prefetchTimeoutMs }: ModuleSettings,
  keeper: ConfigKeeper,
  notices: LogOnce,
): VisitorDocuments | null {
  if (stickyStore === null) return null;
  if (isTextStore(stickyStore)) {
    notices.once(
      'assignments:text-store',
      () =>
        'The assignment store has getMany() and set(), as in version 0.1. It goes on working; ' +
        'write read(parts) and write(parts, document) instead, and take the name of a document from parts.key (docs/visitor.md).',
    );
  }
  return new VisitorDocuments({
    store: isTextStore(stickyStore) ? new TextKeyStore(stickyStore) : stickyStore,
    timeoutMs: prefetchTimeoutMs,
    notices,
    isCurrent: () => (stickyForget ? keeper.program.hasStoredEntry : null),
  });
}

function createKeeper(settings: ModuleSettings, logger: ExperimentationLogger): ConfigKeeper {
  const { platform, source, startup, snapshot, bootstrap, staleAfterMs, allowEmpty } = settings;
  const keeper: ConfigKeeper = new ConfigKeeper({
    compile: (payload) =>
      platform.compile(payload, keeper.program === EMPTY_PROGRAM ? undefined : keeper.program),
    source,
    startup,
    snapshot:
      snapshot === null || 'load' in snapshot ? (snapshot ?? undefined) : new FileSnapshotStore(snapshot),
    bootstrap,
    staleAfterMs,
    allowEmpty,
    logger,
  });
  return keeper;
}

function createPipeline(settings: ModuleSettings, logger: ExperimentationLogger): EventPipeline {
  const { events, exposures, platform } = settings;
  return new EventPipeline({
    sinks: settings.sinks ?? platform.sinks({ logger }),
    queue: events,
    delivery: events,
    memory: { maxEntries: exposures.maxRemembered },
    logger,
  });
}
