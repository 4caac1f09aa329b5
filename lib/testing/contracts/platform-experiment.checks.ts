import assert from 'node:assert/strict';
import type { Decision } from '../../engine/index.js';
import { PlatformDesk } from './platform-desk.js';
import type { PlatformFixture } from './platform-desk.js';

function variationsOf(decisions: readonly Decision[]): (string | null)[] {
  return decisions.map(({ assignment }) => assignment?.variation.key ?? null);
}

/** Hashing spreads visitors, and says so. */
export async function splits(fixture: PlatformFixture): Promise<void> {
  const desk = await PlatformDesk.open(fixture);
  const decisions = desk.experiment();
  assert.ok(new Set(variationsOf(decisions)).size > 1, 'The experiment gives at least two variations.');
  for (const { assignment, reason } of decisions) {
    assert.ok(assignment?.inExperiment === true, 'The experiment takes in every visitor.');
    assert.equal(assignment.hashUsed, true, 'Nobody is forced.');
    assert.notEqual(assignment.hashValue, '', 'An assignment tells what was hashed.');
    assert.equal(reason, 'SPLIT');
  }
}

/** Whoever takes part is counted once, for what they got. */
export async function exposes(fixture: PlatformFixture): Promise<void> {
  const desk = await PlatformDesk.open(fixture);
  for (const { assignment, exposures } of desk.experiment()) {
    assert.equal(exposures.length, 1, 'Taking part causes one exposure.');
    assert.equal(exposures[0]?.experiment.key, assignment?.experiment.key);
    assert.equal(exposures[0]?.variation.key, assignment?.variation.key);
    assert.equal(exposures[0]?.inExperiment, true);
  }
}

/** Testers and tests choose what they see. */
export async function obeysForcedVariations(fixture: PlatformFixture): Promise<void> {
  const desk = await PlatformDesk.open(fixture);
  const { variation, forced } = fixture.experiment;
  const usual = variationsOf(desk.experiment());
  assert.ok(
    usual.some((key) => key !== variation),
    `Not everybody gets ${variation} unless it is forced.`,
  );
  for (const { assignment } of desk.experiment({ forcedVariations: forced })) {
    assert.equal(assignment?.variation.key, variation);
    assert.equal(assignment.hashUsed, false, 'What is forced is not hashed.');
  }
}

/** `enabled: false`: no experiment runs for the visitor, and none is reported. */
export async function runsNothingForTheDisabled(fixture: PlatformFixture): Promise<void> {
  const desk = await PlatformDesk.open(fixture);
  for (const { assignment, exposures } of desk.experiment({ enabled: false })) {
    assert.ok(assignment?.inExperiment !== true, 'Somebody is taken in although enabled is false.');
    assert.deepEqual(
      exposures.filter(({ inExperiment }) => inExperiment),
      [],
      'Somebody is counted although enabled is false.',
    );
  }
}

/** `qaMode: true`: nobody is assigned by hashing, while what is forced applies. */
export async function hashesNobodyInQaMode(fixture: PlatformFixture): Promise<void> {
  const desk = await PlatformDesk.open(fixture);
  const { variation, forced } = fixture.experiment;
  for (const { assignment, exposures } of desk.experiment({ qaMode: true })) {
    assert.ok(assignment?.hashUsed !== true, 'Somebody is hashed although qaMode is true.');
    assert.deepEqual(
      exposures.filter(({ hashUsed }) => hashUsed),
      [],
    );
  }
  const decisions = desk.experiment({ qaMode: true, forcedVariations: forced });
  assert.deepEqual(
    new Set(variationsOf(decisions)),
    new Set([variation]),
    'What is forced applies in QA mode.',
  );
}

/** Another share of the same experiment changes what some visitors get. */
export async function followsChanges(fixture: PlatformFixture): Promise<void> {
  if (fixture.changed === undefined) return;
  const before = await PlatformDesk.open(fixture);
  const after = await PlatformDesk.open(fixture, fixture.changed);
  assert.notDeepEqual(variationsOf(after.experiment()), variationsOf(before.experiment()));
}
