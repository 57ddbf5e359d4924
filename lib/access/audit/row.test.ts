import { describe, expect, test } from 'vitest';
import { boundedJson, boundedSubject, MOST_JSON_BYTES } from './bounds.ts';
import { type AuditRow, hashOf } from './row.ts';
import { testSubject } from './testing.ts';

const row: AuditRow = {
  id: 7n,
  at: '2026-11-23T14:02:31.000123Z',
  actorKind: 'user',
  actorId: 'user-1',
  actorName: 'ada@example.com',
  address: '10.0.0.7',
  userAgent: 'curl/8',
  requestId: 'request-1',
  action: 'grant.create',
  cluster: 'orders',
  target: 'bob@example.com',
  reason: null,
  before: 'null',
  after: '{"role": "operator"}',
  outcome: 'intended',
  of: null,
  detail: null,
  count: 1,
};
const PREVIOUS = '00'.repeat(32);

describe('the hash of a row', () => {
  test('is what the manual says, for whoever computes it elsewhere', () => {
    expect(hashOf(row, PREVIOUS)).toBe('91168a87f7fc34c543de3ec0fcd8a0e9a758ae51a28460b3e22fc4594f3a69e2');
  });

  test.each<[keyof AuditRow, Partial<AuditRow>]>([
    ['id', { id: 8n }],
    ['at', { at: '2026-11-23T14:02:31.000124Z' }],
    ['actorKind', { actorKind: 'token' }],
    ['actorId', { actorId: 'user-2' }],
    ['actorName', { actorName: 'eve@example.com' }],
    ['address', { address: null }],
    ['userAgent', { userAgent: '' }],
    ['requestId', { requestId: 'request-2' }],
    ['action', { action: 'grant.delete' }],
    ['cluster', { cluster: null }],
    ['target', { target: 'bob@example.com ' }],
    ['reason', { reason: '' }],
    ['before', { before: null }],
    ['after', { after: '{"role": "admin"}' }],
    ['outcome', { outcome: 'done' }],
    ['of', { of: 1n }],
    ['detail', { detail: 'null' }],
    ['count', { count: 2 }],
  ])('is another one with another %s', (_, change) => {
    expect(hashOf({ ...row, ...change }, PREVIOUS)).not.toBe(hashOf(row, PREVIOUS));
  });

  test('is another one after another row, and when text moves from one column to the next', () => {
    expect(hashOf(row, '11'.repeat(32))).not.toBe(hashOf(row, PREVIOUS));
    expect(hashOf({ ...row, cluster: 'or', target: 'ders' }, PREVIOUS)).not.toBe(
      hashOf({ ...row, cluster: 'orders', target: '' }, PREVIOUS),
    );
  });
});

describe('JSON of bounded size', () => {
  test('stays as it is up to 64 KB', () => {
    expect(boundedJson({ a: ['b', 1, null, true] })).toBe('{"a":["b",1,null,true]}');
    expect(boundedJson('x'.repeat(MOST_JSON_BYTES - 2))).toHaveLength(MOST_JSON_BYTES);
  });

  test('is cut beyond, in bytes and not in characters, with a beginning that Postgres takes', () => {
    const cut = JSON.parse(boundedJson('😀'.repeat(MOST_JSON_BYTES / 2)));
    expect(cut.cut).toMatchObject({ bytes: 2 * MOST_JSON_BYTES + 2 });
    expect(cut.cut.begins.isWellFormed()).toBe(true);
  });

  test('holds nothing that Postgres refuses', () => {
    expect(boundedJson({ a: 'nul \0', b: '\ud800' })).toBe('{"a":"nul \uFFFD","b":"\uFFFD"}');
  });
});

test('what whoever asks may make as long as they like is cut', () => {
  const long = 'x'.repeat(20_000);
  const origin = { address: long, userAgent: long, requestId: long };
  const subject = boundedSubject(testSubject({ cluster: long, target: long, reason: `${long}\0`, origin }));
  expect(JSON.stringify(subject).length).toBeLessThan(11_000);
  expect(boundedSubject(testSubject())).toEqual(testSubject());
});
