import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Experiments } from 'nestjs-experimentation';
import type { ExposureEvent, GoalEvent } from 'nestjs-experimentation';
import type { Subscription } from 'rxjs';
import { Subject } from 'rxjs';
import { personaOf } from '../personas/personas.js';

/** How one variation of an experiment is doing. */
export interface VariationScore {
  readonly key: string;
  readonly name: string;
  readonly index: number;
  /** Visitors who have met it. */
  exposures: number;
  /** Of these, how many have reached a goal since. */
  conversions: number;
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

/** Somebody whom the scoreboard has forgotten counts again when they meet something, and no more when they buy. */
const MAX_VISITS = 10_000;
const MAX_SCORES = 200;
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
  private scores = 0;
  private subscription: Subscription | undefined;

  constructor(private readonly source: Experiments) {}

  onModuleInit(): void {
    this.subscription = this.source.events$.subscribe((activity) => {
      if (activity.type === 'exposure') this.exposed(activity.event);
      else if (activity.type === 'goal') this.reached(activity.event);
      else if (activity.type === 'refresh')
        this.tell(`Configuration ${activity.revision.slice(0, 8)} is in service`);
      this.changes.next();
    });
  }

  onModuleDestroy(): void {
    this.subscription?.unsubscribe();
    this.changes.complete();
  }

  private exposed({ visitor, exposure }: ExposureEvent): void {
    const score = this.scoreOf(exposure);
    if (score === undefined) return;
    const { met } = this.visitOf(visitor.visitorCode);
    if (met.get(exposure.experiment.key) === score) return;
    met.set(exposure.experiment.key, score);
    score.exposures += 1;
    this.tell(`${personaOf(visitor.visitorCode).name} met “${score.name}”`);
  }

  private reached({ visitor, goal, revenue = 0 }: GoalEvent): void {
    const { met, converted } = this.visitOf(visitor.visitorCode);
    for (const score of met.values()) {
      score.revenue += revenue;
      if (!converted.has(score)) score.conversions += 1;
      converted.add(score);
    }
    this.tell(`${personaOf(visitor.visitorCode).name} reached “${goal}”: €${revenue}`);
  }

  /** Undefined when there is no room for another one. */
  private scoreOf({ experiment, variation }: ExposureEvent['exposure']): VariationScore | undefined {
    const known = this.experiments.get(experiment.key)?.variations.get(variation.key);
    if (known !== undefined || this.scores >= MAX_SCORES) return known;
    const score: VariationScore = {
      key: variation.key,
      name: variation.name ?? variation.key,
      index: variation.index,
      exposures: 0,
      conversions: 0,
      revenue: 0,
    };
    const { key, name } = experiment;
    const board = this.experiments.get(key) ?? { key, name: name ?? key, variations: new Map() };
    this.experiments.set(key, board);
    board.variations.set(variation.key, score);
    this.scores += 1;
    return score;
  }

  private visitOf(visitorCode: string): Visit {
    const visit = this.visits.get(visitorCode) ?? { met: new Map(), converted: new Set() };
    // Whoever came last is last in the map; the first is forgotten when there are too many.
    this.visits.delete(visitorCode);
    this.visits.set(visitorCode, visit);
    if (this.visits.size > MAX_VISITS) {
      const [longestAgo] = this.visits.keys();
      this.visits.delete(longestAgo as string);
    }
    return visit;
  }

  private tell(text: string): void {
    this.feed.unshift(text);
    this.feed.length = Math.min(this.feed.length, MAX_FEED);
  }
}
