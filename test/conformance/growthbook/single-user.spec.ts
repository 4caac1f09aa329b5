import { describe, expect, it } from 'vitest';
import type { Experiment } from '@growthbook/growthbook';
import { createSubject } from '../../../lib/engine/subject.js';
import { evaluate, evaluateFlag } from '../../../lib/engine/evaluate.js';
import type { Decision } from '../../../lib/engine/decision.js';
import { compileGrowthbook } from '../../../lib/platforms/growthbook/compile/compile.js';
import {
  toGrowthbookFeatureResult,
  toGrowthbookResult,
} from '../../../lib/platforms/growthbook/extras/results.js';
import { runAutoExperiments } from '../../../lib/platforms/growthbook/extras/run-auto-experiments.js';
import { quietConsole } from '../../support/quiet-console.js';
import { Random } from '../../support/random.js';
import { seededRun } from '../../support/seeded-run.js';
import { json, subjectOf } from './observe.js';
import { observeSingle } from './oracle.js';
import type { GeneratedUser } from './generate-payload.js';
import { experiment, payload, split, urlPattern, user } from './generate-payload.js';

type Json = Record<string, unknown>;

const FEATURES = seededRun(4_711, 400);
const EXPERIMENTS = seededRun(104_711, 2_000);

const TARGETS = [
  'https://shop.example.com/new?x=1',
  'https://other.example.com/',
  'https://shop.example.com/landing#top',
  'https://shop.example.com/products/12?ref=mail',
];

function exposuresOf(decision: Decision): unknown {
  return decision.exposures.map((exposure) => ({
    // The class shows an overridden `url` as the RegExp it made of it; we leave it as it was given.
    experiment: { ...(exposure.experiment.definition as Json), url: undefined },
    result: toGrowthbookResult(exposure),
  }));
}

function withoutUrl(exposures: readonly { experiment: unknown; result: unknown }[]): unknown {
  return exposures.map(({ experiment: definition, result }) => ({
    experiment: { ...(definition as Json), url: undefined },
    result,
  }));
}

/** The class keeps one visitor: the same exposure is told once. */
function once(exposures: readonly unknown[]): unknown {
  const seen = new Set<string>();
  return exposures.filter((exposure) => {
    const { experiment: definition, result } = exposure as { experiment: Json; result: Json };
    const key = `${String(result['hashAttribute'])}${String(result['hashValue'])}${String(definition['key'])}${String(result['variationId'])}`;
    return !seen.has(key) && seen.add(key);
  });
}

function overrides(random: Random): Json {
  return {
    ...(random.chance(0.4) && { weights: [0.9, 0.1] }),
    ...(random.chance(0.3) && { coverage: random.pick([0, 0.5, 1]) }),
    ...(random.chance(0.2) && { force: random.pick([0, 1, -1]) }),
    ...(random.chance(0.2) && { status: random.pick(['draft', 'running', 'stopped']) }),
    ...(random.chance(0.1) && { active: false }),
    ...(random.chance(0.2) && { condition: { country: 'US' } }),
    ...(random.chance(0.2) && { groups: random.pick([['beta'], ['none'], []]) }),
    ...(random.chance(0.2) && { url: random.pick(['^/products', 'shop', '(', 'example\\.com']) }),
    ...(random.chance(0.1) && { namespace: ['ns-9', 0, 0.5] }),
  };
}

function single(random: Random, generated: Json): { options: Json; visitor: GeneratedUser } {
  const keys = Object.keys(generated['features'] as Json);
  const visitor = { ...user(random, keys), documents: undefined };
  const { forcedFeatureValues, documents: _documents, qaMode, enabled, ...context } = visitor;
  return {
    visitor: visitor as unknown as GeneratedUser,
    options: {
      ...structuredClone(context),
      ...(qaMode !== undefined && { qaMode }),
      ...(enabled !== undefined && { enabled }),
      ...(forcedFeatureValues && { forcedFeatureValues: new Map(Object.entries(forcedFeatureValues)) }),
      features: generated['features'],
      savedGroups: generated['savedGroups'],
      contextualBandits: generated['contextualBandits'],
      overrides: { 'exp-0': overrides(random), 'exp-2': overrides(random) },
      groups: { beta: true, staff: random.chance(0.5) },
    },
  };
}

function autoExperiment(random: Random, keys: readonly string[], index: number): Json {
  const kind = random.int(5);
  const value = (): Json =>
    kind < 3
      ? { urlRedirect: random.chance(0.05) ? '/relative' : random.pick(TARGETS) }
      : kind === 3
        ? random.pick<Json>([{ css: 'a{}' }, { js: 'x()' }, { domMutations: [] }])
        : { other: 1 };
  return {
    ...experiment(random, keys, `auto-${index}`),
    ...split(random, 2),
    variations: [random.chance(0.4) ? {} : value(), value()],
    ...(random.chance(0.8) && {
      urlPatterns: random.pick([
        [urlPattern(random), { type: 'simple', pattern: '*', include: true }],
        [{ type: 'simple', pattern: 'https://shop.example.com/', include: true }],
        [{ type: 'regex', pattern: '^/products/12', include: true }],
      ]),
    }),
    ...(random.chance(0.2) && { manual: true }),
    ...(random.chance(0.3) && { persistQueryString: true }),
    ...(random.chance(0.4) && { changeId: `change-${index}` }),
    condition: undefined,
    coverage: 1,
    ...(random.chance(0.7) && { parentConditions: undefined, ranges: undefined }),
  };
}

describe(
  'GrowthBook: same decisions as the official single-user class',
  { timeout: FEATURES.timeout },
  () => {
    quietConsole();

    it(`with overrides and groups (${FEATURES.title})`, () => {
      let compared = 0;
      for (const seed of FEATURES.seeds) {
        const random = new Random(seed);
        const generated = payload(random);
        const keys = Object.keys(generated['features'] as Json);
        const inline = experiment(random, keys, 'exp-0');
        const { options, visitor } = single(random, generated);
        const program = compileGrowthbook(generated, {
          overrides: options['overrides'] as never,
          groups: options['groups'] as never,
        });
        const subject = createSubject(subjectOf(visitor));
        for (const key of keys) {
          const theirs = observeSingle(options, (gb) => [gb.evalFeature(key)]);
          if (theirs.crash !== null) continue;
          const ours = evaluate(program, key, subject);
          expect(json([toGrowthbookFeatureResult(ours)]), `CONFORMANCE_CASE=${seed} feature ${key}`).toEqual(
            json(theirs.results),
          );
          expect(json(once(exposuresOf(ours) as unknown[]))).toEqual(json(withoutUrl(theirs.exposures)));
          compared += 1;
        }
        const theirs = observeSingle(options, (gb) => [gb.run(inline as unknown as Experiment<unknown>)]);
        const flag = program.inline?.(inline);
        if (theirs.crash !== null || flag === undefined) continue;
        const ours = evaluateFlag(program, flag, subject);
        if (ours.assignment === null)
          throw new Error(`CONFORMANCE_CASE=${seed}: no assignment: ${ours.errorMessage}`);
        expect(json([toGrowthbookResult(ours.assignment)]), `CONFORMANCE_CASE=${seed} inline`).toEqual(
          json(theirs.results),
        );
        compared += 1;
      }
      expect(compared).toBeGreaterThanOrEqual(FEATURES.floor(2_000));
    });

    it(`for the payload's own experiments (${EXPERIMENTS.title})`, () => {
      const kinds = { redirected: 0, in: 0, out: 0 };
      for (const seed of EXPERIMENTS.seeds) {
        const random = new Random(seed);
        const generated = payload(random);
        const keys = Object.keys(generated['features'] as Json);
        const experiments = random.list(1, 4, (n) => autoExperiment(random, keys, n));
        const { options, visitor: anyone } = single(random, generated);
        const url = random.pick([
          'https://shop.example.com/',
          'https://shop.example.com/products/12?ref=mail#top',
          anyone.url,
        ]);
        const visitor = { ...anyone, ...(url !== undefined && { url }) };
        options['url'] = visitor.url;
        const run = {
          disableVisualExperiments: random.chance(0.1),
          disableJsInjection: random.chance(0.2),
          disableUrlRedirectExperiments: random.chance(0.1),
          disableCrossOriginUrlRedirectExperiments: random.chance(0.2),
        };
        // The constructor runs them, before any callback could be subscribed.
        const theirs = observeSingle(
          { ...options, ...run, overrides: undefined, experiments, blockedChangeIds: ['change-1'] },
          () => [],
        );
        const ours = runAutoExperiments(
          compileGrowthbook({ ...generated, experiments }, { groups: options['groups'] as never }),
          createSubject(subjectOf(visitor)),
          { ...run, blockedChangeIds: new Set(['change-1']) },
        );
        if (theirs.crash !== null) continue;
        const context = `CONFORMANCE_CASE=${seed}: ${JSON.stringify({ experiments, url: visitor.url, run })}`;
        const exposures = ours.decisions.flatMap((decision) => exposuresOf(decision) as unknown[]);
        expect(json(once(exposures)), context).toEqual(json(withoutUrl(theirs.exposures)));
        for (const decision of ours.decisions)
          kinds[decision.assignment?.inExperiment === true ? 'in' : 'out'] += 1;
        expect(ours.redirectUrl ?? '', context).toBe(theirs.redirectUrl);
        if (ours.redirectUrl !== null) kinds.redirected += 1;
      }
      expect(kinds.in).toBeGreaterThanOrEqual(EXPERIMENTS.floor(50));
      expect(kinds.out).toBeGreaterThanOrEqual(EXPERIMENTS.floor(50));
      expect(kinds.redirected).toBeGreaterThanOrEqual(EXPERIMENTS.floor(10));
    });
  },
);
