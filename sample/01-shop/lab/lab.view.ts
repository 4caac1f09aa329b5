import type { ExperimentationStatus, LedgerReport, SinkLedger } from 'nestjs-experimentation';
import type { Markup } from '../views/html.js';
import { html } from '../views/html.js';
import { experimentCard } from './experiment-card.view.js';
import { LAB_SCRIPT } from './lab.script.js';
import type { ExperimentScore } from './scoreboard.js';

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
  readonly visitorName: string;
  readonly experiments: readonly ExperimentScore[];
  /** Variation keys of the visitor at hand, by experiment key. */
  readonly mine: ReadonlyMap<string, string>;
  readonly flags: readonly FlagAnswer[];
  readonly feed: readonly string[];
  readonly ledger: LedgerReport;
  readonly status: ExperimentationStatus;
}

/** The whole page. */
export function labView(state: LabState): Markup {
  return html`<div class="lab-top">
      <div>
        <h1>Laboratory</h1>
        <p class="lead">
          Who met which variation, and who bought something afterwards. Keep it open beside the shop, or send
          simulated visitors, for whom more choice sells more.
        </p>
      </div>
      <div class="lab-tools">
        <span id="link" class="quiet" role="status" data-link="opening">Connecting …</span>
        <form method="post" action="/lab/crowd" id="crowd"><button>Send 200 visitors</button></form>
      </div>
    </div>
    <div id="live">${liveView(state)}</div>
    <script>
      ${LAB_SCRIPT};
    </script>`;
}

/** The part that changes: one element. */
export function liveView({ visitorName, experiments, mine, flags, feed, ledger, status }: LabState): Markup {
  return html`<div class="lab">
    <div>
      ${experiments.length === 0 ? nobodyYet() : experiments.map((one) => experimentCard(one, mine.get(one.key)))}
      ${flagCard(visitorName, flags)}
      <div class="pair">${ledger.sinks.map(ledgerCard)} ${configurationCard(status)}</div>
    </div>
    ${feedCard(feed)}
  </div>`;
}

function nobodyYet(): Markup {
  return html`<section class="card">
    <h2>Nobody has been here yet</h2>
    <p>Open the <a href="/">shop</a>: whoever sees it is counted, once. Or send a simulated crowd.</p>
  </section>`;
}

function flagCard(visitorName: string, flags: readonly FlagAnswer[]): Markup {
  return html`<section class="card">
    <h2>What ${visitorName} gets, and why</h2>
    <div class="scroll">
      <table id="flags">
        <thead>
          <tr>
            <th scope="col">Flag</th>
            <th scope="col">Value</th>
            <th scope="col">Reason</th>
            <th scope="col" class="extra">Cause</th>
          </tr>
        </thead>
        <tbody>
          ${flags.map(
            ({ key, value, on, reason, cause }) =>
              html`<tr data-flag="${key}">
                <td><code>${key}</code></td>
                <td><span class="pill ${on ? '' : 'off'}">${JSON.stringify(value)}</span></td>
                <td class="quiet">${words(reason)}</td>
                <td class="quiet extra">${words(cause)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function words(code: string): string {
  return code.toLowerCase().replaceAll(/[_-]/g, ' ');
}

function ledgerCard({ sink, offered, delivered, deduplicated, held, dropped, queued }: SinkLedger): Markup {
  const parts: readonly (readonly [string, number])[] = [
    ['delivered', delivered],
    ['deduplicated', deduplicated],
    ['held', held],
    ['dropped', [...dropped.values()].reduce((a, b) => a + b, 0)],
    ['queued', queued],
  ];
  return html`<section class="card" data-sink="${sink}">
    <h2>Every event accounted for</h2>
    <dl class="ledger">
      <dt class="sum">offered to <code>${sink}</code></dt>
      <dd class="sum" data-ledger="offered">${offered}</dd>
      ${parts.map(
        ([name, count]) =>
          html`<dt>${name}</dt>
            <dd data-ledger="${name}">${count}</dd>`,
      )}
    </dl>
  </section>`;
}

function configurationCard({ state, revision, lastError, quarantined }: ExperimentationStatus): Markup {
  const isFine = state === 'ready' && lastError === null && quarantined.length === 0;
  return html`<section class="card">
    <h2>Configuration</h2>
    <span class="pill ${isFine ? '' : 'bad'}" id="state">${state}</span>
    <code id="revision">${revision.slice(0, 8)}</code>
    <p class="quiet">
      Save <code>experiments.json</code>, and the next request follows it. A broken file changes nothing.
    </p>
    ${lastError === null ? '' : html`<p class="problem">${lastError.message}</p>`}
    ${quarantined.length === 0 ? '' : html`<p class="problem">Out of service: ${quarantined.join(', ')}</p>`}
  </section>`;
}

function feedCard(feed: readonly string[]): Markup {
  return html`<section class="card">
    <h2>Just now</h2>
    <ul class="feed">
      ${feed.length === 0 ? html`<li class="quiet">Quiet so far.</li>` : feed.map((line) => html`<li>${line}</li>`)}
    </ul>
  </section>`;
}
