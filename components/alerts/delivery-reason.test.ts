import { expect, test } from 'vitest';
import { shortReason } from './delivery-reason.ts';

test.each([
  ['403 invalid_token', '403 invalid_token'],
  ['404 <!DOCTYPE html><html lang="en"><head>', '404'],
  ['502\n<html><body>Bad gateway', '502'],
  ['<html>', 'an answer that is a page'],
  ['400 {"error":"<b>"}', '400 {"error":"<b>"}'],
  [`500 ${'x'.repeat(500)}`, `500 ${'x'.repeat(116)}…`],
])('why something was not delivered, in a line: %s', (reason, words) => expect(shortReason(reason)).toBe(words));
