import fc from 'fast-check';

const LITERALS = [
  'a',
  'b',
  'c',
  'A',
  'K',
  's',
  '1',
  '_',
  '-',
  ' ',
  '\n',
  'é',
  'ſ',
  '\u212a',
  '😀',
  '\ud83d',
  ']',
  '}',
  '/',
];
const ESCAPES = [
  '\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\n', '\\0', '\\t', '\\/', '\\.', '\\-', '\\x61', '\\x6', '\\u0061', '\\u006',
  '\\u{61}', '\\ud83d\\ude00', '\\ud83d', '\\cJ', '\\c', '\\c1', '\\a', '\\8', '\\012', '\\141', '\\08', '\\p{L}', '\\P{Lu}', '\\k',
]; // prettier-ignore
const CLASS_PARTS = ['a', 'b-z', 'A-K', '0-9', '\\d', '\\W', '\\s', '\\]', '\\\\', '-', '^', '[', '(', ')', 'é', 'ſ', '\\b', '\\u{1f600}', '😀', '\\c1', '\\1', '|']; // prettier-ignore
const QUANTIFIERS = ['*', '+', '?', '{0}', '{1}', '{2}', '{0,2}', '{1,3}', '{2,}', '{,2}', '{'];
const ASSERTIONS = ['^', '$', '\\b', '\\B'];
const REFERENCES = ['\\1', '\\2', '\\3', '\\10', '\\k<n>'];
const OPENINGS = ['(', '(?:', '(?=', '(?!', '(?<=', '(?<!', '(?<n>'];
const TOKENS = [
  ...Array.from('()[]{}*+?^$|\\.,:=!<>-abkcux1289'),
  '(?',
  '(?:',
  '(?=',
  '(?<',
  '(?<n>',
  '\\k<n>',
  '[^',
  '{1',
  ',2}',
  '😀',
];

const atoms = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...LITERALS) },
  { weight: 1, arbitrary: fc.constant('.') },
  { weight: 3, arbitrary: fc.constantFrom(...ESCAPES) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('[', '[^'), fc.array(fc.constantFrom(...CLASS_PARTS), { maxLength: 3 }))
      .map(([open, parts]) => `${open}${parts.join('')}]`),
  },
  { weight: 2, arbitrary: fc.constantFrom(...REFERENCES) },
);

const { pattern: structured } = fc.letrec<{ pattern: string; sequence: string; term: string }>((tie) => ({
  pattern: fc
    .array(tie('sequence'), { minLength: 1, maxLength: 3, size: 'small' })
    .map((options) => options.join('|')),
  sequence: fc.array(tie('term'), { maxLength: 4, size: 'small' }).map((terms) => terms.join('')),
  term: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'term' },
    { weight: 4, arbitrary: atoms },
    { weight: 1, arbitrary: fc.constantFrom(...ASSERTIONS) },
    { weight: 3, arbitrary: fc.tuple(atoms, quantifier()).map((parts) => parts.join('')) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.constantFrom(...OPENINGS), tie('pattern'), fc.oneof(fc.constant(''), quantifier()))
        .map(([open, body, count]) => `${open}${body})${count}`),
    },
  ),
}));

function quantifier(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...QUANTIFIERS), fc.constantFrom('', '', '?'))
    .map((parts) => parts.join(''));
}

/** Any tokens in any order: most are no pattern, and those that are lean on what JavaScript lets pass. */
const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 8 }).map((tokens) => tokens.join(''));

/** Sources of regular expressions, most of them valid. */
export const patternSources = fc.oneof({ weight: 3, arbitrary: structured }, { weight: 1, arbitrary: soup });

/** Flags of regular expressions, each there or not. */
export const patternFlags = fc.subarray(['i', 'm', 's', 'u']).map((flags) => flags.join(''));

/** Short texts made of what the patterns speak about. */
export const patternTexts = fc
  .array(fc.constantFrom(...LITERALS, ...Array.from('aaabbkS\\{,2'), 'É', '\u2028', '\ude00', 'x6', 'u0'), {
    maxLength: 8,
  })
  .map((chars) => chars.join(''));
