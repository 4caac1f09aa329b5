/** Names that were exported from the main entry before the platform had a subpath of its own. */
import type { Sink } from '../../ports/sink.js';
import type { Source } from '../../ports/source.js';
import { deferredSink } from '../../sinks/deferred.sink.js';
import { deferredSource } from '../../sources/deferred.source.js';
import type { VwoAliases, VwoAliasOptions } from './extras/aliases.js';
import { checkAccount } from './setup/connection.js';
import { downloadSettings } from './setup/download.js';
import type { VwoIntegrations, VwoIntegrationsOptions, VwoSinkOptions } from './setup/event.options.js';
import { eventSettings, INTEGRATIONS } from './setup/event-settings.js';
import { gatewaySettings } from './setup/gateway-settings.js';
import type { VwoSourceOptions } from './setup/vwo.options.js';
import { vwoConnectorStore as connectorStore } from './visitor/vwo-connector.store.js';

/**
 * Downloads settings.
 *
 * @throws TypeError when an option makes no sense
 * @deprecated Import it from 'nestjs-experimentation/vwo'.
 */
export function vwoSource(options: VwoSourceOptions): Source {
  const { name } = downloadSettings(options);
  return deferredSource({ name, watches: false }, async () => {
    const wire = await import('./wire/vwo.source.js');
    return wire.vwoSource(options);
  });
}

/**
 * Delivers exposures, goals and attribute changes to VWO.
 *
 * @throws TypeError when an option makes no sense
 * @deprecated Import it from 'nestjs-experimentation/vwo'.
 */
export function vwoSink(options: VwoSinkOptions): Sink {
  const { kinds, batching } = eventSettings(options);
  return deferredSink({ name: 'vwo', accepts: new Set(kinds), batching }, async () => {
    const wire = await import('./wire/vwo.sink.js');
    return wire.vwoSink(options);
  });
}

/**
 * Calls an application's function as the integrations of VWO's SDK do.
 *
 * @deprecated Import it from 'nestjs-experimentation/vwo'.
 */
export function vwoIntegrationsSink(integrations: VwoIntegrations, options?: VwoIntegrationsOptions): Sink {
  const { name, kinds, batching } = INTEGRATIONS;
  return deferredSink({ name, accepts: new Set(kinds), batching }, async () => {
    const wire = await import('./wire/integrations.sink.js');
    return wire.vwoIntegrationsSink(integrations, options);
  });
}

/**
 * Aliases as VWO's SDK has them, through the gateway service.
 *
 * @throws TypeError when an option makes no sense
 * @deprecated Import it from 'nestjs-experimentation/vwo'.
 */
export function vwoAliases(options: VwoAliasOptions): VwoAliases {
  checkAccount('vwoAliases', options);
  gatewaySettings(options.gateway);
  let loading: Promise<VwoAliases> | undefined;
  const loaded = (): Promise<VwoAliases> => (loading ??= loadAliases(options));
  return {
    userIdOf: async (id) => (await loaded()).userIdOf(id),
    setAlias: async (userId, aliasId) => (await loaded()).setAlias(userId, aliasId),
  };
}

async function loadAliases(options: VwoAliasOptions): Promise<VwoAliases> {
  const extras = await import('./extras/aliases.js');
  return extras.vwoAliases(options);
}

/**
 * Keeps decisions where a storage connector of VWO's SDK keeps them.
 *
 * @deprecated Import it from 'nestjs-experimentation/vwo'.
 */
export const vwoConnectorStore: typeof connectorStore = connectorStore;
