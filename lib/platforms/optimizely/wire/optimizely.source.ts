import type { Source } from '../../../ports/source.js';
import { httpSource } from '../../../sources/http.source.js';
import type { OptimizelySourceOptions } from '../setup/source.options.js';
import { downloadOptions } from '../setup/source.options.js';

/**
 * Downloads the datafile of an environment, conditionally: what has not changed is not sent again.
 *
 * @throws TypeError when an option makes no sense
 * @see {@link https://docs.developers.optimizely.com/feature-experimentation/docs/manage-config-datafile | Optimizely: datafile}
 */
export function optimizelySource(options: OptimizelySourceOptions): Source {
  return httpSource(downloadOptions(options));
}
