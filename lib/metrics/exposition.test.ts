import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exposition, type Family, labelSet, withLabel } from './exposition.ts';
import { parseExposition, seriesValue } from './testing.ts';

const FORMATS = ['text', 'openmetrics'] as const;
const family = (overrides: Partial<Family>): Family => ({
  name: 'a',
  type: 'gauge',
  help: 'An a.',
  samples: [{ labels: '', value: 1 }],
  ...overrides,
});
const written = (families: Family[], format: (typeof FORMATS)[number]) => [...exposition(families, format)].join('');

describe('the text format', () => {
  test('has help, type and series; an info is a gauge', () => {
    const families = [
      family({ name: 'polls', type: 'counter', help: 'Polls.', samples: [{ labels: '{c="x"}', value: 3 }] }),
      family({ name: 'age_seconds', unit: 'seconds', help: 'Back\\slash\nand "quotes"' }),
      family({ name: 'build', type: 'info', help: 'Build.' }),
    ];
    expect(written(families, 'text')).toBe(
      '# HELP polls_total Polls.\n# TYPE polls_total counter\npolls_total{c="x"} 3\n' +
        '# HELP age_seconds Back\\\\slash\\nand "quotes"\n# TYPE age_seconds gauge\nage_seconds 1\n' +
        '# HELP build_info Build.\n# TYPE build_info gauge\nbuild_info 1\n',
    );
  });
});

describe('OpenMetrics', () => {
  test('names families without the suffix of their samples, has units, and ends', () => {
    const families = [
      family({ name: 'cpu_seconds', type: 'counter', unit: 'seconds', help: 'A "quote".' }),
      family({ name: 'build', type: 'info', help: 'Build.' }),
    ];
    expect(written(families, 'openmetrics')).toBe(
      '# HELP cpu_seconds A \\"quote\\".\n# TYPE cpu_seconds counter\n# UNIT cpu_seconds seconds\ncpu_seconds_total 1\n' +
        '# HELP build Build.\n# TYPE build info\nbuild_info 1\n# EOF\n',
    );
  });
});

test.each(FORMATS)('a family without series is left out of %s', (format) => {
  expect(written([family({ samples: [] })], format)).toBe(format === 'text' ? '' : '# EOF\n');
});

/** What could end a value, a label, a set or a line, and what readers might take for one of those. */
const ODD = [...'\\"\n\r\t{},= #a', '\u0000', '\u0001', '\u0085', '\u2028', '\uFFFD', 'é', '🙂'];

test.each(FORMATS)('any label value comes back from %s, and stays one line', (format) => {
  const values = fc.string({ unit: fc.constantFrom(...ODD), maxLength: 12 });
  fc.assert(
    fc.property(fc.uniqueArray(values, { minLength: 1, maxLength: 8 }), (groups) => {
      const samples = groups.map((group, index) => ({ labels: labelSet({ group, cluster: 'c' }), value: index }));
      const parsed = parseExposition(written([family({ samples })], format), format);
      groups.forEach((group, index) => {
        expect(seriesValue(parsed, 'a', { group, cluster: 'c' })).toBe(index);
      });
    }),
  );
});

test.each([
  [9_007_199_254_740_991, '9007199254740991'],
  [9_223_372_036_854_775_807n, '9223372036854775807'],
  [0.25, '0.25'],
  [0, '0'],
])('the value %s is written as %s', (value, text) => {
  expect(written([family({ samples: [{ labels: '', value }] })], 'text')).toContain(`\na ${text}\n`);
});

test('a set of labels takes one more', () => {
  expect(withLabel(labelSet({ a: '}' }), 'partition', 7)).toBe('{a="}",partition="7"}');
  expect(labelSet({})).toBe('');
});

describe('the parser of the tests refuses', () => {
  const head = '# HELP a A.\n# TYPE a gauge\n';
  test.each([
    ['a line that does not end', `${head}a 1`],
    ['a series twice', `${head}a{b="c"} 1\na{b="c"} 2\n`],
    ['a family twice', `${head}a 1\n${head}a 1\n`],
    ['NaN', `${head}a NaN\n`],
    ['an escape that is none', `${head}a{b="\\t"} 1\n`],
    ['a quote in a value', `${head}a{b="c"d"} 1\n`],
    ['a label twice', `${head}a{b="c",b="d"} 1\n`],
    ['a comma at the end', `${head}a{b="c",} 1\n`],
    ['a series of another family', `${head}b 1\n`],
    ['a series without a type', '# HELP a A.\na 1\n'],
    ['a counter without its suffix', '# HELP a A.\n# TYPE a counter\na 1\n'],
  ])('%s', (_, text) => {
    expect(() => parseExposition(text, 'text')).toThrow();
  });

  test('OpenMetrics without its end, or with a unit that is not in the name', () => {
    expect(() => parseExposition(`${head}a 1\n`, 'openmetrics')).toThrow('EOF');
    expect(() => parseExposition(`${head}# UNIT a seconds\na 1\n# EOF\n`, 'openmetrics')).toThrow('wrong');
  });
});
