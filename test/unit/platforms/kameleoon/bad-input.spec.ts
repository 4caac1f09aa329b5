import { describe, expect, it } from 'vitest';
import { evaluate, explain } from '../../../../lib/engine/evaluate.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { PayloadError } from '../../../../lib/errors/payload.error.js';
import { compileKameleoon } from '../../../../lib/platforms/kameleoon/compile/compile.js';
import {
  featureVariable,
  featureVariables,
  pureVisitor,
} from '../../../../lib/platforms/kameleoon/extras/v1-calls.js';
import { dataFile, flag, rule, segment, targeted } from '../../../fixtures/kameleoon/data-file.js';

const VISITOR = createSubject({ units: { visitor: 'visitor-1' } });
const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

/** As a download has it: own members whatever their name. */
const parsed = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a data file that nothing can be trusted of', () => {
  it.each([
    ['no JSON', '{"featureFlags":'],
    ['a list', []],
    ['null', null],
    ['a number', 5],
    ['no flags', { configuration: {} }],
    ['flags that are no list', { configuration: {}, featureFlags: {} }],
    ['no configuration', { featureFlags: [] }],
    ['segments that are no list', dataFile({ segments: {} as never })],
    ['a holdout without arms', dataFile({ holdout: { experimentId: 9 } as never })],
    [
      'a holdout with an arm that is no object',
      dataFile({ holdout: { experimentId: 9, variationByExposition: [null] } as never }),
    ],
  ])('is rejected: %s', (_name, payload) => {
    expect(() => compileKameleoon(payload)).toThrow(PayloadError);
  });

  it('says what was expected and what came', () => {
    expect(() => compileKameleoon({ configuration: {}, featureFlags: 'none' })).toThrow(
      'expected featureFlags to be a list, got the text "none"',
    );
  });
});

describe('a flag that cannot be used', () => {
  it.each([
    ['rules', { rules: null }, 'featureFlags[0].rules'],
    ['a rule', { rules: [null] }, 'featureFlags[0].rules'],
    ['variations', { variations: {} }, 'featureFlags[0].variations'],
    ['a variation', { variations: ['on'] }, 'featureFlags[0].variations'],
    [
      'arms',
      { rules: [rule(), { ...rule(), variationByExposition: null }] },
      'featureFlags[0].rules[1].variationByExposition',
    ],
    [
      'an arm',
      { rules: [{ ...rule(), variationByExposition: [7] }] },
      'featureFlags[0].rules[0].variationByExposition',
    ],
  ])('is out of service alone: %s', (_name, broken, path) => {
    const file = dataFile({ featureFlags: [flag(broken as never), flag({ id: 2, featureKey: 'search' })] });
    const program = compileKameleoon(file);
    expect(program.warnings).toEqual([
      expect.objectContaining({ flagKey: 'checkout', path, quarantined: true }),
    ]);
    expect(evaluate(program, 'checkout', VISITOR)).toMatchObject({
      cause: 'quarantined',
      reason: 'ERROR',
      value: null,
      on: false,
    });
    expect(evaluate(program, 'search', VISITOR).cause).toBe('split');
  });

  it('stays a member of its exclusive group, so that the others keep their visitors', () => {
    const group = { mutuallyExclusiveGroup: 'g' };
    const good = flag({ id: 1, featureKey: 'a', ...group });
    const served = (rules: unknown): string[] => {
      const other = flag({ id: 2, featureKey: 'b', ...group, rules } as never);
      const program = compileKameleoon(dataFile({ featureFlags: [good, other] }));
      return Array.from(
        { length: 50 },
        (_, i) => evaluate(program, 'a', createSubject({ units: { visitor: `v${i}` } })).cause,
      );
    };
    expect(served('broken')).toEqual(served([]));
  });

  it('is told of a visitor without a code, and of a switched-off environment, like any flag', () => {
    const program = compileKameleoon(
      dataFile({
        featureFlags: [
          flag({ rules: null } as never),
          flag({ featureKey: 'b', environmentEnabled: false, rules: null } as never),
        ],
      }),
    );
    expect(evaluate(program, 'checkout', createSubject()).source).toBe('VisitorCodeEmpty');
    expect(evaluate(program, 'b', VISITOR).source).toBe('FeatureFlagEnvironmentDisabled');
  });

  it('is left out when it has no key', () => {
    const program = compileKameleoon(
      dataFile({ featureFlags: [{ ...flag(), featureKey: 5 } as never, null as never, flag()] }),
    );
    expect([...program.flags.keys()]).toEqual(['checkout']);
    expect(program.warnings.map(({ path }) => path)).toEqual(['featureFlags[0]', 'featureFlags[1]']);
  });

  it('warns of a key that occurs twice, and serves the last at the place of the first', () => {
    const flags = [
      flag({ defaultVariationKey: 'first', rules: [] }),
      flag({ featureKey: 'b' }),
      flag({ defaultVariationKey: 'last', rules: [] }),
    ];
    const program = compileKameleoon(dataFile({ featureFlags: flags }));
    expect([...program.flags.keys()]).toEqual(['checkout', 'b']);
    expect(evaluate(program, 'checkout', VISITOR).value).toBe('last');
    expect(program.warnings).toEqual([
      expect.objectContaining({ path: 'featureFlags[2]', quarantined: false }),
    ]);
  });
});

describe('members of the wrong type, answered as the SDK does', () => {
  const decide = (file: unknown): unknown => {
    const { value, source } = evaluate(compileKameleoon(file), 'checkout', VISITOR);
    return [value, source];
  };
  const withRule = (wrong: object): unknown =>
    dataFile({ featureFlags: [flag({ rules: [{ ...rule(), ...wrong }] })] });
  const arm = { variationKey: 'on', variationId: 1 };

  it.each([
    ['a share in a list counts', { exposition: [1] }, ['on', 'EXPERIMENTATION']],
    ['a share that is an object never does', { exposition: {} }, ['off', 'DEFAULT']],
    [
      'an arm in a list is appended',
      { variationByExposition: [{ ...arm, exposition: [1] }] },
      ['on', 'EXPERIMENTATION'],
    ],
    [
      'an arm without a key serves nothing',
      { variationByExposition: [{ variationId: 1, exposition: 1 }] },
      [null, 'EXPERIMENTATION'],
    ],
  ])('%s', (_name, wrong, answer) => {
    expect(decide(withRule({ variationByExposition: [{ ...arm, exposition: 1 }], ...wrong }))).toEqual(
      answer,
    );
  });

  it.each([
    ['a condition that is a number holds', [[5]], ['on', 'EXPERIMENTATION']],
    ['a condition that is null fails', [[null]], [null, 'TypeError']],
  ])('%s', (_name, groups, answer) => {
    const variationByExposition = [{ ...arm, exposition: 1 }];
    const firstLevel = groups.map((conditions) => ({ orOperators: [], conditions }));
    const segments = [{ id: 7, conditionsData: { firstLevelOrOperators: [], firstLevel } }];
    const rules = [rule({ segmentId: 7, variationByExposition })];
    expect(decide(dataFile({ segments: segments as never, featureFlags: [flag({ rules })] }))).toEqual(
      answer,
    );
  });

  it('the id of a personalisation may be a text', () => {
    const cause = (personalizationId: unknown): string => {
      const condition = { targetingType: 'TARGET_PERSONALIZATION', personalizationId };
      const facts = { personalizations: [41] };
      const program = compileKameleoon(targeted(segment(7, [condition])));
      return evaluate(program, 'checkout', createSubject({ units: { visitor: 'v' }, facts })).cause;
    };
    expect(['41', ' 41', [41], true].map(cause)).toEqual(['split', 'not-targeted', 'split', 'not-targeted']);
  });

  it('a place whose name is no text fails where it is compared', () => {
    const place = { targetingType: 'GEOLOCATION', country: 'France', region: 5 };
    const program = compileKameleoon(targeted(segment(7, [place])));
    const source = (country: string): string => {
      const facts = { geolocation: { country } };
      return evaluate(program, 'checkout', createSubject({ units: { visitor: 'v' }, facts })).source;
    };
    expect(['FRANCE', 'Germany'].map(source)).toEqual(['TypeError', 'DEFAULT']);
  });

  it.each([
    ['a text', 'text', 'TypeError'],
    ['a list', [1], 'TypeError'],
    ['nothing', 0, 'EXPERIMENTATION'],
  ])('a segment that a rule embeds and that is %s', (_name, embedded, source) => {
    const { segments: _none, ...file } = dataFile({
      featureFlags: [flag({ rules: [{ ...rule(), segment: embedded } as never] })],
    });
    expect(evaluate(compileKameleoon(file), 'checkout', VISITOR).source).toBe(source);
  });

  it('groups that are a text fail, groups that are anything else but a list include everybody', () => {
    const source = (firstLevel: unknown): string => {
      const segments = [{ id: 7, conditionsData: { firstLevelOrOperators: [], firstLevel } }];
      const file = dataFile({
        segments: segments as never,
        featureFlags: [flag({ rules: [rule({ segmentId: 7 })] })],
      });
      return evaluate(compileKameleoon(file), 'checkout', VISITOR).source;
    };
    expect(['text', '', 5, {}].map(source)).toEqual([
      'TypeError',
      'EXPERIMENTATION',
      'EXPERIMENTATION',
      'EXPERIMENTATION',
    ]);
  });

  it.each([
    ['no list', null, 'Expected the variables of a variation to be a list'],
    ['a hole', [null, { key: 'a', type: 'STRING', value: 'x' }], 'Expected a variable to be an object'],
  ])('variables that are %s cannot be looked up', (_name, variables, message) => {
    const variations = ['on', 'off'].map((key) => ({ key, variables }));
    const program = compileKameleoon(dataFile({ featureFlags: [flag({ variations: variations as never })] }));
    expect(evaluate(program, 'checkout', VISITOR)).toMatchObject({ cause: 'split', variables: new Map() });
    const visitor = pureVisitor(program, VISITOR);
    expect(() => featureVariable(visitor, 'checkout', 'a')).toThrow(message);
    expect(() => featureVariables(visitor, 'checkout')).toThrow(message);
  });
});

describe('names that every object has', () => {
  it.each(NAMES)('%s is an ordinary flag key, variation key, variable, group and visitor code', (name) => {
    const variations = [{ key: name, variables: [{ key: name, type: 'STRING' as const, value: 'x' }] }];
    const rules = [rule({ variationByExposition: [{ variationKey: name, variationId: 1, exposition: 1 }] })];
    const named = flag({ featureKey: name, mutuallyExclusiveGroup: name, variations, rules });
    const program = compileKameleoon(parsed(dataFile({ featureFlags: [named] })));
    const decision = evaluate(program, name, createSubject({ units: { visitor: name } }));
    expect(decision).toMatchObject({ value: name, cause: 'split' });
    expect([...decision.variables]).toEqual([[name, 'x']]);
    const without = compileKameleoon(dataFile());
    expect(evaluate(without, name, VISITOR)).toMatchObject({
      cause: 'unknown-flag',
      source: 'FeatureFlagConfigurationNotFound',
    });
  });

  it.each(NAMES)(
    '%s is no custom data, assignment, score or simulation of a visitor who has none',
    (name) => {
      const conditions = [
        { targetingType: 'TARGET_EXPERIMENT', experiment: name, variationMatchType: 'ANY' },
        { targetingType: 'CUSTOM_DATUM', customDataIndex: name, valueMatchType: 'CONTAINS', value: '' },
        { targetingType: 'HEAT_SLICE', keyMomentId: name, goalId: name, lowerBound: 0, upperBound: 100 },
        { targetingType: 'TARGET_PERSONALIZATION', personalizationId: name },
      ];
      const facts = {
        customData: {},
        assignments: {},
        conversionScores: {},
        personalizations: [],
        simulations: {},
        cbScores: {},
      };
      const program = compileKameleoon(targeted(segment(7, conditions, true)));
      expect(evaluate(program, 'checkout', createSubject({ units: { visitor: name }, facts })).cause).toBe(
        'not-targeted',
      );
    },
  );
});

describe('facts of the wrong type', () => {
  const types =
    'BROWSER COOKIE GEOLOCATION PAGE_URL PAGE_TITLE PREVIOUS_PAGE PAGE_VIEWS CONVERSIONS VISITS SAME_DAY_VISITS FIRST_VISIT LAST_VISIT NEW_VISITORS HEAT_SLICE TARGET_EXPERIMENT TARGET_PERSONALIZATION EXCLUSIVE_EXPERIMENT CUSTOM_DATUM DEVICE_TYPE OPERATING_SYSTEM APPLICATION_VERSION'.split(
      ' ',
    );
  const fields = {
    browser: 'CHROME',
    name: 'a',
    nameMatchType: 'EXACT',
    valueMatchType: 'EXACT',
    value: 'b',
    country: 'France',

    matchType: 'CONTAINS',
    url: 'x',
    title: 'x',
    goalId: 1,
    visitorType: 'NEW',
    keyMomentId: 1,
    lowerBound: 0,
    upperBound: 1,

    experiment: 1,
    variationMatchType: 'ANY',
    personalizationId: 1,
    campaignType: 'ANY',
    customDataIndex: '1',

    device: 'PHONE',
    os: 'MAC',
    version: '1.2',
    versionMatchType: 'EQUAL',
    visitCount: 1,
    pageCount: 1,
    count: 1,
    unitOfTime: 'DAY',
  };
  const names = [
    'customData',
    'pageViews',
    'conversions',
    'device',
    'browser',
    'operatingSystem',
    'geolocation',
    'cookies',
    'applicationVersion',
    'visits',
    'conversionScores',
    'cbScores',
    'personalizations',
    'assignments',
    'consent',
    'mappingIdentifier',
    'simulations',
    'kept',
  ];
  const wrong: readonly unknown[] = [
    null,
    0,
    1,
    'text',
    true,
    [],
    [null],
    [5, 'x'],
    {},
    { 1: null, checkout: 5 },
    new Map([[1, 5]]),
    new Set(['x']),
    Symbol('s'),
  ];

  it.each(types)('never throw in %s', (targetingType) => {
    const program = compileKameleoon(targeted(segment(7, [{ targetingType, ...fields }])));
    for (const name of names) {
      for (const value of wrong) {
        const subject = createSubject({ units: { visitor: 'v' }, facts: { [name]: value }, now: 5 });
        const { cause } = evaluate(program, 'checkout', subject);
        expect(['split', 'not-targeted', 'invalid-rule'], `${name} = ${String(value)}`).toContain(cause);
      }
    }
  });
});

describe('sizes', () => {
  it('differs on purpose: ten thousand conditions in a row are decided, where the SDK overflows its stack', () => {
    const conditions = Array.from({ length: 10_000 }, () => ({
      targetingType: 'DEVICE_TYPE',
      device: 'PHONE',
    }));
    const program = compileKameleoon(targeted(segment(7, conditions, true)));
    const subject = createSubject({ units: { visitor: 'v' }, facts: { device: 'TABLET' } });
    expect(evaluate(program, 'checkout', subject).cause).toBe('not-targeted');
  });

  it('fails a rule whose segments refer to each other ten thousand deep', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) =>
      segment(i + 1, [{ targetingType: 'SEGMENT', segmentId: i + 2 }]),
    );
    const decision = evaluate(compileKameleoon(targeted(...chain)), 'checkout', VISITOR);
    expect(decision).toMatchObject({ reason: 'ERROR', cause: 'invalid-rule', source: 'RangeError' });
  });

  it('fails a rule whose segment refers to itself, only where the visitor gets there', () => {
    const circle = segment(
      7,
      [
        { targetingType: 'DEVICE_TYPE', device: 'PHONE' },
        { targetingType: 'SEGMENT', segmentId: 8 },
      ],
      true,
    );
    const back = segment(8, [{ targetingType: 'SEGMENT', segmentId: 7 }]);
    const program = compileKameleoon(targeted(circle, back));
    const on = (device: string): unknown =>
      evaluate(program, 'checkout', createSubject({ units: { visitor: 'v' }, facts: { device } })).source;
    expect(on('PHONE')).toBe('EXPERIMENTATION');
    expect(on('TABLET')).toBe('RangeError');
  });

  it('answers at once where segments fan out into the same ones again and again', () => {
    const levels = Array.from({ length: 60 }, (_, i) => {
      const next = { targetingType: 'SEGMENT', segmentId: i + 2 };
      return segment(i + 1, i === 59 ? [{ targetingType: 'INTERESTS' }] : [next, next]);
    });
    expect(evaluate(compileKameleoon(targeted(...levels)), 'checkout', VISITOR).cause).toBe('split');
  });

  it('takes a payload that contains itself, and values that nest deep', () => {
    let deep: unknown = 'x';
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const file = dataFile({
      featureFlags: [
        flag({
          variations: [
            { key: 'on', variables: [{ key: 'a', type: 'STRING', value: deep }] },
            { key: 'off', variables: [] },
          ],
        }),
      ],
    });
    (file as unknown as Record<string, unknown>)['self'] = file;
    const program = compileKameleoon(file);
    expect(evaluate(program, 'checkout', VISITOR).cause).toBe('split');
    expect(program.revision).toMatch(/^[\w-]{22}$/);
  });
});

describe('a malformed segment', () => {
  const group = (orOperators: unknown, conditions: unknown): unknown => ({ orOperators, conditions });
  const yes = { targetingType: 'INTERESTS' };
  const make = (conditionsData: unknown): unknown =>
    dataFile({
      segments: [{ id: 7, conditionsData } as never],
      featureFlags: [flag({ rules: [rule({ segmentId: 7 })] })],
    });

  it.each([
    ['no data', undefined],
    ['no groups', { firstLevelOrOperators: [] }],
    ['no operators', { firstLevel: [group([], [yes])] }],
    ['an operator too many', { firstLevelOrOperators: [], firstLevel: [group([true, true], [yes, yes])] }],
    ['a group without conditions', { firstLevelOrOperators: [], firstLevel: [group([], [])] }],
    ['a condition that is null', { firstLevelOrOperators: [], firstLevel: [group([], [null])] }],
    ['a group that is null', { firstLevelOrOperators: [], firstLevel: [null] }],
  ])('fails its rules and is reported: %s', (_name, conditionsData) => {
    const program = compileKameleoon(make(conditionsData));
    expect(evaluate(program, 'checkout', VISITOR)).toMatchObject({
      reason: 'ERROR',
      cause: 'invalid-rule',
      source: 'TypeError',
      ruleId: '10',
    });
    expect(program.warnings.length).toBeGreaterThan(0);
    expect(program.warnings[0]?.path).toMatch(/^segments\[0\]\.conditionsData/);
  });

  it('ignores conditions without an operator', () => {
    const no = { targetingType: 'DEVICE_TYPE', device: 'PHONE' };
    const program = compileKameleoon(make({ firstLevelOrOperators: [], firstLevel: [group([], [yes, no])] }));
    expect(evaluate(program, 'checkout', VISITOR).cause).toBe('split');
  });

  it('warns of a rule whose segment is not in the file, and of a condition that nobody knows', () => {
    const file = dataFile({
      segments: [segment(8, [yes])],
      featureFlags: [flag({ rules: [rule({ segmentId: 9 })] })],
    });
    expect(compileKameleoon(file).warnings.map(({ path }) => path)).toEqual([
      'segments[0].conditionsData.firstLevel[0]',
      'featureFlags[0].rules[0].segmentId',
    ]);
  });
});

describe('explain', () => {
  it('tells every step, with places and limits', () => {
    const { steps } = explain(compileKameleoon(dataFile()), 'checkout', VISITOR);
    expect(steps.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'visitor-code passed',
      'simulation passed',
      'EXPERIMENTATION answered',
    ]);
    expect(steps[2]?.notes).toEqual([
      expect.stringMatching(/^traffic: 0\.\d+ of 1$/),
      expect.stringMatching(/^variation: 0\.\d+ gives o/),
    ]);
  });
});
