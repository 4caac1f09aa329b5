import { Module } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';

/** The registry of the application's own ScheduleModule, which is global; undefined when it has none. */
const APPLICATION_REGISTRY = Symbol('experimentation:application-registry');

/** Stands apart from the module below, so that it sees the application's registry and not that module's. */
@Module({
  providers: [
    {
      provide: APPLICATION_REGISTRY,
      inject: [{ token: SchedulerRegistry, optional: true }],
      useFactory: (registry?: SchedulerRegistry) => registry,
    },
  ],
  exports: [APPLICATION_REGISTRY],
})
class ApplicationScheduleModule {}

/**
 * Gives the registry that refreshes are registered in: the application's if it imports `ScheduleModule.forRoot()`, else one of
 * its own, which `app.get(SchedulerRegistry)` finds. ScheduleModule is not imported a second time: every import of it would
 * run all cron jobs of the application once more.
 */
@Module({
  imports: [ApplicationScheduleModule],
  providers: [
    {
      provide: SchedulerRegistry,
      inject: [{ token: APPLICATION_REGISTRY, optional: true }],
      useFactory: (registry?: SchedulerRegistry) => registry ?? new SchedulerRegistry(),
    },
  ],
  exports: [SchedulerRegistry],
})
export class RefreshScheduleModule {}
