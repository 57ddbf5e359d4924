import { expect, it } from 'vitest';
import { withoutPassword } from './database.ts';

it.each([
  ['postgres://ann:secret@db.example.com:5432/tidemark', 'ann at db.example.com:5432/tidemark'],
  ['postgres://db.example.com/tidemark?password=secret', 'the default user at db.example.com/tidemark'],
  ['host=db password=secret', 'of DATABASE_URL'],
])('%s is shown as %s', (url, shown) => {
  expect(withoutPassword(url)).toBe(shown);
});
