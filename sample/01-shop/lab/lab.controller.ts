import type { MessageEvent } from '@nestjs/common';
import { Controller, Post, Redirect, Sse } from '@nestjs/common';
import { Experiments } from 'nestjs-experimentation';
import type { Observable } from 'rxjs';
import { map, startWith, throttleTime } from 'rxjs';
import { personaOf } from '../personas/personas.js';
import { html } from '../views/html.js';
import { layout, visitorMenu } from '../views/layout.view.js';
import { Page } from '../views/page.decorator.js';
import { Crowd } from './crowd.js';
import type { LabState } from './lab.view.js';
import { labView, liveView } from './lab.view.js';
import { Scoreboard } from './scoreboard.js';

/** Shows live what the experiments do. It only looks: nobody is counted for opening it. */
@Controller('lab')
export class LabController {
  constructor(
    private readonly experiments: Experiments,
    private readonly scoreboard: Scoreboard,
    private readonly crowd: Crowd,
  ) {}

  @Page()
  page(): string {
    const { visitorCode } = this.experiments;
    return layout({ title: 'Laboratory', path: '/lab', visitorCode, content: labView(this.state()) });
  }

  /** The parts that change: what is measured, and who the reader has become in another window. */
  @Page('live')
  live(): string {
    const reader = personaOf(this.experiments.visitorCode);
    return html`${liveView(this.state())}${visitorMenu(reader, '/lab')}`.text;
  }

  /** Says that something has changed, at once and then at most four times a second. */
  @Sse('changes')
  changes(): Observable<MessageEvent> {
    return this.scoreboard.changes.pipe(
      throttleTime(250, undefined, { leading: true, trailing: true }),
      startWith(undefined),
      map(() => ({ data: 'changed', retry: 1_000 })),
    );
  }

  @Post('crowd')
  @Redirect('/lab', 303)
  sendCrowd(): void {
    this.crowd.send();
  }

  private state(): LabState {
    const decisions = [...this.experiments.decideAll({ expose: false }).values()];
    const mine = decisions.flatMap(({ assignment }): [string, string][] =>
      assignment?.inExperiment === true ? [[assignment.experiment.key, assignment.variation.key]] : [],
    );
    return {
      visitorName: personaOf(this.experiments.visitorCode).name,
      experiments: [...this.scoreboard.experiments.values()],
      mine: new Map(mine),
      flags: decisions,
      feed: this.scoreboard.feed,
      ledger: this.experiments.ledger(),
      status: this.experiments.status(),
    };
  }
}
