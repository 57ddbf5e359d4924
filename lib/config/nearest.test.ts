import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const KNOWN = ['name', 'brokers', 'pollInterval', 'tls', 'sasl', 'readOnly', 'KAFKA_BROKERS'];

it.each([
  ['poll_interval', 'pollInterval'],
  ['pollIntervall', 'pollInterval'],
  ['pol-interval', 'pollInterval'],
  ['broker', 'brokers'],
  ['nmae', 'name'],
  ['readonly', 'readOnly'],
  ['ssl', 'tls'],
  ['bootstrap.servers', 'brokers'],
  ['KAFKA_BOOTSTRAP_SERVERS', 'KAFKA_BROKERS'],
  ['topics', null],
  ['x', null],
  ['', null],
])('%s most likely means %s', (wrong, meant) => expect(nearest(wrong, KNOWN)).toBe(meant));
