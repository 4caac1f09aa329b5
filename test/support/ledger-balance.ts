import { expect } from 'vitest';
import type { LedgerReport, SinkLedger } from '../../lib/runtime/events/accounting/ledger.js';
import { droppedCount } from '../../lib/runtime/events/accounting/ledger.js';

/** Checks that every account of a ledger adds up, and the total too. */
export function expectBalanced(ledger: LedgerReport): void {
  for (const account of [...ledger.sinks, ledger.unrouted, ledger.total]) {
    const { offered, delivered, deduplicated, held, queued } = account;
    const dropped = droppedCount(account);
    expect({ account: account.sink, sum: delivered + deduplicated + held + dropped + queued }).toEqual({
      account: account.sink,
      sum: offered,
    });
    expect(Math.min(offered, delivered, deduplicated, held, dropped, queued)).toBeGreaterThanOrEqual(0);
  }
}

/** An account as plain data; zeros left out. */
export function shortAccount({
  offered,
  delivered,
  deduplicated,
  queued,
  dropped,
}: SinkLedger): Record<string, unknown> {
  const counts = Object.entries({ offered, delivered, deduplicated, queued }).filter(
    ([, count]) => count !== 0,
  );
  return {
    ...Object.fromEntries(counts),
    ...(dropped.size === 0 ? {} : { dropped: Object.fromEntries(dropped) }),
  };
}
