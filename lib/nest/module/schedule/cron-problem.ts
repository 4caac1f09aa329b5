import { validateCronExpression } from 'cron';

/** Why a text is no cron expression; undefined if it is one. */
export function cronProblem(expression: string): string | undefined {
  const { valid, error } = validateCronExpression(expression);
  return valid ? undefined : (error?.message ?? 'It is no cron expression.');
}
