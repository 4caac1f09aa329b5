// Prints vitest's JSON report as one closing line: "412 passed, 0 failed, 1 skipped".
import { existsSync, readFileSync } from 'node:fs';

const file = new URL('../.build/test-results.json', import.meta.url);
if (existsSync(file)) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  // A file that cannot be loaded counts no test in the totals, yet is a failure.
  const broken = report.testResults.filter(
    (f) => f.status === 'failed' && f.assertionResults.length === 0,
  ).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  const counts = [`${report.numPassedTests} passed`, `${report.numFailedTests + broken} failed`];
  if (skipped > 0) counts.push(`${skipped} skipped`);
  console.log(counts.join(', '));
}
