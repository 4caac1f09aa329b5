import { resolve } from 'node:path';
import type { FetchContext, Fetched, Source, SourceListener } from '../ports/source.js';
import { digestOf } from './digest.js';
import type { FileFormat } from './file-format.js';
import { fileFormatOf } from './file-format.js';
import { FileWatch } from './file-watch.js';
import { decodeUtf8, parseJsonText } from '../http/json-text.js';
import { DEFAULT_MAX_BYTES, positiveInteger, timerDelay } from '../http/limits.js';
import { readFileLimited } from './read-file.js';
import { parseYamlText } from './yaml-text.js';

/** What a {@link fileSource} can be told. */
export interface FileSourceOptions {
  /**
   * How the file is written.
   *
   * @defaultValue by the extension: `.json`, `.yaml` or `.yml`
   */
  readonly format?: 'json' | 'yaml' | undefined;
  /**
   * Whether changes are noticed as they happen; without, the file is read at each refresh only.
   *
   * @defaultValue `true`
   */
  readonly watch?: boolean | undefined;
  /**
   * The least time between a change in the folder and reading the file, in milliseconds, above 0.
   *
   * @defaultValue `50`
   */
  readonly debounceMs?: number | undefined;
  /**
   * How often the file is looked at (not read) even though the system reported no change, in milliseconds, above 0.
   *
   * @defaultValue `5_000`
   */
  readonly pollIntervalMs?: number | undefined;
  /**
   * Largest file in bytes, above 0.
   *
   * @defaultValue 32 MiB
   */
  readonly maxBytes?: number | undefined;
}

/**
 * Configuration from a local file, as JSON, or as YAML through the optional package `yaml`.
 *
 * The file may be edited in place, replaced, deleted and created again. While it is missing or half-written the configuration
 * in service stays; it heals as soon as the file does. Writing the same content again is no change.
 *
 * @param path - absolute, or relative to the working directory at the time of the call
 * @throws TypeError when an option makes no sense
 */
export function fileSource(path: string, options: FileSourceOptions = {}): Source {
  const file = resolve(path);
  const format = options.format ?? fileFormatOf(path);
  const maxBytes = positiveInteger('maxBytes', options.maxBytes ?? DEFAULT_MAX_BYTES);
  const pace = {
    debounceMs: timerDelay('debounceMs', options.debounceMs ?? 50),
    pollIntervalMs: timerDelay('pollIntervalMs', options.pollIntervalMs ?? 5_000),
  };
  const source: Source = {
    name: `file ${path}`,
    fetch: (context) => read(file, format, maxBytes, context),
  };
  if (options.watch === false) return source;
  return {
    ...source,
    watch(listener: SourceListener) {
      const watching = new FileWatch(file, { ...pace, onChange: () => listener.changed() });
      return () => watching.stop();
    },
  };
}

async function read(
  file: string,
  format: FileFormat,
  maxBytes: number,
  { signal, since }: FetchContext,
): Promise<Fetched | undefined> {
  const bytes = await readFileLimited(file, maxBytes, signal);
  const digest = digestOf(bytes);
  if (since?.digest === digest) return undefined;
  const text = decodeUtf8(bytes, file);
  const parsed = format === 'json' ? parseJsonText(text, file) : await parseYamlText(text, file);
  return { ...parsed, validator: { digest } };
}
