import { expect, test } from 'vitest';
import { lackingPermissions } from './lacking-permissions.ts';

const failure = (message: string, code = 'INCOMPLETE_PERMISSIONS') => ({ code, message, brokerId: null, since: null });

test('nothing hidden is nothing lacking', () => {
  expect(lackingPermissions([failure('no answer', 'BROKER_TIMEOUT')], 'kafka-1:9092')).toBeNull();
});

test('the commands stand apart, ready for a broker of the cluster, whatever names are in them', () => {
  const message =
    "groups may be hidden. To grant it: kafka-acls --add --allow-principal User:t --operation Describe --group 'a; b'; kafka-acls --add --allow-principal User:t --operation Describe --cluster";
  expect(lackingPermissions([failure(message)], 'kafka-1:9092')).toEqual({
    lacking: 'groups may be hidden',
    commands: [
      "kafka-acls --bootstrap-server kafka-1:9092 --add --allow-principal User:t --operation Describe --group 'a; b'",
      'kafka-acls --bootstrap-server kafka-1:9092 --add --allow-principal User:t --operation Describe --cluster',
    ],
  });
});

test('a lack without a command is told all the same', () => {
  expect(lackingPermissions([failure('something is hidden')])).toEqual({
    lacking: 'something is hidden',
    commands: [],
  });
});
