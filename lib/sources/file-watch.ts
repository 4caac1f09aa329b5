import { unwatchFile, watch, watchFile } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { dirname } from 'node:path';
import { fileSignature, fileSignatureSync } from './file-signature.js';

/** How a file is watched. */
export interface FileWatchOptions {
  /** The least time between something happening in the folder and a look at the file, in milliseconds. */
  readonly debounceMs: number;
  /** How often the file is looked at even though nothing was noticed, in milliseconds. */
  readonly pollIntervalMs: number;
  readonly onChange: () => void;
}

/**
 * Watches a file by name rather than by inode. Editors and deployments replace files by renaming, which the watch of a single
 * file does not survive; so the folder is watched, and a slow look at the file makes up for network drives, a folder that is
 * itself replaced, and a system out of watches. Neither keeps the process alive.
 */
export class FileWatch {
  readonly #path: string;
  readonly #folder: string;
  readonly #options: FileWatchOptions;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #seen: string;
  #stopped = false;

  constructor(path: string, options: FileWatchOptions) {
    this.#path = path;
    this.#folder = dirname(path);
    this.#options = options;
    this.#seen = fileSignatureSync(path);
    this.#watchFolder();
    watchFile(path, { persistent: false, interval: options.pollIntervalMs }, this.#onPoll);
  }

  /** Ends it; nothing is reported afterwards. */
  stop(): void {
    this.#stopped = true;
    unwatchFile(this.#path, this.#onPoll);
    this.#watcher?.close();
    clearTimeout(this.#timer);
  }

  readonly #onPoll = (): void => {
    // The folder may be another one by now, of which the watch knows nothing.
    this.#watchFolder();
    this.#lookSoon();
  };

  readonly #lookSoon = (): void => {
    if (this.#stopped) return;
    // Not put off by further events: a folder in which something always happens would never be looked at.
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#look();
    }, this.#options.debounceMs).unref();
  };

  async #look(): Promise<void> {
    const signature = await fileSignature(this.#path);
    if (this.#stopped || signature === this.#seen) return;
    this.#seen = signature;
    this.#options.onChange();
  }

  #watchFolder(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    if (this.#stopped) return;
    try {
      const watcher = watch(this.#folder, { persistent: false }, this.#lookSoon);
      watcher.on('error', () => watcher.close());
      this.#watcher = watcher;
    } catch {
      // No such folder yet, or no watches left: the slow look finds the file all the same, and tries again.
      this.#watcher = undefined;
    }
  }
}
