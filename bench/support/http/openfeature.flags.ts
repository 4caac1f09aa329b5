import type { ExecutionContext } from '@nestjs/common';
import type { EvaluationContext } from '@openfeature/nestjs-sdk';
import { InMemoryProvider } from '@openfeature/nestjs-sdk';
import { FLAGS, targetingOf } from './answer.js';

const VARIATIONS = ['control', 'a', 'b'] as const;
const VARIANTS = { control: 'control', a: 'a', b: 'b' };

type Evaluator = (context: EvaluationContext) => string;

/** One of three variations by visitor: a hash that costs next to nothing, in favour of OpenFeature. */
const split: Evaluator = ({ targetingKey = '' }) => {
  let hash = 0;
  for (let i = 0; i < targetingKey.length; i++) hash = (hash * 31 + targetingKey.charCodeAt(i)) | 0;
  return VARIATIONS[(hash >>> 0) % 3] as string;
};

const EVALUATORS = new Map<string, Evaluator>([
  [FLAGS.recommended, split],
  [FLAGS.badge, (context) => (String(context['version']) >= '2.1.0' ? split(context) : 'control')],
  [FLAGS.layout, (context) => (context['country'] === 'BR' ? 'control' : split(context))],
]);

/** A hundred flags, the three that are asked for with targeting and a split as ours have. */
export function inMemoryFlags(): InMemoryProvider {
  const keys = Array.from({ length: 100 }, (_, i) => `feature-${i}`);
  return new InMemoryProvider(
    Object.fromEntries(
      keys.map((key) => [
        key,
        {
          variants: VARIANTS,
          defaultVariant: 'control',
          disabled: false,
          contextEvaluator: EVALUATORS.get(key) ?? split,
        },
      ]),
    ),
  );
}

const VISITOR = /(?:^|; )visitor=([^;]+)/;

/** What OpenFeature's module is given as `contextFactory`: visitor and targeting of the request. */
export function contextOf(context: ExecutionContext): EvaluationContext {
  const request = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
  return { targetingKey: VISITOR.exec(request.headers['cookie'] ?? '')?.[1] ?? '', ...targetingOf(request) };
}
