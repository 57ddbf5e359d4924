import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { problem } from '#components/settings/testing.ts';
import { rulePreviewExample } from '#lib/api/examples/rule-preview.ts';
import { alertsServer, show } from '../testing.tsx';
import { NEW_RULE } from './rule-draft.ts';
import { RulePreview } from './rule-preview.tsx';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const PATH = '/api/v1/rules/preview';
/** A busy machine takes its time. */
const PATIENT = { timeout: 10_000 };
const preview = () => within(screen.getByRole('region', { name: 'Preview' }));

test('what would have fired is told in a sentence, with a row for each group, and asked part by part', async () => {
  const server = alertsServer();
  const parts = [
    { ...rulePreviewExample, groups: 30, looked: 20, next: 'payments-worker' },
    { ...rulePreviewExample, groups: 30, looked: 10, targets: [{ ...rulePreviewExample.targets[0], group: 'second' }] },
  ];
  server.questions[PATH] = () => Response.json(parts.shift());
  show(<RulePreview draft={NEW_RULE} />);
  expect(await screen.findByText(/would have fired/, undefined, PATIENT)).toBeDefined();
  expect(await preview().findByText('second', undefined, PATIENT)).toBeDefined();
  const pictures = preview().getAllByRole('img');
  expect(pictures.map((picture) => picture.getAttribute('aria-label'))).toEqual([
    expect.stringMatching(/^once, 22.min in all/),
    expect.stringMatching(/^once, 22.min in all/),
  ]);
  expect(parts).toEqual([]);
});

test('a large group that comes in several parts is one row, and what is asked next is where the part before stopped', async () => {
  const server = alertsServer();
  const asked: unknown[] = [];
  const parts = [
    { ...rulePreviewExample, looked: 0, reached: '2026-11-20T14:00:00.000Z', next: 'in the middle' },
    { ...rulePreviewExample, looked: 12 },
  ];
  server.questions[PATH] = (question) => {
    asked.push(question);
    return Response.json(parts.shift());
  };
  show(<RulePreview draft={NEW_RULE} />);
  expect(await preview().findByRole('img', { name: /^2 times, 44.min in all/ }, PATIENT)).toBeDefined();
  expect(preview().getAllByRole('img')).toHaveLength(1);
  expect(asked).toMatchObject([{ after: null }, { after: 'in the middle' }]);
});

test('what is not right yet is not asked', () => {
  const server = alertsServer();
  server.questions[PATH] = () => {
    throw new Error('asked');
  };
  show(<RulePreview draft={{ ...NEW_RULE, threshold: 'many' }} />);
  expect(preview().getByText('Once the rule is right it says here when it would have fired.')).toBeDefined();
});

test('what the server refuses at a field waits, too, and any other trouble is said', async () => {
  const server = alertsServer();
  server.questions[PATH] = problem(400, 'INVALID_PARAMETER', [{ parameter: 'condition', message: 'no' }]);
  show(<RulePreview draft={NEW_RULE} />);
  expect(await preview().findByText(/^Once the rule is right/, undefined, PATIENT)).toBeDefined();
});

test('trouble is said', async () => {
  const server = alertsServer();
  server.questions[PATH] = problem(503, 'DATABASE_NOT_READY');
  show(<RulePreview draft={NEW_RULE} />);
  expect(await preview().findByText(/Do something else/, undefined, PATIENT)).toBeDefined();
});
