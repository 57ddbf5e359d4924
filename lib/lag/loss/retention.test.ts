import { expect, test } from 'vitest';
import { retentionOf } from './retention.ts';

const of = (settings: Record<string, string>) => retentionOf((name) => settings[name]);
const limits = { 'retention.ms': '604800000', 'retention.bytes': '-1' };

test.each([
  [
    { 'cleanup.policy': 'delete', ...limits },
    { ms: 604_800_000, bytes: null },
  ],
  [
    { 'cleanup.policy': 'compact,delete', ...limits },
    { ms: 604_800_000, bytes: null },
  ],
  [
    { 'cleanup.policy': 'delete, compact', ...limits },
    { ms: 604_800_000, bytes: null },
  ],
  [
    { 'cleanup.policy': 'compact', ...limits },
    { ms: null, bytes: null },
  ],
  [
    { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '0' },
    { ms: null, bytes: 0 },
  ],
  [limits, null],
  [{ 'cleanup.policy': 'delete', 'retention.ms': '1000' }, null],
  [{ 'cleanup.policy': 'delete', 'retention.ms': 'soon', 'retention.bytes': '-1' }, null],
])('%j', (settings, expected) => {
  expect(of(settings as Record<string, string>)).toEqual(expected);
});
