import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Experiments } from 'nestjs-experimentation';
import type { ExposureEvent, GoalEvent } from 'nestjs-experimentation';
import type { Subscription } from 'rxjs';
import { Subject } from 'rxjs';

/** How one variation of an experiment is doing. */
export interface VariationScore {
  readonly key: string;
  readonly name: string;
  /** Visitors who have met it. */
  visitors: number;
  /** Of these, how many have bought something since. */
  converted: number;
  /** In euros. */
  revenue: number;
}

/** One experiment and its variations, as far as anybody has met them. */
export interface ExperimentScore {
  readonly key: string;
  readonly name: string;
  readonly variations: Map<string, VariationScore>;
}

/** What one visitor has met and done. */
interface Visit {
  readonly met: Map<string, VariationScore>;
  readonly converted: Set<VariationScore>;
}

const MAX_FEED = 12;

/** Keeps score, live, from the events that the module sends anyway: nothing here is asked on the request path. */
@Injectable()
export class Scoreboard implements OnModuleInit, OnModuleDestroy {
  readonly experiments = new Map<string, ExperimentScore>();
  /** The latest happenings, newest first. */
  readonly feed: string[] = [];
  /** Ticks when anything has changed. */
  readonly changes = new Subject<void>();
  private readonly visits = new Map<string, Visit>();
  private subscription: Subscription | undefined;

  constructor(private readonly source: Experiments) {}

  onModuleInit(): void {
    this.subscription = this.source.events$.subscribe((activity) => {
      if (activity.type === 'exposure') this.exposed(activity.event);
      else if (activity.type === 'goal') this.reached(activity.event);
      else if (activity.type === 'refresh')
        this.tell(`Configuration ${activity.revision.slice(0, 8)} is in service`);
    });
  }

  onModuleDestroy(): void {
    this.subscription?.unsubscribe();
    this.changes.complete();
  }

  private exposed({ visitor, exposure }: ExposureEvent): void {
    const { experiment, variation } = exposure;
    const score = this.scoreOf(experiment.key, experiment.name, variation.key, variation.name);
    const { met } = this.visitOf(visitor.visitorCode);
    if (met.get(experiment.key) === score) return;
    met.set(experiment.key, score);
    score.visitors += 1;
    this.tell(`${visitor.visitorCode.slice(0, 12)} met “${score.name}”`);
  }

  private reached({ visitor, goal, revenue = 0 }: GoalEvent): void {
    const { met, converted } = this.visitOf(visitor.visitorCode);
    for (const score of met.values()) {
      score.revenue += revenue;
      if (!converted.has(score)) score.converted += 1;
      converted.add(score);
    }
    this.tell(`${visitor.visitorCode.slice(0, 12)} reached “${goal}” for €${revenue}`);
  }

  private scoreOf(
    key: string,
    name: string | null,
    variation: string,
    variationName: string | null,
  ): VariationScore {
    let experiment = this.experiments.get(key);
    if (experiment === undefined) {
      experiment = { key, name: name ?? key, variations: new Map() };
      this.experiments.set(key, experiment);
    }
    let score = experiment.variations.get(variation);
    if (score === undefined) {
      score = { key: variation, name: variationName ?? variation, visitors: 0, converted: 0, revenue: 0 };
      experiment.variations.set(variation, score);
    }
    return score;
  }

  private visitOf(visitorCode: string): Visit {
    let visit = this.visits.get(visitorCode);
    if (visit === undefined) {
      visit = { met: new Map(), converted: new Set() };
      this.visits.set(visitorCode, visit);
    }
    return visit;
  }

  private tell(text: string): void {
    this.feed.unshift(text);
    this.feed.length = Math.min(this.feed.length, MAX_FEED);
    this.changes.next();
  }
}
