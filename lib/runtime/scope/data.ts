import { textOf } from '../shared/log-once.js';
import type { VisitorReports } from './reports.js';
import type { ScopeParts } from './scope-parts.js';

/**
 * Hands the platform data about a visitor, and reports what it says is to be reported.
 *
 * @throws `TypeError` when the platform knows no such data
 */
export function takeData(scope: ScopeParts, reports: () => VisitorReports, data: readonly object[]): void {
  const { host, profile, program } = scope;
  const { platform } = host;
  if (platform.addData === undefined) {
    throw new TypeError(
      `Platform ${platform.name} keeps no data about visitors, so addData() has nowhere to go. Use setAttributes() for what targeting reads, and track() for goals.`,
    );
  }
  if (data.length === 0) return;
  const reported = platform.addData(profile, data, program);
  profile.touch();
  for (const datum of reported) reports().data(datum);
}

/** Takes in what a request tells by itself. Never throws: a request is served without it. */
export function takeArrival(scope: ScopeParts, reports: () => VisitorReports): void {
  const { host, profile, program } = scope;
  try {
    const told = host.platform.arrive?.(profile, program) ?? [];
    if (told.length !== 0) takeData(scope, reports, told);
  } catch (error) {
    host.notices.once(
      'arrive',
      () =>
        `Platform ${host.platform.name} could not take in what a request tells of its visitor (${textOf(error)}); decisions are made without it.`,
    );
  }
}
