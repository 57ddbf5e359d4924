import { describe, expect, test } from 'vitest';
import { CONFIGS, type DestinationKind } from './configs.ts';
import { previewOf } from './preview.ts';

const KINDS = Object.keys(CONFIGS) as DestinationKind[];
const AROUND = { now: new Date('2026-11-23T14:10:30.000Z'), console: 'https://tidemark.test' };
const TEMPLATES = { title: '{{ group }} is {{ event }}', text: 'lag {{ lag }} <&> [x](https://evil.test)' };

function previewed(kind: DestinationKind, config: Record<string, unknown> = {}) {
  const result = previewOf(kind, 'it', config, AROUND);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.previews;
}

describe.each(KINDS)('%s', (kind) => {
  test('is shown before anything is filled in, as it opens and when it is over', () => {
    const [opened, resolved] = previewed(kind);
    expect([opened?.event, resolved?.event]).toEqual(['opened', 'resolved']);
    expect(opened?.title).toMatch(/payments-worker|Payments behind/);
    expect(resolved?.title).toMatch(/resolved/i);
    expect(opened?.body).toContain('payments-worker');
  });

  test('is told with its templates', () => {
    const [opened, resolved] = previewed(kind, TEMPLATES);
    expect(opened?.title).toMatch(/^(🔴 )?payments-worker is opened$/u);
    expect(opened?.lines).toEqual(['lag 80,112 <&> [x](https://evil.test)']);
    expect(opened?.body).toContain('payments-worker is opened');
    expect(opened?.body).toMatch(/lag 80,112 (<&>|&lt;&amp;&gt;)/);
    // PagerDuty takes no words with a resolve.
    if (kind !== 'pagerduty') expect(resolved?.body).toContain('payments-worker is resolved');
  });

  test('refuses a template at its field', () => {
    const result = previewOf(kind, 'it', { title: '{{ nobody }}' }, AROUND);
    expect(result).toMatchObject({ ok: false, errors: [{ parameter: 'config.title' }] });
  });
});

test('no secret is in it, whatever was typed', () => {
  const secrets: Record<DestinationKind, Record<string, unknown>> = {
    pagerduty: { routingKey: 'hunter2hunter2hunter2hunter2hunt' },
    slack: { url: 'https://hooks.test/hunter2' },
    teams: { url: 'https://teams.test/hunter2' },
    alertmanager: { bearerToken: 'hunter2' },
    webhook: { secrets: ['hunter2'] },
    email: { user: 'ada', password: 'hunter2', security: 'none' },
  };
  for (const kind of KINDS) expect(JSON.stringify(previewed(kind, secrets[kind]))).not.toContain('hunter2');
});

test('an e-mail is shown with its headers', () => {
  const [opened, resolved] = previewed('email', { from: 'a@example.com', to: ['b@example.com', 'c@example.com'] });
  expect(opened?.body).toMatch(
    /^From: Tidemark <a@example.com>\nTo: b@example.com, c@example.com\nSubject: \[critical\] payments-worker/,
  );
  expect(resolved?.body).toContain('\nIn-Reply-To: <tidemark-');
});
