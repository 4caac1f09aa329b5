import { SourceError } from '../../lib/errors/source.error.js';
import type { FetchContext, Fetched, Source, SourceListener } from '../../lib/ports/source.js';

/** How one fetch goes. */
export type Act = (context: FetchContext) => Promise<Fetched | undefined> | Fetched | undefined;

/** A source that does as it is told, and counts. */
export class ScriptedSource implements Source {
  readonly name = 'scripted';
  readonly contexts: FetchContext[] = [];
  readonly listeners = new Set<SourceListener>();
  /** What the next fetches do, in order; the last one stays. */
  acts: Act[];

  constructor(...acts: Act[]) {
    this.acts = acts;
  }

  async fetch(context: FetchContext): Promise<Fetched | undefined> {
    this.contexts.push(context);
    const act = this.acts.length > 1 ? this.acts.shift() : this.acts[0];
    if (act === undefined) throw new Error('the script is empty');
    return act(context);
  }

  watch(listener: SourceListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  changed(fetched?: Fetched): void {
    for (const listener of this.listeners) listener.changed(fetched);
  }

  failed(error: unknown): void {
    for (const listener of this.listeners) listener.failed(error);
  }
}

/** Delivers a payload of the stub platform. */
export function gives(flags: Record<string, unknown>, etag?: string): Act {
  return () => ({ payload: { flags }, validator: etag === undefined ? undefined : { etag } });
}

/** Delivers anything. */
export function givesPayload(payload: unknown): Act {
  return () => ({ payload });
}

/** Has nothing new. */
export const unchanged: Act = () => undefined;

/** Fails. */
export function fails(message = 'down', retryable = true, retryAfterMs?: number): Act {
  return () => {
    throw new SourceError(message, retryable, retryAfterMs);
  };
}

/** Answers only when it is aborted, with a failure. */
export const waits: Act = ({ signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new SourceError('aborted', true)), { once: true });
  });

/** Never answers, not even when aborted. */
export const ignores: Act = () => new Promise(() => undefined);

/** A fetch whose answer is given by hand. */
export function held(): { readonly act: Act; release(act: Act): void } {
  let release!: (act: Act) => void;
  const decided = new Promise<Act>((resolve) => (release = resolve));
  return { act: async (context) => (await decided)(context), release };
}
