import { withFixture } from './contract-runner.js';
import type { ContractRunner } from './contract-runner.js';
import * as configuration from './platform-configuration.checks.js';
import * as decisions from './platform-decisions.checks.js';
import type { PlatformFixture } from './platform-desk.js';
import * as experiment from './platform-experiment.checks.js';

export type { PlatformFixture } from './platform-desk.js';

/**
 * What every `Platform` must do, whatever its configuration looks like. Run it against your own:
 *
 * ```ts
 * import { describe, it } from 'node:test';
 * platformContract({ describe, it }, 'my platform', () => ({
 *   platform: myPlatform({ file: 'flags.json' }),
 *   payload: { flags: [...] },
 *   experiment: { flag: 'button', variation: 'red', forced: { button: 'red' } },
 * }));
 * ```
 *
 * @param setUp - called for each test
 */
export function platformContract(
  { describe, it }: ContractRunner,
  name: string,
  setUp: () => Promise<PlatformFixture> | PlatformFixture,
): void {
  const test = (title: string, body: (fixture: PlatformFixture) => Promise<void>): void => {
    it(title, withFixture(setUp, body));
  };
  describe(`${name} as a Platform`, () => {
    test('has a name, the same before and after it is loaded', configuration.namesItself);
    test('has a source and sinks with names that give no secret away', configuration.namesItsParts);
    test('compiles its configuration, as an object and as text', configuration.compiles);
    test('gives equal configurations equal revisions, and others others', configuration.tellsRevisions);
    test('never changes a configuration', configuration.changesNoPayload);
    test('refuses what is no configuration with a PayloadError', configuration.refusesGarbage);
    test('keeps a broken flag out of service, and the others in', configuration.quarantines);
    test('refuses data about visitors that it does not know', configuration.refusesUnknownData);
    test('has a whole answer for everybody, and never throws', decisions.decidesForEverybody);
    test('decides the same for the same visitor, without clock and chance', decisions.repeatsItself);
    test('changes nothing of what is known of visitors', decisions.changesNoSubject);
    test('answers unknown flags with nothing and a reason', decisions.knowsNoUnknownFlag);
    test('explains itself, and decides alike', decisions.explainsItself);
    test('finds again what it asked to be stored', decisions.keepsAssignments);
    test('shares visitors out over variations', experiment.splits);
    test('causes one exposure for whoever takes part', experiment.exposes);
    test('follows a change of shares', experiment.followsChanges);
    test('lets the application force a variation', experiment.obeysForcedVariations);
    test('runs no experiment for visitors who are not enabled', experiment.runsNothingForTheDisabled);
    test('assigns nobody by hashing in QA mode', experiment.hashesNobodyInQaMode);
  });
}
