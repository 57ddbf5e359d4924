// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in a file's text
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigurationError } from './configuration-error.ts';
import { load } from './fixtures/loaded.ts';
import { Secret } from './secret.ts';
import { settingsOf } from './settings/sections.ts';

const MARK = 'hunter2';
const secrets = [...settingsOf(true), ...settingsOf(false)].filter((one) => one.secret);

/** Text around the mark that YAML, URLs, PEM and the shell read in ways of their own. */
const around = fc.oneof(
  fc.constantFrom(
    '*',
    '&',
    '!',
    '@',
    '"',
    "'",
    '#',
    '${',
    '{',
    '[',
    ': ',
    '- ',
    '%',
    '|',
    '>',
    '`',
    '-----BEGIN PRIVATE KEY-----',
  ),
  fc.constantFrom('postgres://u:', 'mysql://u:', 'postgres//', '@db/x', 'https://u:', ' ', '\\', 'MIGHAgEA'),
  fc.string({ maxLength: 10 }),
);
const secret = fc.tuple(around, around).map(([before, after]) => `${before}${MARK}${after}`);
/** `/run/x` or `key.pem` in the place of a key is a path, and a path that can't be read is named. */
const looksLikePath = (text: string) => /^[./~]|\.[A-Za-z]{2,5}$/.test(text.trim());

const base = fc.record({
  KAFKA_BROKERS: fc.constantFrom('kafka:9092', 'kafka', ''),
  KAFKA_SASL_MECHANISM: fc.constantFrom('PLAIN', 'OAUTHBEARER', 'none', ''),
  KAFKA_SASL_USERNAME: fc.constantFrom('tidemark', ''),
  KAFKA_TLS: fc.constantFrom('true', 'false', 'maybe'),
  TIDEMARK_POLL_INTERVAL: fc.constantFrom('10s', 'ten'),
});

function expectNoMark(env: Record<string, string>, files: Record<string, string> = {}): void {
  const result = load(env, files);
  const told = [inspect(result, { depth: Infinity, showHidden: true }), JSON.stringify(result)];
  if ('errors' in result) {
    const error = new ConfigurationError(result.errors);
    told.push(error.message, inspect(error, { depth: Infinity }));
  }
  expect(told.join('\n')).not.toContain(MARK);
}

test('a secret from the environment or a file is in no error, no JSON and no log line', () => {
  fc.assert(
    fc.property(base, fc.constantFrom(...secrets), secret, fc.boolean(), (env, one, text, inFile) => {
      fc.pre(one.env !== 'KAFKA_TLS_KEY' || !looksLikePath(text));
      if (inFile) expectNoMark({ ...env, [`${one.env}_FILE`]: '/run/secret' }, { '/run/secret': text });
      else expectNoMark({ ...env, [one.env]: text });
    }),
    { numRuns: 500 },
  );
});

test('a secret written into tidemark.yaml, quoted or not, or filled in from a variable, is in no error', () => {
  const written = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => JSON.stringify(text),
    (text) => `'${text}'`,
    () => '${MY_SECRET}',
  );
  fc.assert(
    fc.property(fc.constantFrom(...secrets), secret, written, fc.boolean(), (one, text, write, elsewhere) => {
      const line = text.replaceAll(/\s+/g, ' ');
      fc.pre(one.env !== 'KAFKA_TLS_KEY' || !looksLikePath(line.replaceAll(/["']/g, '')));
      // This is how a variable is named, and a variable that is not set is named too.
      fc.pre(!/\$\{\w+\}/.test(line));
      const [section = '', key = ''] = (one.yaml ?? '').split('.');
      const own = `${section}:\n      ${key}: ${write(line)}\n`;
      // A setting that is no secret may hold ${NAME} by mistake; what is written out there is shown, so it is left out.
      const mistake = elsewhere ? '    readOnly: ${MY_SECRET}\n' : '';
      const yaml = `clusters:\n  - brokers: kafka:9092\n    name: x\n${mistake}    ${own}`;
      const top = `${section}:\n  ${key}: ${write(line)}\n`;
      expectNoMark({ MY_SECRET: line }, { 'tidemark.yaml': settingsOf(true).includes(one) ? yaml : top });
    }),
    { numRuns: 500 },
  );
});

test('a Secret shows itself in no way but reveal()', () => {
  const one = new Secret(MARK);
  const shown = [String(one), `${one}`, JSON.stringify({ one }), inspect(one), inspect({ one }, { showHidden: true })];
  expect(shown.join()).not.toContain(MARK);
  expect(Object.keys(one)).toEqual([]);
  expect(one.reveal()).toBe(MARK);
});
