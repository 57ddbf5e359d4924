import { expect, test } from 'vitest';
import { configOf } from './destination-fields.ts';

test('fields that are left empty are not sent, so that they keep what they have', () => {
  expect(configOf('pagerduty', { routingKey: ' ', url: 'https://relay.test/' })).toEqual({
    url: 'https://relay.test/',
  });
  expect(configOf('slack', {})).toEqual({});
});

test('several signing keys, the newest first', () => {
  expect(configOf('webhook', { url: 'https://x.test', secrets: 'whsec_a, whsec_b' })).toEqual({
    url: 'https://x.test',
    secrets: ['whsec_a', 'whsec_b'],
  });
});

test('nothing that another kind would have', () => {
  expect(configOf('slack', { url: 'https://hooks.test/', bearerToken: 'left over' })).toEqual({
    url: 'https://hooks.test/',
  });
});

test('an address that is left empty is the usual one, whatever it was before', () => {
  expect(configOf('pagerduty', { routingKey: 'k', url: '' })).toEqual({
    routingKey: 'k',
    url: 'https://events.pagerduty.com/v2/enqueue',
  });
});

test('what may go goes when it is left empty, and a password with its user name', () => {
  const mail = { host: 'mail.test', from: 'a@example.com', to: 'b@example.com, c@example.com' };
  expect(configOf('email', { ...mail, port: '', user: '' })).toEqual({
    host: 'mail.test',
    security: 'starttls',
    port: null,
    user: null,
    password: null,
    from: 'a@example.com',
    to: ['b@example.com', 'c@example.com'],
  });
  // The password that is there stays.
  const kept = configOf('email', { ...mail, port: '2525', user: 'ada' });
  expect(kept).toMatchObject({ port: 2525, user: 'ada' });
  expect(kept).not.toHaveProperty('password');
});
