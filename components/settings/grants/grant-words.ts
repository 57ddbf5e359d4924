import type { Phrase } from '#components/ui/answer.tsx';
import type { Grant } from '#lib/api/schemas/grants.ts';
import { plural } from '#lib/client/format-number.ts';

export const KIND_WORDS = { user: 'user', group: 'group', token: 'token' } as const;

const isAdminOfAll = ({ principal, clusters, role }: Grant): boolean =>
  principal.active && clusters === '*' && role === 'admin';

/** Who may do what, in a sentence: who runs the installation, and what gives nothing. */
export function grantsAnswer(items: readonly Grant[]): Phrase[] {
  const admins = items.filter(isAdminOfAll).map(({ principal }) => principal);
  const idle = items.filter(({ principal, matches }) => !principal.active || matches.length === 0).length;
  const [only] = admins;
  const first =
    admins.length === 1 && only?.kind === 'user'
      ? `${only.name} alone administers this installation`
      : `${kindsOf(admins)} ${admins.length === 1 ? 'administers' : 'administer'} this installation`;
  if (admins.length === 0) return [`${plural(items.length, 'grant')}.`];
  if (idle === 0) return [`${first}.`];
  return [
    `${first}; `,
    { key: 'idle', text: `${plural(idle, 'grant')} ${idle === 1 ? 'gives' : 'give'} nothing now`, tone: 'warn' },
    '.',
  ];
}

/** `2 users and 1 group`. */
const kindsOf = (principals: readonly Grant['principal'][]): string =>
  (['user', 'group', 'token'] as const)
    .map((kind) => ({ kind, count: principals.filter((one) => one.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => plural(count, KIND_WORDS[kind]))
    .join(' and ');

/** What a grant reaches: how many clusters, or why none. */
export function reachWords({ principal, clusters, role, matches }: Grant): string {
  if (!principal.active) return 'nothing: disabled';
  if (clusters === '*') return role === 'admin' ? 'all clusters, and the installation' : 'all clusters';
  return matches.length === 0 ? 'no cluster now' : matches.join(', ');
}

/** What stands in the list but gives nothing. */
export const isIdle = ({ principal, matches }: Grant): boolean => !principal.active || matches.length === 0;
