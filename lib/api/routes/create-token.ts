import { z } from 'zod';
import { allowed } from '#lib/access/allowed.ts';
import { patternWarning } from '#lib/access/cluster-pattern.ts';
import type { Grant, Principal } from '#lib/access/principal.ts';
import { hasAllTokens, createToken as keepToken, MOST_TOKENS } from '#lib/access/tokens/create-token.ts';
import { makeToken, shownToken, writeToken } from '#lib/access/tokens/token.ts';
import { isWithin } from '#lib/access/within.ts';
import { createdTokenExample } from '../examples/tokens.ts';
import { defineMutation } from '../operation.ts';
import { ApiProblem, invalidParameters } from '../problem.ts';
import { requirePerson } from '../require-person.ts';
import { createdTokenSchema, newTokenSchema } from '../schemas/tokens.ts';
import { tokenAnswer } from '../token-answer.ts';

export const createToken = defineMutation({
  id: 'createToken',
  method: 'POST',
  path: '/api/v1/tokens',
  tag: 'Access',
  summary: 'Makes an API token; the answer is the only one that ever has it',
  description:
    'A token may do at most what you may do yourself, now and later: what is taken from you is taken from it. A token makes no tokens.',
  role: 'signed-in',
  action: 'token.create',
  params: z.object({}),
  query: z.object({}),
  body: newTokenSchema,
  response: { description: 'The token, this once', schema: createdTokenSchema, example: createdTokenExample },
  problems: ['BEYOND_OWN_RIGHTS', 'TOO_MANY_TOKENS'],
  async plan({ context, principal, body }) {
    const { database, now } = context;
    const { name, use, grants, expiresAt } = body;
    requirePerson(principal, 'Tokens');
    if (expiresAt !== null && expiresAt <= now()) {
      throw invalidParameters([{ parameter: 'expiresAt', message: 'must be in the future' }]);
    }
    requireWithinOwn(principal, grants);
    if (await hasAllTokens(database, principal.id, now())) {
      throw new ApiProblem('TOO_MANY_TOKENS', `${principal.name} has ${MOST_TOKENS} that hold: revoke one first`);
    }
    const parts = makeToken();
    const visible = context.clusters.filter((cluster) => allowed(principal, { role: 'viewer' }, cluster.name));
    const known = visible.map((cluster) => cluster.name);
    const kept = { name, shown: shownToken(parts.prefix), use, grants, expiresAt: expiresAt?.toISOString() ?? null };
    return {
      cluster: null,
      target: `token ${name} (${kept.shown})`,
      reason: body.reason,
      before: null,
      after: { ...kept, grants: grants.map((grant) => ({ ...grant })) },
      act: async () => {
        const maker = { id: principal.id, name: principal.name };
        const token = await keepToken(database, { parts, name, use, grants, expiresAt, maker }, now());
        return {
          answer: {
            token: tokenAnswer(token, principal, now()),
            secret: writeToken(parts),
            warnings: grants.flatMap(({ clusters }) => patternWarning(clusters, known) ?? []),
          },
        };
      },
    };
  },
});

function requireWithinOwn(principal: Principal, grants: readonly Grant[]): void {
  const errors = grants.flatMap((grant, at) =>
    isWithin(grant, principal.grants)
      ? []
      : [{ parameter: `grants.${at}`, message: `you are not ${grant.role} on ${grant.clusters} yourself` }],
  );
  if (errors.length === 0) return;
  const named = errors.map(({ message }) => message).join('; ');
  throw new ApiProblem('BEYOND_OWN_RIGHTS', `A token may do at most what its maker may: ${named}`, { errors });
}
