import { dirname, join } from 'node:path';
import { compileInTurns } from '../../platform-kit/compile-in-turns.js';
import type { Platform } from '../../ports/platform.js';
import { ndjsonFileSink } from '../../sinks/ndjson-file.sink.js';
import { fileSource } from '../../sources/file.source.js';
import type { GrowthbookCompileOptions } from './compile/compile.js';
import { compileSteps } from './compile/compile.js';
import { subjectMaker } from './growthbook.platform.js';

/** How {@link localFile} is set up. */
export interface LocalFileOptions extends GrowthbookCompileOptions {
  /**
   * The file that exposures and goals are appended to, one JSON object a line; false writes none.
   *
   * @defaultValue `experiment-events.ndjson` beside the configuration file
   */
  readonly events?: string | false;
}

/**
 * No platform at all: a JSON or YAML file in GrowthBook's open format, watched for changes, and events appended to a file.
 *
 * @param path - of the configuration file; relative to the working directory
 * @example
 * ```ts
 * ExperimentationModule.forRoot({ platform: localFile('experiments.json') })
 * ```
 */
export function localFile(path: string, options: LocalFileOptions = {}): Platform {
  const events = options.events ?? join(dirname(path), 'experiment-events.ndjson');
  return {
    name: 'local-file',
    source: fileSource(path),
    compile: (payload) => compileInTurns(compileSteps(payload, options)),
    subject: subjectMaker(),
    sinks: () => (events === false ? [] : [ndjsonFileSink({ path: events })]),
  };
}
