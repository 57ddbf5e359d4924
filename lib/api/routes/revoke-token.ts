import { z } from 'zod';
import { revokeToken as endToken } from '#lib/access/tokens/revoke-token.ts';
import { findToken } from '#lib/access/tokens/stored-token.ts';
import { shownToken } from '#lib/access/tokens/token.ts';
import { tokenExample } from '../examples/tokens.ts';
import { defineMutation } from '../operation.ts';
import { ApiProblem } from '../problem.ts';
import { idSchema } from '../schemas/common.ts';
import { reasonField } from '../schemas/reason.ts';
import { tokenSchema } from '../schemas/tokens.ts';
import { tokenAnswer, visibleToken } from '../token-answer.ts';

export const revokeToken = defineMutation({
  id: 'revokeToken',
  method: 'DELETE',
  path: '/api/v1/tokens/{id}',
  tag: 'Access',
  summary: 'Ends an API token, for good',
  description: 'Your own, or any of them for an admin of the installation. It is refused from the next request on.',
  role: 'signed-in',
  action: 'token.revoke',
  params: z.object({ id: idSchema }),
  query: z.object({ reason: reasonField }),
  body: null,
  response: {
    description: 'The token as it ended',
    schema: tokenSchema,
    example: { ...tokenExample, revokedAt: '2026-11-23T15:00:00.000Z', state: 'revoked' },
  },
  problems: ['TOKEN_NOT_FOUND'],
  async plan({ context: { database, now }, principal, params, query }) {
    const token = await visibleToken(database, principal, params.id);
    if (token === null) throw new ApiProblem('TOKEN_NOT_FOUND', `You have no token of the id ${params.id}`);
    const at = now();
    return {
      cluster: null,
      target: `token ${token.name} (${shownToken(token.prefix)})`,
      reason: query.reason,
      before: { revokedAt: token.revokedAt?.toISOString() ?? null },
      after: { revokedAt: (token.revokedAt ?? at).toISOString() },
      act: async () => {
        await endToken(database, token.id, at);
        const ended = (await findToken(database, token.id)) ?? token;
        return { answer: tokenAnswer(ended, principal, at) };
      },
    };
  },
});
