import { optionalSecret } from '../setting.ts';
import { secretKey } from '../value-types.ts';

/** What stored secrets are sealed with. */
export const secretSettings = {
  key: optionalSecret({
    yaml: 'secrets.key',
    env: 'TIDEMARK_SECRET_KEY',
    type: secretKey,
    example: 'bm90IGEga2V5OiBydW4gb3BlbnNzbCByYW5kIC1iNjQ=',
    defaultNote: 'a key made in the data folder',
    description:
      'The key that stored secrets are sealed with, and from which the one for sessions is made: 32 random bytes, as `openssl' +
      ' rand -base64 32` gives them. Every process on one database needs the same. Keep a copy: without it the stored secrets' +
      ' are lost.',
  }),
  previousKey: optionalSecret({
    yaml: 'secrets.previousKey',
    env: 'TIDEMARK_SECRET_KEY_PREVIOUS',
    type: secretKey,
    example: 'dGhlIGtleSBvZiBiZWZvcmUsIHVudGlsIHJvdGF0ZWQ=',
    description:
      'The key of before, while the stored secrets are not yet all sealed with the new one: it opens, and seals nothing.' +
      ' `npm run secrets -- rotate` ends that.',
  }),
};
