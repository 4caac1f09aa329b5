import assert from 'node:assert/strict';
import type { EventKind } from '../../ports/sink.js';
import { SILENT_LOGGER } from '../../ports/logger.js';
import { answerOf, CROWD, loaded, PlatformDesk, strangerOf } from './platform-desk.js';
import type { PlatformFixture } from './platform-desk.js';

const KINDS: readonly EventKind[] = ['exposure', 'usage', 'goal', 'attributes', 'data'];

/** What no platform can take for a configuration. */
const GARBAGE: readonly unknown[] = [null, undefined, 42, '', '{', '<html>', [], true];

/** The front says who it is before anything is loaded, and means the platform that it loads. */
export async function namesItself({ platform }: PlatformFixture): Promise<void> {
  assert.match(platform.name, /\S/, 'A platform has a name.');
  const whole = await loaded(platform);
  assert.equal(whole.name, platform.name, 'The front and what it loads have the same name.');
  assert.equal(whole.cookie?.name, platform.cookie?.name, 'The front tells the cookie of what it loads.');
  assert.equal(whole.refreshMs, platform.refreshMs, 'The front tells the interval of what it loads.');
}

/** Names appear in logs, ledger and status. */
export async function namesItsParts({ platform, secrets = [] }: PlatformFixture): Promise<void> {
  const { source, sinks } = await loaded(platform);
  const made = sinks({ logger: SILENT_LOGGER });
  try {
    for (const { name } of [source, ...made]) {
      assert.match(name, /\S/, 'Sources and sinks have names.');
      for (const secret of secrets) assert.ok(!name.includes(secret), 'A name holds a secret.');
    }
    const names = made.map(({ name }) => name);
    assert.deepEqual([...new Set(names)], names, 'The ledger tells sinks apart by their names.');
    const unknown = made
      .flatMap(({ accepts }) => [...(accepts ?? [])])
      .filter((kind) => !KINDS.includes(kind));
    assert.deepEqual(unknown, [], 'Sinks accept kinds that exist.');
  } finally {
    for (const sink of made) await sink.close?.();
  }
}

/** As an object or as its text, once or again over what is installed: the same flags decide alike. */
export async function compiles(fixture: PlatformFixture): Promise<void> {
  const desk = await PlatformDesk.open(fixture);
  assert.notEqual(desk.flags.length, 0, 'The configuration has flags.');
  assert.notEqual(desk.program.revision, '', 'A program has a revision.');
  for (const [key, flag] of desk.program.flags)
    assert.equal(flag.key, key, 'A flag has the key it is under.');
  for (const key of desk.program.listed ?? []) {
    const isThere = desk.program.flags.has(key) || desk.program.experiments.has(key);
    assert.ok(isThere, `${key} is listed, and is neither flag nor experiment.`);
  }
  const text = await PlatformDesk.open(fixture, JSON.stringify(fixture.payload));
  assert.deepEqual(text.everyAnswer(), desk.everyAnswer(), 'Text decides as the object does.');
  const again = await desk.platform.compile(fixture.payload, desk.program);
  assert.deepEqual([...again.flags.keys()], desk.flags, 'What was installed before changes no flag.');
}

/** Refreshes compare revisions: equal ones are not installed anew, others are. */
export async function tellsRevisions(fixture: PlatformFixture): Promise<void> {
  const { program, platform } = await PlatformDesk.open(fixture);
  const copy = await platform.compile(structuredClone(fixture.payload), program);
  assert.equal(copy.revision, program.revision, 'Equal payloads have the same revision.');
  if (fixture.changed === undefined) return;
  const changed = await platform.compile(fixture.changed, program);
  assert.notEqual(changed.revision, program.revision, 'Another payload has another revision.');
}

/** The payload may be kept by whoever gave it: a source, a snapshot, a test. */
export async function changesNoPayload(fixture: PlatformFixture): Promise<void> {
  const usual = await PlatformDesk.open(fixture);
  const desk = await PlatformDesk.open(fixture, frozen(structuredClone(fixture.payload)));
  assert.deepEqual(desk.everyAnswer(), usual.everyAnswer());
}

/** A login page or half a download must not replace what is in service. */
export async function refusesGarbage({ platform }: PlatformFixture): Promise<void> {
  const whole = await loaded(platform);
  for (const payload of GARBAGE) {
    await assert.rejects(
      async () => whole.compile(payload),
      (error: { code?: unknown; message: string }) => {
        // By its code rather than by its class: the package may be there twice.
        assert.equal(error.code, 'PAYLOAD_INVALID', `Expected a PayloadError for ${String(payload)}.`);
        assert.match(error.message, /\S/);
        return true;
      },
    );
  }
}

/** One malformed flag is out of service with a warning, and answers fallbacks; the others work as before. */
export async function quarantines(fixture: PlatformFixture): Promise<void> {
  if (fixture.damaged === undefined) return;
  const { payload, flag } = fixture.damaged;
  const usual = await PlatformDesk.open(fixture);
  const desk = await PlatformDesk.open(fixture, payload);
  const { value, on, cause, reason } = desk.decide(flag, 'visitor-1');
  assert.deepEqual(
    { value, on, cause, reason },
    { value: null, on: false, cause: 'quarantined', reason: 'ERROR' },
  );
  const quarantined = desk.program.warnings.filter((warning) => warning.quarantined);
  assert.deepEqual(
    [...new Set(quarantined.map(({ flagKey }) => flagKey))],
    [flag],
    'A warning names the flag.',
  );
  for (const { path, message } of quarantined)
    assert.match(`${path} ${message}`, /\S \S/, 'A warning says what.');
  for (const key of usual.flags) {
    for (const code of CROWD) {
      assert.deepEqual(
        answerOf(desk.decide(key, code)),
        answerOf(usual.decide(key, code)),
        `${key} works as before.`,
      );
    }
  }
}

/** What an application says about a visitor is taken in as a whole, or refused where it says it. */
export async function refusesUnknownData(fixture: PlatformFixture): Promise<void> {
  const { platform, program } = await PlatformDesk.open(fixture);
  if (platform.addData === undefined) return;
  for (const datum of [{}, { type: 'no such thing' }, { type: '__proto__' }]) {
    assert.throws(
      () => platform.addData?.(strangerOf('visitor-1'), [datum], program),
      TypeError,
      `Expected a TypeError for ${JSON.stringify(datum)}.`,
    );
  }
}

/** Makes everything reachable immutable: whoever writes to it throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
