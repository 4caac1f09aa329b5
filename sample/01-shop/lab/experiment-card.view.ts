import type { Markup } from '../views/html.js';
import { html } from '../views/html.js';
import type { ConversionRate } from './conversion-rate.js';
import { conversionRate } from './conversion-rate.js';
import type { ExperimentScore, VariationScore } from './scoreboard.js';

/** How the variations of an experiment compare. */
export function experimentCard(experiment: ExperimentScore, mine: string | undefined): Markup {
  const scores = [...experiment.variations.values()].toSorted((a, b) => a.index - b.index);
  const rates = scores.map(({ conversions, exposures }) => conversionRate(conversions, exposures));
  const scale = Math.max(...rates.map(({ high }) => high)) / 100;
  return html`<section class="card" data-experiment="${experiment.key}">
    <h2>${experiment.name}</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Variation</th>
            <th scope="col" class="number">Exposures</th>
            <th scope="col" class="number">Conversions</th>
            <th scope="col" class="number extra">Revenue</th>
            <th scope="col">Conversion rate</th>
          </tr>
        </thead>
        <tbody>
          ${scores.map((score, i) => variationRow(score, rates[i] as ConversionRate, scale, score.key === mine))}
        </tbody>
      </table>
    </div>
    <p class="quiet">
      Visitors who saw it, and those of them who bought. The light part of a bar is the 95 % interval.
    </p>
  </section>`;
}

function variationRow(score: VariationScore, rate: ConversionRate, scale: number, isMine: boolean): Markup {
  const { at, low, high } = rate;
  return html`<tr data-variation="${score.key}" class="${isMine ? 'yours' : ''}">
    <td>${score.name} ${isMine ? html`<span class="pill">yours</span>` : ''}</td>
    <td class="number" data-exposures>${score.exposures}</td>
    <td class="number" data-conversions>${score.conversions}</td>
    <td class="number extra">€${score.revenue.toLocaleString('en')}</td>
    <td class="rate">
      <b data-rate>${at.toFixed(1)} %</b> <span class="quiet">${low.toFixed(0)}–${high.toFixed(0)}</span>
      <div class="meter" style="--at:${at / scale};--low:${low / scale};--high:${high / scale}">
        <i></i><u></u>
      </div>
    </td>
  </tr>`;
}
