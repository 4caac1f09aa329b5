import type {
  GrowthbookCompileOptions,
  QueryStringOverridesOption,
} from '../../growthbook/setup/growthbook.options.js';

/** How {@link localFile} is set up. */
export interface LocalFileOptions
  extends Omit<GrowthbookCompileOptions, 'queryStringOverrides'>, QueryStringOverridesOption {
  /**
   * The file that exposures and goals are appended to, one JSON object a line; false writes none.
   *
   * @defaultValue `experiment-events.ndjson` beside the configuration file
   */
  readonly events?: string | false;
}
