import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Secret } from '#lib/config/secret.ts';
import { openersOf, type SecretKey, type SecretKeys } from './key.ts';

const CIPHER = 'aes-256-gcm';
/** Of a sealed text: this byte, nonce, text, tag. */
const FORM = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const AROUND = 1 + NONCE_BYTES + TAG_BYTES;

/** A text that only its key opens, and only as the secret of its owner. */
export interface Sealed {
  /** Id of the key, in hex. */
  keyId: string;
  sealed: Uint8Array;
}

/**
 * A secret as it is found: its text, or why there is none. `other-key`: none of the keys at hand sealed it; `does-not-open`: the
 * key is right, and what is stored was changed, cut, or taken from another owner.
 */
export type FoundSecret =
  | { state: 'present'; text: Secret }
  | { state: 'missing'; because: 'other-key' | 'does-not-open' };

/** Seals the text as the secret of `owner`. Every call takes a new nonce. */
export function seal(key: SecretKey, owner: string, text: string): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.derive('stored-secrets'), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound(key, owner));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { keyId: key.id, sealed: Buffer.concat([Buffer.of(FORM), nonce, body, cipher.getAuthTag()]) };
}

/** Opens what was sealed as the secret of `owner`. Never throws, and never gives a part of a text. */
export function open(keys: SecretKeys, owner: string, { keyId, sealed }: Sealed): FoundSecret {
  const key = openersOf(keys).find(({ id }) => id === keyId);
  if (key === undefined) return { state: 'missing', because: 'other-key' };
  const text = opened(key, owner, Buffer.from(sealed));
  return text === null ? { state: 'missing', because: 'does-not-open' } : { state: 'present', text };
}

function opened(key: SecretKey, owner: string, sealed: Buffer): Secret | null {
  if (sealed.length < AROUND || sealed[0] !== FORM) return null;
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const body = sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key.derive('stored-secrets'), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(bound(key, owner)).setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return new Secret(Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8'));
  } catch {
    // The tag does not hold. Node says no more than that, and neither do we.
    return null;
  }
}

/** What a sealed text is bound to besides its key: the form it has, the id of the key, and whose secret it is. */
const bound = ({ id }: SecretKey, owner: string): Buffer => Buffer.from(`tidemark/secret/${FORM}/${id}/${owner}`);
