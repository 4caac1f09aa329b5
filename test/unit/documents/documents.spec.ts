import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { getMetadataStorage } from 'class-validator';
import { describe, expect, it } from 'vitest';
import * as library from '../../../lib/index.js';
import { ExperimentationRules } from '../../../lib/options/experimentation.rules.js';
import {
  CronRefreshRules,
  EventsRules,
  ExposuresRules,
  IntervalRefreshRules,
} from '../../../lib/options/runtime.rules.js';
import { OverridesRules } from '../../../lib/options/overrides.rules.js';
import { VisitorCookieRules, VisitorRules } from '../../../lib/options/visitor.rules.js';
import { anchors, firstColumn, localLinks, readDocument } from '../../support/markdown.js';

const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  'bench/README.md',
  ...['docs', 'docs/platforms'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

/** The options that a class of rules knows. */
function optionsOf(rules: new () => object): string[] {
  const known = getMetadataStorage().getTargetValidationMetadatas(rules, '', false, false);
  return [...new Set(known.map(({ propertyName }) => propertyName))].toSorted();
}

describe('the tables of options', () => {
  it.each<[string, string, new () => object]>([
    ['README.md', 'option', ExperimentationRules],
    ['docs/visitor.md', 'option `visitor`', VisitorRules],
    ['docs/visitor.md', 'cookie option', VisitorCookieRules],
    ['docs/overrides.md', 'option `overrides`', OverridesRules],
    ['docs/events.md', 'option `events`', EventsRules],
    ['docs/events.md', 'option `exposures`', ExposuresRules],
  ])('of %s, "%s": have every option and no other', (file, head, rules) => {
    expect(firstColumn(readDocument(file), head).toSorted()).toEqual(optionsOf(rules));
  });

  it('leave to prose what refreshes take', () => {
    const prose = readDocument('docs/configuration.md');
    for (const name of [...optionsOf(IntervalRefreshRules), ...optionsOf(CronRefreshRules)])
      expect(prose, name).toContain(name);
  });
});

describe('the README', () => {
  const readme = readDocument('README.md');

  it('has every decorator', () => {
    const decorators = [
      'Variant',
      'FlagValue',
      'FeatureFlag',
      'RequireVariant',
      'TrackGoal',
      'Visitor',
      'InjectExperiments',
    ];
    expect(Object.keys(library)).toEqual(expect.arrayContaining(decorators));
    const documented = firstColumn(readme, 'decorator').join(' ');
    for (const name of decorators) expect(documented).toContain(`@${name}(`);
  });

  it('has every call of the service', () => {
    const calls = firstColumn(readme, 'call').join(' ');
    const names = [library.Experiments, library.VisitorExperiments, library.VisitorDecisions]
      .flatMap((type) => Object.getOwnPropertyNames(type.prototype))
      .filter((name) => name !== 'constructor' && name !== 'scope');
    expect(names).toContain('variation');
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(calls))).toEqual([]);
  });
});

describe('links between documents', () => {
  it.each(DOCUMENTS)('of %s lead somewhere', (from) => {
    const dead = localLinks(readDocument(from)).filter(({ file, heading }) => {
      const target = file === '' ? from : normalize(join(dirname(from), file));
      if (!existsSync(target)) return true;
      return heading !== '' && !anchors(readDocument(target)).includes(heading);
    });
    expect(dead).toEqual([]);
  });
});
