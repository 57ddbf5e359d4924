import { expect, test } from 'vitest';
import { ALL, type Grant, grantCommand, grantInWords } from './grants.ts';

test.each<[grant: Grant, words: string, rest: string]>([
  [{ operation: 'Describe', on: { resource: 'cluster' } }, 'Describe on the cluster', 'Describe --cluster'],
  [
    { operation: 'Describe', on: { resource: 'topic', name: 'orders' } },
    'Describe on topic orders',
    'Describe --topic orders',
  ],
  [{ operation: 'Read', on: { resource: 'topic', name: ALL } }, 'Read on every topic', "Read --topic '*'"],
  [
    { operation: 'Describe', on: { resource: 'group', name: "it's a group" } },
    "Describe on group it's a group",
    "Describe --group 'it'\\''s a group'",
  ],
])('%j', (grant, words, rest) => {
  expect(grantInWords(grant)).toBe(words);
  expect(grantCommand(grant, 'User:alice')).toBe(`kafka-acls --add --allow-principal User:alice --operation ${rest}`);
});

test('a principal that a shell would take apart is quoted', () => {
  const grant: Grant = { operation: 'Describe', on: { resource: 'cluster' } };
  expect(grantCommand(grant, 'User:CN=a, O=b')).toContain("--allow-principal 'User:CN=a, O=b' ");
});
