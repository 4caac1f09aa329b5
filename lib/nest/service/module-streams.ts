import { Observable } from 'rxjs';
import type { ConfigKeeper } from '../../runtime/config/keeper.js';
import type { ConfigStatus } from '../../runtime/config/status.js';
import type { EventPipeline } from '../../runtime/events/pipeline.js';
import type { ExperimentationActivity } from './activity.js';
import { activityOf } from './activity.js';

/** What is in service, as `config$` tells it. */
export type ConfigRevision = Pick<ConfigStatus, 'revision' | 'origin' | 'source' | 'installedAt'>;

/** The revision in service, then every other one that replaces it. */
export function revisionsOf(keeper: ConfigKeeper): Observable<ConfigRevision> {
  return new Observable((subscriber) => {
    const tell = (): void => {
      const { revision, origin, source, installedAt } = keeper.status();
      subscriber.next({ revision, origin, source, installedAt });
    };
    tell();
    return keeper.subscribe(({ kind }) => {
      if (kind === 'refresh') tell();
    });
  });
}

/** Everything that happens from the subscription on, to the end of the module. */
export function activitiesOf(
  keeper: ConfigKeeper,
  events: EventPipeline,
): Observable<ExperimentationActivity> {
  return new Observable((subscriber) => {
    const leaveKeeper = keeper.subscribe((event) => subscriber.next(activityOf(event)));
    const leaveEvents = events.subscribe((life) => {
      subscriber.next(life);
      if (life.type === 'close') subscriber.complete();
    });
    return () => {
      leaveKeeper();
      leaveEvents();
    };
  });
}
