import { expect, test } from 'vitest';
import { guardedFailure, isDenied, isStaleLeader, kafkaFailure } from './failure.ts';

test.each<[code: number, name: string, says: RegExp]>([
  [29, 'TOPIC_AUTHORIZATION_FAILED', /no permission on this topic/],
  [30, 'GROUP_AUTHORIZATION_FAILED', /no permission on this group/],
  [6, 'NOT_LEADER_OR_FOLLOWER', /leader moved/],
  [16, 'NOT_COORDINATOR', /moved/],
  [14, 'COORDINATOR_LOAD_IN_PROGRESS', /loading/],
  [31_999, 'KAFKA_ERROR_31999', /error 31999/],
])('error %i is %s', (errorCode, code, says) => {
  const failure = kafkaFailure(errorCode, 2);
  expect(failure).toMatchObject({ code, brokerId: 2 });
  expect(failure.message).toMatch(says);
});

test('a denial names what to grant; any other failure stays what it is', () => {
  const grant = { operation: 'Describe', on: { resource: 'group', name: 'payments' } } as const;
  expect(guardedFailure(30, grant, 2)).toEqual({
    code: 'GROUP_AUTHORIZATION_FAILED',
    message: 'no permission: grant Describe on group payments',
    brokerId: 2,
    grants: [grant],
  });
  expect(guardedFailure(16, grant, 2)).toEqual(kafkaFailure(16, 2));
});

test('what the broker itself says is kept where we have no advice', () => {
  expect(kafkaFailure(42, null, 'partition 7 is strange').message).toBe('partition 7 is strange');
});

test.each([
  ['NOT_LEADER_OR_FOLLOWER', true, false],
  ['FENCED_LEADER_EPOCH', true, false],
  ['UNKNOWN_LEADER_EPOCH', true, false],
  ['LEADER_NOT_AVAILABLE', false, false],
  ['BROKER_TIMEOUT', false, false],
  ['CLUSTER_AUTHORIZATION_FAILED', false, true],
])('%s: moved %s, denied %s', (code, stale, denied) => {
  expect([isStaleLeader(code), isDenied(code)]).toEqual([stale, denied]);
});
