import { expect, it } from 'vitest';
import { brokersNamed, failuresByBroker, isOfTheStore, refusalToStore } from './failures.ts';

const at = (clock: string) => `2026-11-23T${clock}.000Z`;

it('says each broker once, with its oldest failure', () => {
  const failures = [
    { code: 'TIMEOUT', message: 'ListOffsets timed out.', brokerId: 3, since: at('14:03:00') },
    { code: 'BROKER_UNREACHABLE', message: 'connection refused', brokerId: 3, since: at('14:02:07') },
    { code: 'TIMEOUT', message: 'timed out', brokerId: 2, since: null },
    { code: 'DENIED', message: 'not allowed to describe the cluster', brokerId: null, since: null },
  ];
  expect(failuresByBroker(failures).map(({ brokerId, message }) => [brokerId, message])).toEqual([
    [null, 'Not allowed to describe the cluster'],
    [2, 'timed out'],
    [3, 'connection refused'],
  ]);
});

it.each([
  ['HISTORY_NOT_STORED', true, false],
  ['HISTORY_SHORTENED', true, false],
  ['POLL_NOT_STORED', true, true],
  ['BROKER_UNREACHABLE', false, false],
] as const)('%s is of the store: %s, refuses polls: %s', (code, ofTheStore, refuses) => {
  const failure = { code, message: 'm', brokerId: null, since: null };
  expect(isOfTheStore(code)).toBe(ofTheStore);
  expect(refusalToStore([failure])).toBe(refuses ? failure : undefined);
});

it('says last that the bootstrap addresses are silent too, and leaves addresses as they are', () => {
  const refused = { code: 'BROKER_UNREACHABLE', since: null };
  const failures = [
    { ...refused, message: 'no bootstrap address answers: nothing listens', brokerId: null },
    { ...refused, message: 'connection refused', brokerId: 1 },
    { code: 'TLS', message: 'kafka-1:9092 has no certificate', brokerId: null, since: null },
  ];
  expect(failuresByBroker(failures).map(({ message }) => message)).toEqual([
    'kafka-1:9092 has no certificate',
    'connection refused',
    'No bootstrap address answers: nothing listens',
  ]);
});

it.each([
  [[3], 'Broker 3'],
  [[2, 3], 'Brokers 2 and 3'],
  [[1, 2, 3], 'Brokers 1, 2 and 3'],
] as const)('%j are named %s', (ids, expected) => expect(brokersNamed(ids)).toBe(expected));
