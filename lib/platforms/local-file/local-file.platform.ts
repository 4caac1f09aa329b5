import { dirname, join } from 'node:path';
import type { Platform } from '../../ports/platform.js';
import { ndjsonFileSink } from '../../sinks/ndjson-file.sink.js';
import { fileSource } from '../../sources/file.source.js';
import { compileInTurns } from '../../platform-kit/compile-in-turns.js';
import { compileSteps } from '../growthbook/compile/compile.js';
import { subjectMaker } from '../growthbook/growthbook.platform.js';
import { queryStringSettings } from '../growthbook/setup/growthbook.options.js';
import type { LocalFileOptions } from './setup/local-file.options.js';

/** All of {@link localFile}, at once: what it loads. */
export function localFilePlatform(path: string, options: LocalFileOptions = {}): Platform {
  const events = options.events ?? join(dirname(path), 'experiment-events.ndjson');
  const query = queryStringSettings(options);
  const compileOptions = { ...options, queryStringOverrides: query.forces };
  return {
    name: 'local-file',
    source: fileSource(path),
    compile: (payload) => compileInTurns(compileSteps(payload, compileOptions)),
    gatesIgnoreUrl: query.gatesIgnore,
    subject: subjectMaker(),
    sinks: () => (events === false ? [] : [ndjsonFileSink({ path: events })]),
  };
}
