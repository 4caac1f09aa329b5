import type { Source } from '../../../ports/source.js';
import { httpSource } from '../../../sources/http.source.js';
import { httpStreamSource } from '../../../sources/http-stream.source.js';
import type { GrowthbookSourceOptions } from '../setup/source.options.js';
import { checkSourceOptions, downloadOptions, streamOptions } from '../setup/source.options.js';

/**
 * Downloads from GrowthBook's SDK endpoint, `<apiHost>/api/features/<clientKey>`, and listens to `<streamingHost>/sub/<clientKey>`.
 *
 * @throws TypeError when an option makes no sense
 * @see {@link https://docs.growthbook.io/lib/build-your-own | GrowthBook: build your own SDK}
 */
export function growthbookSource(options: GrowthbookSourceOptions): Source {
  checkSourceOptions(options);
  let streamIsOffered = false;
  const download = httpSource({
    ...downloadOptions(options),
    onHeaders: (headers) => {
      streamIsOffered = headers.get('x-sse-support') === 'enabled';
    },
  });
  if (options.streaming !== true) return download;
  return httpStreamSource(download, { ...streamOptions(options), isOffered: () => streamIsOffered });
}
