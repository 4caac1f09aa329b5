import type { Source, SourceListener } from '../ports/source.js';

/** What is known of a source before it is loaded. */
export interface SourceFace extends Pick<Source, 'name' | 'asksAgain'> {
  /** Whether it can be watched. */
  readonly watches: boolean;
}

/**
 * A source whose code is loaded when it is first used.
 *
 * @param face - what it tells until then
 * @param load - makes the source; asked once
 */
export function deferredSource(face: SourceFace, load: () => Promise<Source>): Source {
  const { name, asksAgain, watches } = face;
  let loading: Promise<Source> | undefined;
  const loaded = (): Promise<Source> => (loading ??= load());
  return {
    name,
    asksAgain,
    fetch: async (context) => (await loaded()).fetch(context),
    ...(watches && { watch: (listener: SourceListener) => watchLoaded(loaded(), listener) }),
  };
}

/** Begins as soon as the source is there, unless it was ended before. */
function watchLoaded(loaded: Promise<Source>, listener: SourceListener): () => Promise<void> {
  let isOver = false;
  const watching = loaded.then((source) => (isOver ? undefined : source.watch?.(listener)));
  watching.catch((error: unknown) => listener.failed(error));
  return async () => {
    isOver = true;
    const stop = await watching.catch(() => undefined);
    await stop?.();
  };
}
