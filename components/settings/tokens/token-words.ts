import type { StatusLook } from '#components/status/tone.ts';
import type { Phrase } from '#components/ui/answer.tsx';
import type { Token } from '#lib/api/schemas/tokens.ts';
import { plural } from '#lib/client/format-number.ts';
import { formatDuration } from '#lib/client/format-time.ts';

const DAY_MS = 86_400_000;
/** From here on a token that ends is to be replaced. */
const SOON_MS = 7 * DAY_MS;

/** Whether a token is valid now; its own state is the one of when it was read. */
const isValid = ({ state, expiresAt }: Token, now: number): boolean =>
  state === 'active' && (expiresAt === null || Date.parse(expiresAt) > now);

const endsSoon = (token: Token, now: number): boolean =>
  isValid(token, now) && token.expiresAt !== null && Date.parse(token.expiresAt) - now <= SOON_MS;

/** What a token's state looks like. */
export function tokenLook(token: Token, now: number): StatusLook {
  if (token.state === 'revoked') {
    return { tone: 'calm', shape: 'blocked', word: 'REVOKED', meaning: 'It is refused, for good.' };
  }
  if (!isValid(token, now)) {
    return { tone: 'calm', shape: 'blocked', word: 'EXPIRED', meaning: 'It is refused, as its time is over.' };
  }
  if (endsSoon(token, now)) {
    const left = formatDuration(Date.parse(token.expiresAt ?? '') - now);
    return { tone: 'warn', shape: 'warn', word: `${left} LEFT`, meaning: 'Whoever uses it needs another one soon.' };
  }
  return { tone: 'ok', shape: 'ok', word: 'VALID', meaning: 'It is accepted.' };
}

/** The tokens there are, in a sentence. */
export function tokensAnswer(tokens: readonly Token[], now: number): Phrase[] {
  const valid = tokens.filter((token) => isValid(token, now));
  if (valid.length === 0) return ['No API token is valid: no program has access with one.'];
  const ending = valid.filter((token) => endsSoon(token, now));
  const first = `${plural(valid.length, 'API token')} ${valid.length === 1 ? 'is' : 'are'} valid`;
  if (ending.length === 0) return [`${first}.`];
  return [
    `${first}, `,
    { key: 'ending', text: `${ending.length} of them for less than 7 days`, tone: 'warn' },
    ': make the next one in time.',
  ];
}

export const USE_WORDS = { events: 'Only posts events', metrics: 'Only reads metrics' } as const;
