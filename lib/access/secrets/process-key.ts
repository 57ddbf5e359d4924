import { getConfig } from '#lib/config/config.ts';
import type { SecretKeys } from './key.ts';
import { type FoundKeys, findSecretKeys } from './key-source.ts';

let found: FoundKeys | null = null;

/** The keys of this process, looked up once. Throws ConfigurationError or SecretKeyUnusable. */
export function foundKeys(): FoundKeys {
  found ??= findSecretKeys(getConfig());
  return found;
}

/** The keys that stored secrets are sealed and opened with. */
export const secretKeys = (): SecretKeys => foundKeys().keys;

/** What sessions and their cookies are signed with: derived from the key of the installation. */
export const signInSecret = (): string => secretKeys().current.derive('sign-in').toString('base64url');
