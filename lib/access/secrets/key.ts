import { createHash, hkdfSync } from 'node:crypto';
import { inspect } from 'node:util';
import type { Secret } from '#lib/config/secret.ts';

const ID_BYTES = 8;
const DERIVED_BYTES = 32;

/** What keys are derived for. A name stands for one use for ever: another meaning is another name. */
export type KeyPurpose = 'stored-secrets' | 'sign-in';

/** The key of an installation. It shows itself nowhere; what is used are keys derived from it. */
export class SecretKey {
  /** Tells keys apart and gives nothing away: the first 8 bytes of the key's SHA-256, in hex. */
  readonly id: string;
  readonly #bytes: Buffer;

  /** Takes 32 bytes as hex, which is how the setting is kept. */
  constructor(hex: Secret) {
    this.#bytes = Buffer.from(hex.reveal(), 'hex');
    this.id = createHash('sha256')
      .update(this.#bytes)
      .digest('hex')
      .slice(0, 2 * ID_BYTES);
  }

  /** A key of 32 bytes for one purpose (HKDF-SHA-256): it tells nothing of this one, nor of those for other purposes. */
  derive(purpose: KeyPurpose): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#bytes, '', `tidemark/${purpose}/1`, DERIVED_BYTES));
  }

  toString(): string {
    return `[key ${this.id}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** The keys of a process: one seals and opens, those of before only open. */
export interface SecretKeys {
  current: SecretKey;
  previous: readonly SecretKey[];
}

/** All keys that open, the present one first. */
export const openersOf = ({ current, previous }: SecretKeys): SecretKey[] => [current, ...previous];
