import { expect, test } from 'vitest';
import type { Storage } from '#lib/api/schemas/settings.ts';
import { secretsSentence, storageAnswer } from './storage-words.ts';

const SECRETS: Storage['secrets'] = { keyId: 'k', rightKey: true, present: 0, ofBefore: 0, missing: [] };
const storage = (bytes: number): Storage => ({
  bytes,
  budgetBytes: 20e9,
  reserveBytes: 1e9,
  databaseBytes: bytes,
  families: [],
  secrets: SECRETS,
});
const toneOf = (bytes: number) =>
  storageAnswer(storage(bytes)).flatMap((phrase) => (typeof phrase === 'string' ? [] : [phrase.tone]))[0];

test.each([
  [1e9, undefined],
  [17.9e9, undefined],
  [18.1e9, 'warn'],
  [21e9, 'warn'],
])('a history of %d bytes in 20 GB: %s', (bytes, tone) => expect(toneOf(bytes)).toBe(tone));

const missing = [{ owner: 'destination/1/url', keyId: 'x', because: 'other-key' as const }];
test.each<[Partial<Storage['secrets']>, string, string]>([
  [{}, 'ok', 'No secret is stored yet.'],
  [{ present: 2 }, 'ok', '2 stored secrets can be opened.'],
  [{ present: 2, ofBefore: 1 }, 'warn', '1 of 2 stored secrets is still sealed with the key of before.'],
  [{ rightKey: false }, 'danger', 'The key of this process is not the one that others on this database use.'],
  [{ missing }, 'danger', '1 stored secret cannot be opened, and is treated as missing.'],
])('stored secrets: %j', (change, tone, text) => {
  const sentence = secretsSentence({ ...SECRETS, ...change });
  expect({ ...sentence, text: sentence.text.replaceAll('\u00a0', ' ') }).toEqual({ text, tone });
});
