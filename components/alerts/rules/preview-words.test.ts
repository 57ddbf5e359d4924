import { describe, expect, test } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { rulePreviewExample } from '#lib/api/examples/rule-preview.ts';
import type { RulePreview } from '#lib/api/schemas/rule-preview.ts';
import type { KnownPreview } from '#lib/client/rule-preview.ts';
import { bandOf, previewWords, targetWords } from './preview-words.ts';

const NOW = Date.parse('2026-11-23T14:02:31.000Z');
const { next: _, ...example } = rulePreviewExample as RulePreview;
const [target] = example.targets;
const known = (changes: Partial<KnownPreview> = {}): KnownPreview => ({ ...example, isWhole: true, ...changes });
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const said = (changes: Partial<KnownPreview> = {}) => plain(spoken(previewWords(known(changes), 7, NOW)));

describe('what the preview says', () => {
  test('how often it would have fired, for how many groups, for how long', () => {
    expect(said()).toBe('In the last 7 days it would have fired once for 1 group, 22 min in all.');
    const targets = ['a', 'b'].map((group) => ({ ...target, group, count: 2 })) as KnownPreview['targets'];
    expect(said({ targets })).toBe('In the last 7 days it would have fired 4 times for 2 groups, 44 min in all.');
  });

  test('that it would not have', () => {
    expect(said({ targets: [] })).toBe('In the last 7 days it would not have fired.');
    expect(said({ groups: 0, targets: [] })).toBe('It is over no group that is there now.');
  });

  test('how much of it is looked at by now', () => {
    expect(said({ targets: [], isWhole: false, groups: 500, looked: 120 })).toBe(
      'In the last 7 days it would not have fired yet. 120 of 500 groups looked at so far.',
    );
  });

  test('how far it is in the middle of a group', () => {
    const from = '2026-11-16T14:00:00.000Z';
    const reached = '2026-11-20T20:00:00.000Z';
    const progress = { targets: [], isWhole: false, groups: 500, looked: 120, from, reached };
    expect(said({ ...progress, to: '2026-11-23T14:00:00.000Z' })).toBe(
      'In the last 7 days it would not have fired yet. 120 of 500 groups looked at so far, and 4 of 7 days of the next one.',
    );
  });

  test('of what it is not sure', () => {
    expect(said({ targets: [], doubts: ['time-lag-from-ends'] })).toBe(
      'In the last 7 days it would not have fired. Time behind is told by the log ends that polls saw, to about one poll.',
    );
  });

  test('that it is about the cluster', () => {
    const targets = [{ ...target, group: null }] as KnownPreview['targets'];
    expect(said({ over: 'cluster', groups: 0, targets })).toBe(
      'In the last 7 days it would have fired once, 22 min in all.',
    );
  });

  test('what is kept, where that is less', () => {
    expect(said({ from: '2026-11-23T10:00:00.000Z', targets: [] })).toMatch(
      /^Since \d\d:00:00 it would not have fired\.$/,
    );
    expect(said({ to: '2026-11-23T13:00:00.000Z', targets: [] })).toMatch(
      /^In the last 7 days, until \d\d:00:00, it would not have fired\.$/,
    );
  });

  test.each(['not-by-poll', 'changes-only', 'one-time', 'no-history'] as const)(
    'why there is none: %s',
    (unavailable) => {
      expect(said({ unavailable })).toMatch(/^There is no preview/);
    },
  );
});

test('a row says in words what its picture shows', () => {
  const firing = { since: '2026-11-23T13:00:00.000Z', firedAt: '2026-11-23T13:01:00.000Z', resolvedAt: null, worst: 5 };
  expect(
    plain(targetWords({ group: 'a', topic: null, broker: null, count: 3, seconds: 90, firings: [firing] }, NOW)),
  ).toMatch(/^3 times, 1 min 30 s in all; the last time at \d\d:01:00, and would be firing now$/);
});

describe('a band', () => {
  const from = Date.parse('2026-11-23T00:00:00.000Z');
  const to = Date.parse('2026-11-23T10:00:00.000Z');
  const firing = (firedAt: string, resolvedAt: string | null) => ({ since: firedAt, firedAt, resolvedAt, worst: null });

  test.each([
    ['2026-11-23T01:00:00.000Z', '2026-11-23T02:00:00.000Z', { left: 10, width: 10 }],
    ['2026-11-23T09:00:00.000Z', null, { left: 90, width: 10 }],
    ['2026-11-23T05:00:00.000Z', '2026-11-23T05:00:10.000Z', { left: 50, width: 0.4 }],
    ['2026-11-23T10:00:00.000Z', null, { left: 99.6, width: 0.4 }],
  ])('from %s to %s', (firedAt, resolvedAt, expected) => {
    expect(bandOf(firing(firedAt, resolvedAt), from, to)).toEqual(expected);
  });
});
