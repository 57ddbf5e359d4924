import type { Phrase } from '#components/ui/answer.tsx';
import type { SessionDto } from '#lib/api/schemas/session.ts';

type Grants = SessionDto['grants'];

/** What grants come to, in words: `admin of everything`, `operator on prod-* and viewer on dev-1`; null where there are none. */
export function grantWords(grants: Grants): string | null {
  const words = grants.map(({ clusters, role }) =>
    clusters === '*' ? `${role} of everything` : `${role} on ${clusters}`,
  );
  const unique = [...new Set(words)];
  if (unique.length < 2) return unique[0] ?? null;
  return `${unique.slice(0, -1).join(', ')} and ${unique.at(-1)}`;
}

/** The sentence about who one is. */
export function whoPhrases({ who, grants }: SessionDto): Phrase[] {
  const words = grantWords(grants);
  const name = who === null || who.kind === 'anonymous' ? 'not signed in' : who.name;
  const rest = words === null ? ', and may see nothing yet.' : `, ${words}.`;
  return ['You are ', { key: 'name', text: name, strong: true }, rest];
}
