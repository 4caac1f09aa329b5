import type { ConfigEvent } from '../../runtime/config/event.js';
import type { EventLife } from '../../runtime/events/accounting/lifecycle-event.js';

/** A {@link ConfigEvent} under the name that all activities have. */
type ConfigActivity<E extends ConfigEvent = ConfigEvent> = E extends ConfigEvent
  ? { readonly type: E['kind'] } & Omit<E, 'kind'>
  : never;

/**
 * Something that happened in a module instance: configuration became `ready`, had a `refresh`, is `unchanged`, `recovered` or
 * met an `error` (which then has a `stage`); an `exposure`, `goal`, `usage`, `attributes` or `data` event was offered; a sink did
 * `publish` events, met an `error` (which then has a `sink`), or lost some (`dropped`); the module did `close`.
 */
export type ExperimentationActivity = ConfigActivity | EventLife;

export function activityOf(event: ConfigEvent): ConfigActivity {
  const { kind, ...rest } = event;
  return { type: kind, ...rest } as ConfigActivity;
}
