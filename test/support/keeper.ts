import { onTestFinished } from 'vitest';
import { ConfigKeeper } from '../../lib/runtime/config/keeper.js';
import type { ConfigEvent } from '../../lib/runtime/config/event.js';
import type { ConfigKeeperOptions } from '../../lib/runtime/config/options.js';
import type { Source } from '../../lib/ports/source.js';
import { LogRecorder } from './log-recorder.js';
import { stubCompile } from './stub-compiler.js';

/** A keeper on the stub platform that is closed after the test, with everything it says. */
export function keep(source: Source, options: Partial<ConfigKeeperOptions> = {}) {
  const logger = new LogRecorder();
  const keeper = new ConfigKeeper({
    compile: stubCompile,
    source,
    startup: { mode: 'block', deadlineMs: 10_000 },
    logger,
    retry: { attempts: 1, initialMs: 1, maxMs: 5 },
    ...options,
  });
  const events: ConfigEvent[] = [];
  keeper.subscribe((event) => events.push(event));
  onTestFinished(() => keeper.close());
  return { keeper, events, logger, kinds: () => events.map(({ kind }) => kind) };
}
