import type { MessageEvent } from '@nestjs/common';
import { Controller, Get, Header, Sse } from '@nestjs/common';
import { Experiments } from 'nestjs-experimentation';
import type { Observable } from 'rxjs';
import { auditTime, map } from 'rxjs';
import { personaOf } from '../personas/personas.js';
import { layout } from '../views/layout.view.js';
import type { LabState } from './lab.view.js';
import { labView, liveView } from './lab.view.js';
import { Scoreboard } from './scoreboard.js';

/** Shows live what the experiments do. It only looks: nobody is counted for opening it. */
@Controller('lab')
export class LabController {
  constructor(
    private readonly experiments: Experiments,
    private readonly scoreboard: Scoreboard,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    const persona = personaOf(this.experiments.visitorCode);
    return layout({ title: 'Laboratory', path: '/lab', persona, content: labView(this.state()) });
  }

  @Get('live')
  @Header('content-type', 'text/html; charset=utf-8')
  live(): string {
    return liveView(this.state()).text;
  }

  @Sse('changes')
  changes(): Observable<MessageEvent> {
    return this.scoreboard.changes.pipe(
      auditTime(150),
      map(() => ({ data: 'changed' })),
    );
  }

  private state(): LabState {
    const decisions = [...this.experiments.decideAll({ expose: false }).values()];
    const mine = decisions.flatMap(({ assignment }): [string, string][] =>
      assignment?.inExperiment === true ? [[assignment.experiment.key, assignment.variation.key]] : [],
    );
    return {
      experiments: [...this.scoreboard.experiments.values()],
      mine: new Map(mine),
      flags: decisions.map(({ key, value, on, reason, cause }) => ({ key, value, on, reason, cause })),
      feed: this.scoreboard.feed,
      ledger: this.experiments.ledger(),
      revision: this.experiments.status().revision ?? '',
    };
  }
}
