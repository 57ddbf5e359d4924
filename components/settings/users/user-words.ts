import type { StatusLook } from '#components/status/tone.ts';
import type { Phrase } from '#components/ui/answer.tsx';
import type { User } from '#lib/api/schemas/users.ts';
import { plural } from '#lib/client/format-number.ts';
import { grantWords } from '../role-options.ts';

/** What a user's state looks like. */
export function userLook({ disabled, grants }: User): StatusLook {
  if (disabled) return { tone: 'calm', shape: 'blocked', word: 'DISABLED', meaning: 'May not sign in.' };
  if (grants.length === 0) {
    return { tone: 'warn', shape: 'warn', word: 'NO GRANT', meaning: 'May sign in, and sees nothing then.' };
  }
  return { tone: 'ok', shape: 'ok', word: 'ACTIVE', meaning: 'May sign in.' };
}

/** What a user may do, in words. */
export const mayWords = ({ grants }: User): string => (grants.length === 0 ? 'nothing yet' : grantWords(grants));

/** How a user signs in, in words. */
export function signInWords({ hasPassword, providers }: User): string {
  const ways = [...(hasPassword ? ['password'] : []), ...providers];
  return ways.length === 0 ? 'no password' : ways.join(', ');
}

/** Who can sign in, in a sentence. */
export function usersAnswer(users: readonly User[]): Phrase[] {
  const enabled = users.filter(({ disabled }) => !disabled);
  const idle = enabled.filter(({ grants }) => grants.length === 0).length;
  const first = `${plural(enabled.length, 'user')} can sign in`;
  if (idle === 0) return [`${first}.`];
  return [`${first}, `, { key: 'idle', text: `${idle} of them may do nothing yet`, tone: 'warn' }, '.'];
}
