import { z } from 'zod';
import { createGrant as keepGrant } from '#lib/access/granting/change-grants.ts';
import { groupByName, userByEmail } from '#lib/access/granting/find-grantee.ts';
import type { Grantee } from '#lib/access/granting/stored-grant.ts';
import type { RequestContext } from '../context.ts';
import { changedGrantExample } from '../examples/grants.ts';
import { changedGrantAnswer, grantWords } from '../grant-answer.ts';
import { defineMutation } from '../operation.ts';
import { ApiProblem, invalidParameters } from '../problem.ts';
import { changedGrantSchema, newGrantSchema } from '../schemas/grants.ts';
import { tokenForGrant } from '../within-maker.ts';

type NewGrant = z.output<typeof newGrantSchema>;

export const createGrant = defineMutation({
  id: 'createGrant',
  method: 'POST',
  path: '/api/v1/grants',
  tag: 'Access',
  summary: 'Gives a user, a group or a token a role on the clusters of a pattern',
  description:
    'It counts from the next request on. A group is one of the identity provider; its members have the grant from their next sign-in on. A pattern that matches no cluster yet is taken, with a warning.',
  role: 'admin',
  action: 'grant.create',
  params: z.object({}),
  query: z.object({}),
  body: newGrantSchema,
  response: { description: 'The grant', schema: changedGrantSchema, example: changedGrantExample },
  problems: ['GRANT_EXISTS', 'BEYOND_OWN_RIGHTS'],
  async plan({ context, body }) {
    const { database, now } = context;
    const { clusters, role } = body;
    const principal = await granteeOf(context, body);
    const target = grantWords({ principal, clusters });
    return {
      cluster: null,
      target,
      reason: body.reason,
      before: null,
      after: { role },
      act: async () => {
        const made = await keepGrant(database, principal, { clusters, role }, now());
        if (made !== 'exists') return { answer: changedGrantAnswer(made, context) };
        throw new ApiProblem('GRANT_EXISTS', `There is a grant for ${target}: change the role of that one`, {
          errors: [{ parameter: 'clusters', message: `${principal.name} has a role on ${clusters} already` }],
        });
      },
    };
  },
});

async function granteeOf(context: RequestContext, { principal, clusters, role }: NewGrant): Promise<Grantee> {
  if (principal.kind === 'group') return groupByName(principal.name);
  if (principal.kind === 'user') {
    const user = await userByEmail(context.database, principal.email);
    if (user !== null) return user;
    throw invalidParameters([
      { parameter: 'principal.email', message: 'no user has this address: make the user first' },
    ]);
  }
  const token = await tokenForGrant(context, principal.id, { clusters, role });
  if (token !== null) return token;
  throw invalidParameters([{ parameter: 'principal.id', message: 'no token that holds has this id' }]);
}
