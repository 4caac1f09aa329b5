import { SDK } from '@absmartly/javascript-sdk';
import type { Experiments } from '../../../lib/index.js';
import { collect, comparable, OPTIONS } from './wire-collector.js';
import type { Scenario, Step } from './wire-scenarios.js';
import { RENEWED } from './wire-scenarios.js';

/** What a script gave, and what the collector saw of it. */
export interface Played {
  readonly answers: unknown[];
  readonly requests: unknown[];
}

type SdkContext = ReturnType<SDK['createContext']>;

/** Plays a script through the vendor's SDK. */
export async function playWithSdk(scenario: Scenario): Promise<Played> {
  const { collector, endpoint, serve } = await collect();
  const sdk = new SDK({ endpoint, agent: 'absmartly-javascript-sdk', ...OPTIONS });
  const context = sdk.createContext({ units: { session_id: scenario.visitor } });
  await context.ready();
  const answers: unknown[] = [];
  for (const step of scenario.steps) answers.push(...(await stepOfSdk(context, step, serve)));
  await context.publish();
  return { answers, requests: collector.deliveries.map(comparable) };
}

async function stepOfSdk(
  context: SdkContext,
  step: Step,
  serve: (payload: unknown) => void,
): Promise<unknown[]> {
  switch (step.do) {
    case 'treatment':
      return [context.treatment(step.key)];
    case 'peek':
      return [context.peek(step.key)];
    case 'variable':
      return [context.variableValue(step.key, step.fallback as string)];
    case 'peekVariable':
      return [context.peekVariableValue(step.key, step.fallback as string)];
    case 'goal':
      context.track(step.key, step.properties);
      return [];
    case 'attributes':
      context.attributes(step.values);
      return [];
    case 'unit':
      context.unit(step.key, step.value);
      return [];
    case 'override':
      context.override(step.key, step.variant);
      return [];
    case 'custom':
      context.customAssignment(step.key, step.variant);
      return [];
    case 'publish':
      await context.publish();
      return [];
    case 'refresh':
      serve(RENEWED);
      await context.refresh();
      return [];
  }
}

/** The same call of this module, for the visitor who is bound. */
export async function stepOfOurs(
  experiments: Experiments,
  step: Step,
  serve: (payload: unknown) => void,
): Promise<unknown[]> {
  switch (step.do) {
    case 'treatment':
      return [experiments.decide(step.key).value ?? 0];
    case 'peek':
      return [experiments.peek(step.key).value ?? 0];
    case 'variable':
      return [experiments.value(step.key, step.fallback)];
    case 'peekVariable':
      return [experiments.peekValue(step.key, step.fallback)];
    case 'goal':
      experiments.track(step.key, step.properties === undefined ? {} : { properties: step.properties });
      return [];
    case 'attributes':
      experiments.setAttributes(step.values);
      return [];
    case 'unit':
      experiments.setUnit(step.key, step.value);
      return [];
    case 'override':
      experiments.override(step.key, step.variant);
      return [];
    case 'custom':
      experiments.assign(step.key, step.variant);
      return [];
    case 'publish':
      await experiments.flush();
      return [];
    case 'refresh':
      serve(RENEWED);
      await experiments.refresh();
      experiments.renew();
      return [];
  }
}
