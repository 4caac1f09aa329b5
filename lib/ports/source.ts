/** What a source delivers: the payload as it came, and what is needed to ask for changes only. */
export interface Fetched {
  /** The payload, parsed (an object) or as text. The platform's compiler judges it. */
  readonly payload: unknown;
  /** The payload as JSON text, where the source has it at hand: what a snapshot keeps, so that nothing is written out twice. */
  readonly text?: string | undefined;
  /** Opaque; handed back as `since` once this payload is installed. */
  readonly validator?: SourceValidator | undefined;
}

/** Marks of a delivered version, for a conditional request (RFC 9110, section 13) or a comparison of contents. */
export interface SourceValidator {
  /** The header `ETag`, sent back as `If-None-Match`; any mark of its own where a source does not speak HTTP. */
  readonly etag?: string | undefined;
  /** The header `Last-Modified`, sent back as `If-Modified-Since`. */
  readonly lastModified?: string | undefined;
  /** Of the content itself, so that an equal answer is recognised where a server gives no marks. */
  readonly digest?: string | undefined;
}

/** How a fetch is to be done. */
export interface FetchContext {
  /** Aborts when the module shuts down or the deadline passes. */
  readonly signal: AbortSignal;
  /** Of the payload that is installed; undefined to get it in any case. */
  readonly since: SourceValidator | undefined;
}

/** Where configuration comes from. */
export interface Source {
  /** Shown in `status()` and logs; free of secrets. */
  readonly name: string;
  /** True: one fetch asks as often as is meant already, so that whoever asks does not repeat it at once. @defaultValue false */
  readonly asksAgain?: boolean | undefined;
  /**
   * Gets the payload; undefined when it has not changed since `context.since`. Asks once: whoever calls tries again.
   * Throws `SourceError`.
   */
  fetch(context: FetchContext): Promise<Fetched | undefined>;
  /**
   * Optional: tells of changes as they happen. `changed()` makes the keeper fetch; `changed(payload)` hands it over.
   * `failed(error)` reports that watching is interrupted (the keeper goes on polling meanwhile); a later `changed` means
   * recovered. Returns how to stop; stopping twice does no harm.
   */
  watch?(listener: SourceListener): () => void | Promise<void>;
}

/** What a watching source calls. */
export interface SourceListener {
  /** There is newer configuration: this, or if left out, what `fetch` gets. */
  changed(fetched?: Fetched): void;
  /** Watching is interrupted, until `changed` is called again. */
  failed(error: unknown): void;
}
