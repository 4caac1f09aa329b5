/**
 * The light front of A/B Smartly: what applications that use another platform load of it.
 */
import type { Platform, PlatformFront } from '../../ports/platform.js';
import type { AbsmartlyOptions } from './setup/absmartly.options.js';
import { checkOptions } from './setup/check-options.js';

export type {
  AbsmartlyOptions,
  AbsmartlySinkOptions,
  AbsmartlySourceOptions,
} from './setup/absmartly.options.js';
export type { VariableReader as AbsmartlyVariableReader } from './extras/merge-config.js';
export * from './deprecated.js';

/**
 * A/B Smartly: context data from the collector or given, decisions as the vendor's JavaScript SDK makes them, events to the
 * collector.
 *
 * The visitor code is the unit `session_id`, unless `unitType` says otherwise. `variation(experiment)` is the variant as a
 * text and `isOn(experiment)` says that it is not variant 0; `value(variable)` reads a variable, which any running experiment may set.
 *
 * @throws TypeError when neither `endpoint` nor `payload` is given, or an option that goes with the endpoint is missing
 * @example
 * ```ts
 * ExperimentationModule.forRoot({
 *   platform: absmartly({
 *     endpoint: 'https://your-company.absmartly.io/v1',
 *     apiKey: process.env.ABSMARTLY_API_KEY,
 *     application: 'website',
 *     environment: 'production',
 *   }),
 * })
 * ```
 */
export function absmartly(options: AbsmartlyOptions): PlatformFront {
  checkOptions(options);
  let loading: Promise<Platform> | undefined;
  return { name: 'absmartly', load: () => (loading ??= load(options)) };
}

async function load(options: AbsmartlyOptions): Promise<Platform> {
  const { absmartlyPlatform } = await import('./absmartly.platform.js');
  return absmartlyPlatform(options);
}
