import { extname } from 'node:path';

/** What a configuration file is written in. */
export type FileFormat = 'json' | 'yaml';

/** The format that a file's name tells. Throws `TypeError` for a name that tells none. */
export function fileFormatOf(path: string): FileFormat {
  const extension = extname(path).toLowerCase();
  if (extension === '.json') return 'json';
  if (extension === '.yaml' || extension === '.yml') return 'yaml';
  throw new TypeError(
    `Expected a path that ends in .json, .yaml or .yml, got "${path}". For another name set format to 'json' or 'yaml'.`,
  );
}
