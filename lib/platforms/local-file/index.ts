import type { Platform, PlatformFront } from '../../ports/platform.js';
import { fileFormatOf } from '../../sources/file-format.js';
import { checkQueryStringOverrides } from '../growthbook/setup/growthbook.options.js';
import type { LocalFileOptions } from './setup/local-file.options.js';

export type { LocalFileOptions } from './setup/local-file.options.js';

/**
 * No platform at all: a JSON or YAML file in GrowthBook's open format, watched for changes, and events appended to a file.
 *
 * @param path - of the configuration file; relative to the working directory
 * @throws TypeError for a path that ends in neither .json nor .yaml nor .yml
 * @example
 * ```ts
 * ExperimentationModule.forRoot({ platform: localFile('experiments.json') })
 * ```
 */
export function localFile(path: string, options: LocalFileOptions = {}): PlatformFront {
  fileFormatOf(path);
  checkQueryStringOverrides('localFile', options);
  let loading: Promise<Platform> | undefined;
  return {
    name: 'local-file',
    load: () =>
      (loading ??= import('./local-file.platform.js').then(({ localFilePlatform }) =>
        localFilePlatform(path, options),
      )),
  };
}
