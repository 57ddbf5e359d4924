import { expect, it } from 'vitest';
import { isSupported } from './node.mjs';

it.each([
  ['18.20.8', false],
  ['20.20.2', false],
  ['22.21.1', false],
  ['22.22.0', true],
  ['22.23.2', true],
  ['24.0.0', true],
  ['26.10.0', true],
])('Node %s can run Tidemark as it is: %s', (version, supported) => {
  expect(isSupported(version)).toBe(supported);
});
