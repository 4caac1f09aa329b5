import type { Flag, Program } from '../engine/program.js';
import { createProgram } from '../engine/program.js';
import { unknownFlag } from '../engine/unknown-flag.js';
import type { Platform } from '../ports/platform.js';
import { staticSource } from '../sources/static.source.js';
import { decideTestAnswer } from './test-answer.js';
import type { TestExperiments } from './test-experiments.js';

/** A platform whose decisions are what a test says at the moment, without network, files and timers. */
export function testPlatform(experiments: TestExperiments): Platform {
  return {
    name: 'test',
    source: staticSource({}, { name: 'test' }),
    compile: () => testProgram(experiments),
    subject: ({ units, attributes, url }) => ({ units, attributes, url }),
    sinks: () => [],
  };
}

function testProgram(experiments: TestExperiments): Program {
  const program = createProgram({
    revision: '',
    flags: new Map(),
    unknown: (key) => testFlag(key, experiments),
  });
  // Read anew each time: a test may change its mind.
  return Object.defineProperties(
    { ...program },
    {
      revision: { get: () => experiments.revision, enumerable: true },
      flags: {
        get: () => new Map(experiments.keys.map((key) => [key, testFlag(key, experiments)])),
        enumerable: true,
      },
    },
  );
}

function testFlag(key: string, experiments: TestExperiments): Flag {
  return {
    key,
    rules: [],
    otherwise: (walk) => {
      const answer = experiments.answerOf(key);
      return answer === undefined ? unknownFlag(key, walk.program) : decideTestAnswer(walk, key, answer);
    },
  };
}
