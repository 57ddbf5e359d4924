import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDestination } from './destination.ts';
import { madeIncident, madeNotice } from './fixtures/made-notice.ts';
import { filledIn, PLACEHOLDERS, templateProblem } from './template.ts';

const ALL = Object.keys(PLACEHOLDERS);

describe('a template', () => {
  test.each([
    ['{{ group }} is {{behind}} behind', 'payments-worker is 258 s behind'],
    ['{{ rule }}/{{ severity }}/{{ cluster }}/{{ event }}', 'payments behind/critical/prod/opened'],
    ['{{ lag }} of {{ topic }}/{{ partition }} at {{ member }}', '80,112 of payments/1 at 10.0.3.7'],
    ['{{ cause }}, {{ owner }}, {{ by }}, {{ resolved }}', '–, –, –, –'],
    ['nothing named $& $1', 'nothing named $& $1'],
    ['{ {{ lag }} {{{ topic }}} }', '{ 80,112 {payments} }'],
  ])('%s', (template, expected) => {
    expect(templateProblem(template)).toBeNull();
    expect(filledIn(template, madeNotice())).toBe(expected);
  });

  test('names the owner, and of a storm all of them', () => {
    expect(filledIn('{{ owner }}', madeNotice({ owner: { team: 'payments', runbook: null } }))).toBe('payments');
    const incidents = Array.from({ length: 12 }, (_, index) => madeIncident({ owner: `team-${index}` }));
    expect(filledIn('{{ owner }}', madeNotice({ incidents }))).toMatch(/^team-0, team-1, .*, team-9 and 2 more$/);
  });

  test('may name all that is documented', () => {
    const template = ALL.map((name) => `{{ ${name} }}`).join('\n');
    expect(templateProblem(template)).toBeNull();
    expect(filledIn(template, madeNotice())).not.toMatch(/[{}]|undefined|null|NaN/);
  });

  test.each([
    '{{ grop }}',
    '{{ constructor }}',
    '{{ __proto__ }}',
    '{{ group.length }}',
    '{{#if group}}x{{/if}}',
    '{{ group',
    'group }}',
    '{{}}',
    '{{ 1 + 1 }}',
  ])('%s is refused', (template) => expect(templateProblem(template)).toEqual(expect.any(String)));

  test('says what it may name instead', () => {
    expect(templateProblem('{{ grop }}')).toMatch(/^there is no \{\{ grop \}\}: there are event, severity, .*chart$/);
  });

  test('is filled in once: what others named is no template', () => {
    const incidents = [madeIncident({ group: '{{ runbook }}', topic: '$&' })];
    expect(filledIn('{{ group }} {{ topic }}', madeNotice({ incidents }))).toBe('{{ runbook }} $&');
  });

  test('puts what others named on one line each, and addresses whole', () => {
    const runbook = `https://wiki.test/${'r'.repeat(900)}`;
    const incidents = [madeIncident({ group: 'a\nb\u0000\u202ec', cause: 'c'.repeat(5_000) })];
    const notice = madeNotice({ incidents, rule: { ...madeNotice().rule, runbook } });
    const [group, cause = '', at] = filledIn('{{ group }}\n{{ cause }}\n{{ runbook }}', notice).split('\n');
    expect([group, cause.length, at]).toEqual(['a b c', 500, runbook]);
  });

  test('names the other incidents of a storm, a line each', () => {
    const incidents = Array.from({ length: 100 }, (_, index) => madeIncident({ group: `g${index}` }));
    const lines = filledIn('{{ count }}\n{{ others }}', madeNotice({ incidents, incidentCount: 300 })).split('\n');
    expect([lines[0], lines[1], lines.at(-1), lines.length]).toEqual([
      '300',
      'g1: lag 80,112 on payments/1, above 10,000',
      'and 279 more',
      22,
    ]);
  });

  test('that is taken can be filled in, whatever it is', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('{{', '}}', '{', ' ', ...ALL.map((name) => `{{${name}}}`)));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const template = parts.join('');
        if (templateProblem(template) !== null) return;
        const filled = filledIn(template, madeNotice());
        expect(/\{\{[^{}]*\}\}/.test(filled)).toBe(false);
      }),
    );
  });
});

describe('the templates of a destination', () => {
  const parsed = (templates: Record<string, unknown>) =>
    parseDestination('slack', 'chat', { url: 'https://hooks.test/', ...templates });
  const errorsOf = (templates: Record<string, unknown>) => {
    const result = parsed(templates);
    return result.ok ? [] : result.errors;
  };

  test.each([
    ['title', '{{ nobody }}'],
    ['title', 'two\nlines'],
    ['title', 'x'.repeat(201)],
    ['title', 7],
    ['text', '{{ nobody }}'],
    ['text', 'bell\u0007'],
    ['text', 'x'.repeat(2_001)],
  ])('are refused at the field: %s %j', (field, template) => {
    expect(errorsOf({ [field]: template }).map(({ parameter }) => parameter)).toEqual([`config.${field}`]);
  });

  test('are taken with their lines, and left out when they are empty', () => {
    expect(parsed({ title: ' ', text: ' one\r\n\ttwo ' })).toMatchObject({
      ok: true,
      destination: { config: { url: 'https://hooks.test/', text: 'one\n\ttwo' } },
    });
    const result = parsed({ title: '' });
    expect(result.ok && result.destination.config.title).toBeUndefined();
  });
});
