import { expect, test } from 'vitest';
import type { DestinationKind } from './configs.ts';
import { parseDestination, shownSettings } from './destination.ts';

const MAIL = { host: 'mail.test', from: 'a@mail.test', to: ['b@mail.test'], user: 'ada' };

test.each<[DestinationKind, Record<string, unknown>, Record<string, string>]>([
  ['pagerduty', { routingKey: `${'a'.repeat(28)}wxyz` }, { routingKey: '…wxyz' }],
  ['slack', { url: 'https://hooks.slack.test/services/T000/B000/abcdefgh' }, { url: 'https://hooks.slack.test/…efgh' }],
  ['alertmanager', { url: 'https://am.test/', bearerToken: 'short' }, { bearerToken: '…' }],
  ['email', { ...MAIL, password: 'correct horse battery staple' }, { password: '…' }],
])('of a secret of %s no more is shown than it is known by', (kind, config, shown) => {
  const parsed = parseDestination(kind, 'one', config);
  expect(parsed).toMatchObject({ ok: true });
  if (parsed.ok) expect(shownSettings(parsed.destination)).toMatchObject(shown);
});
