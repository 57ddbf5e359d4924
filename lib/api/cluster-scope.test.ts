import { expect, test } from 'vitest';
import type { ClusterIdentity } from '#lib/views/cluster-identity.ts';
import { groupNotFound, topicNotFound } from './cluster-scope.ts';

const READ: ClusterIdentity = { name: 'a', id: 1, pollId: 2, observedAt: '2026-11-23T14:06:00.000Z', stale: false };

test.each<[cluster: string, identity: ClusterIdentity, detail: string]>([
  ['read', READ, ''],
  ['read long ago', { ...READ, stale: true }, ''],
  ['never polled', { ...READ, id: null, pollId: null, observedAt: null, stale: true }, ': it has not been polled yet'],
  ['polled in vain', { ...READ, observedAt: null, stale: true }, ' that is known: no poll could read it yet'],
])('what is not on a cluster that was %s', (_, identity, detail) => {
  expect(groupNotFound(identity, 'x').message).toBe(`a has no group "x"${detail}`);
  expect(topicNotFound(identity, 'x').message).toBe(`a has no topic "x"${detail}`);
});
