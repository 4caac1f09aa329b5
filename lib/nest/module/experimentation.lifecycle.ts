import type {
  BeforeApplicationShutdown,
  OnApplicationBootstrap,
  OnApplicationShutdown,
  OnModuleDestroy,
  OnModuleInit,
} from '@nestjs/common';
import { ShutdownSignal } from '@nestjs/common';
import { textOf } from '../../runtime/shared/log-once.js';
import { closeRuntime } from '../runtime/close-runtime.js';
import type { ModuleRuntime } from '../runtime/module-runtime.js';
import type { KeyCheck } from './key-check.js';
import type { RefreshSchedule } from './schedule/refresh-schedule.js';

/** Starts and ends a module instance with the application. */
export class ExperimentationLifecycle
  implements
    OnModuleInit,
    OnApplicationBootstrap,
    OnModuleDestroy,
    BeforeApplicationShutdown,
    OnApplicationShutdown
{
  constructor(
    private readonly runtime: ModuleRuntime,
    private readonly schedule: RefreshSchedule,
    private readonly keys: KeyCheck,
  ) {}

  /** Waits for configuration as the start-up policy says; then refreshes begin. */
  async onModuleInit(): Promise<void> {
    await this.runtime.keeper.start();
    this.schedule.start();
    void this.#announce();
  }

  async #announce(): Promise<void> {
    const { keeper, logger, settings } = this.runtime;
    try {
      await settings.platform.start?.({ logger }, keeper.program);
    } catch (error) {
      logger.warn(`Platform ${settings.platform.name} could not announce itself: ${textOf(error)}`);
    }
  }

  /** Looks for keys that nobody knows, and warns where the end of the process would go unnoticed. */
  onApplicationBootstrap(): void {
    this.keys.begin();
    const heard = Object.values(ShutdownSignal).some((signal) => process.listenerCount(signal) !== 0);
    if (heard) return;
    this.runtime.logger.warn(
      'Shutdown hooks are off: events that wait are lost when the process is stopped. ' +
        'Call app.enableShutdownHooks() before app.listen(), or app.close() when you stop the application.',
    );
  }

  /** Requests may still be under way: they go on with the configuration that is in service. */
  onModuleDestroy(): void {
    this.schedule.stop();
  }

  /**
   * What waits is sent off already now, and not waited for: the HTTP server closes next, which idle connections can hold up
   * for longer than a process manager is patient.
   */
  beforeApplicationShutdown(): void {
    void this.runtime.events.flush();
  }

  /** No request is under way any more: the last events are delivered. */
  async onApplicationShutdown(): Promise<void> {
    const { documents, logger } = this.runtime;
    await closeRuntime(this.runtime);
    try {
      await documents?.close();
    } catch (error) {
      logger.warn(`The assignment store did not close: ${textOf(error)}`);
    }
  }
}
