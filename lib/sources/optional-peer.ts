import { SourceError } from '../errors/source.error.js';

/**
 * Loads a library that only some applications need, and says how to get it when it is not there.
 *
 * @param name - as in `npm install <name>`
 * @param purpose - begins the sentence: `Reading YAML`
 * @param load - imports it; a literal `import('...')`, so that bundlers see it
 */
export async function loadPeer<T>(name: string, purpose: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const message = `${purpose} needs the package "${name}", which could not be loaded. Run: npm install ${name}`;
    throw new SourceError(message, false, undefined, { cause });
  }
}
