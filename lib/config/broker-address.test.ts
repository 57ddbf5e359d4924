import { expect, it } from 'vitest';
import { formatBrokerAddress, parseBrokerAddress } from './broker-address.ts';

it.each([
  ['kafka-1.example.com:9092', { host: 'kafka-1.example.com', port: 9092 }],
  ['10.0.0.1:1', { host: '10.0.0.1', port: 1 }],
  ['broker_1:65535', { host: 'broker_1', port: 65535 }],
  ['[::1]:9092', { host: '::1', port: 9092 }],
  ['[fe80::1%eth0]:9092', { host: 'fe80::1%eth0', port: 9092 }],
])('%s is read and written back', (text, address) => {
  expect(parseBrokerAddress(text)).toEqual(address);
  expect(formatBrokerAddress(address)).toBe(text);
});

it.each([
  '',
  'kafka',
  'kafka:',
  ':9092',
  'kafka:0',
  'kafka:65536',
  'kafka:nine',
  '::1:9092',
  '[::1]',
  'PLAINTEXT://kafka:9092',
  'user:password@kafka:9092',
  'ka fka:9092',
])('%j is no address', (text) => expect(parseBrokerAddress(text)).toBeNull());
