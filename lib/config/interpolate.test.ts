// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the subject
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { interpolate, referencedVariables } from './interpolate.ts';

const env = { HOST: 'kafka', PORT: '9092', EMPTY: '', DOLLAR: '${HOST}' };

describe('interpolate', () => {
  it.each([
    ['no reference', 'no reference'],
    ['${HOST}:${PORT}', 'kafka:9092'],
    ['$${HOST}', '${HOST}'],
    ['$HOST and $', '$HOST and $'],
    ['a$$b', 'a$$b'],
    ['${DOLLAR}', '${HOST}'],
  ])('%s becomes %s', (source, text) => expect(interpolate(source, env)).toEqual({ text, missing: [] }));

  it.each(['${NONE}', '${EMPTY}'])('%s says which variable is missing', (source) => {
    const { missing } = interpolate(source, env);
    expect(missing).toEqual([`names the environment variable ${referencedVariables(source)[0]}, which is not set`]);
  });

  it.each(['${', '${HOST', '${}', '${HOST:-x}', '${a b}'])('%s is not a reference', (source) =>
    expect(interpolate(source, env).missing[0]).toContain('has a ${'),
  );

  test('a text without ${ stays as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('${'));
        expect(interpolate(text, env)).toEqual({ text, missing: [] });
      }),
    );
  });
});

test('referencedVariables leaves out escaped ones', () => {
  expect(referencedVariables('${A} $${B} ${C}')).toEqual(['A', 'C']);
});
