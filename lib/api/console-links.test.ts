import { expect, test } from 'vitest';
import { consoleLinks } from './console-links.ts';

const links = consoleLinks('https://tidemark.test');

test('an incident, on a cluster of any name', () => {
  expect(links.incident('prod eu', '5b0a')).toBe('https://tidemark.test/clusters/prod%20eu/alerts/5b0a');
});

test('a group of any name, with its chart from an hour before', () => {
  const since = Date.parse('2026-11-23T14:01:30.000Z');
  expect(links.group('prod', 'a/b', since)).toBe(
    'https://tidemark.test/clusters/prod/groups/~YS9i?from=2026-11-23T13:01:30.000Z',
  );
});
