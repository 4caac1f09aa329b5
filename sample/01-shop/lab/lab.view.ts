import type { LedgerReport } from 'nestjs-experimentation';
import type { Markup } from '../views/html.js';
import { html } from '../views/html.js';
import type { ExperimentScore, VariationScore } from './scoreboard.js';

/** What the visitor at hand gets, and why. */
export interface FlagAnswer {
  readonly key: string;
  readonly value: unknown;
  readonly on: boolean;
  readonly reason: string;
  readonly cause: string;
}

/** What the laboratory shows. */
export interface LabState {
  readonly experiments: readonly ExperimentScore[];
  /** Variation keys of the visitor at hand, by experiment key. */
  readonly mine: ReadonlyMap<string, string>;
  readonly flags: readonly FlagAnswer[];
  readonly feed: readonly string[];
  readonly ledger: LedgerReport;
  readonly revision: string;
}

/** The whole page: the part that changes is replaced whenever the server says so. */
export function labView(state: LabState): Markup {
  return html`<h1>Laboratory</h1>
    <p class="lead">
      Who met which variation, and who bought something afterwards. It moves while you shop: keep it open
      beside the shop.
    </p>
    <div id="live">${liveView(state)}</div>
    <script>
      new EventSource('/lab/changes').onmessage = async () => {
        document.getElementById('live').innerHTML = await (await fetch('/lab/live')).text();
      };
    </script>`;
}

/** The part that changes. */
export function liveView(state: LabState): Markup {
  return html`<div class="two">
    <div>
      ${state.experiments.length === 0 ? empty() : state.experiments.map((one) => experimentCard(one, state.mine.get(one.key)))}
      ${flagCard(state.flags)}
    </div>
    <div>${ledgerCard(state)} ${feedCard(state.feed)}</div>
  </div>`;
}

function empty(): Markup {
  return html`<section class="card">
    <h2>Nobody has been here yet</h2>
    <p>Open the <a href="/">shop</a>: whoever sees it is counted once.</p>
  </section>`;
}

function experimentCard(experiment: ExperimentScore, mine: string | undefined): Markup {
  const scores = [...experiment.variations.values()].toSorted((a, b) => a.key.localeCompare(b.key));
  const best = Math.max(...scores.map(rateOf), 0.01);
  return html`<section class="card" data-experiment="${experiment.key}">
    <h2>${experiment.name}</h2>
    <table>
      <thead>
        <tr>
          <th>Variation</th>
          <th class="number">Visitors</th>
          <th class="number">Buyers</th>
          <th class="number">Revenue</th>
          <th colspan="2">Conversion rate</th>
        </tr>
      </thead>
      <tbody>
        ${scores.map((score) => variationRow(score, best, score.key === mine))}
      </tbody>
    </table>
  </section>`;
}

function variationRow(score: VariationScore, best: number, isMine: boolean): Markup {
  const rate = rateOf(score);
  return html`<tr data-variation="${score.key}" class="${isMine ? 'yours' : ''}">
    <td>${score.name} ${isMine ? html`<span class="pill">yours</span>` : ''}</td>
    <td class="number" data-visitors>${score.visitors}</td>
    <td class="number" data-buyers>${score.converted}</td>
    <td class="number">€${score.revenue}</td>
    <td class="number" data-rate>${(rate * 100).toFixed(0)} %</td>
    <td class="bar-cell">
      <div class="meter"><i style="width:${((rate / best) * 100).toFixed(0)}%"></i></div>
    </td>
  </tr>`;
}

function rateOf({ visitors, converted }: VariationScore): number {
  return visitors === 0 ? 0 : converted / visitors;
}

function flagCard(flags: readonly FlagAnswer[]): Markup {
  return html`<section class="card">
    <h2>What you get, and why</h2>
    <table id="flags">
      <thead>
        <tr>
          <th>Flag</th>
          <th>Value</th>
          <th>Reason</th>
          <th>Cause</th>
        </tr>
      </thead>
      <tbody>
        ${flags.map(
          (flag) =>
            html`<tr data-flag="${flag.key}">
              <td><code>${flag.key}</code></td>
              <td><span class="pill ${flag.on ? '' : 'off'}">${JSON.stringify(flag.value)}</span></td>
              <td>${flag.reason}</td>
              <td>${flag.cause}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function ledgerCard({ ledger: { total }, revision }: LabState): Markup {
  const dropped = [...total.dropped.values()].reduce((a, b) => a + b, 0);
  const rows: readonly (readonly [string, number])[] = [
    ['offered', total.offered],
    ['delivered', total.delivered],
    ['deduplicated', total.deduplicated],
    ['held', total.held],
    ['dropped', dropped],
    ['queued', total.queued],
  ];
  return html`<section class="card">
    <h2>Every event accounted for</h2>
    <dl class="ledger">
      ${rows.map(
        ([name, count]) =>
          html`<dt>${name}</dt>
            <dd data-ledger="${name}">${count}</dd>`,
      )}
    </dl>
    <p>
      <small>Configuration <code id="revision">${revision.slice(0, 8)}</code></small>
    </p>
  </section>`;
}

function feedCard(feed: readonly string[]): Markup {
  return html`<section class="card">
    <h2>Just now</h2>
    <ul class="feed">
      ${feed.length === 0 ? html`<li><small>Quiet so far.</small></li>` : feed.map((line) => html`<li>${line}</li>`)}
    </ul>
  </section>`;
}
