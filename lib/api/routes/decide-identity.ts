import { z } from 'zod';
import { event } from '#lib/events/event.ts';
import { keepMark, keepMarkInside, prepareMarks } from '#lib/history/deploy-marks.ts';
import { type PinnedIdentity, pinCluster, readIdentity } from '#lib/history/pin-cluster.ts';
import { clusterIdentity } from '#lib/views/cluster-identity.ts';
import { configuredCluster } from '../cluster-scope.ts';
import { defineMutation } from '../operation.ts';
import { clusterParam } from '../parameters.ts';
import { ApiProblem } from '../problem.ts';
import { decideIdentitySchema, identitySchema } from '../schemas/identity.ts';

export const decideIdentity = defineMutation({
  id: 'decideIdentity',
  method: 'POST',
  path: '/api/v1/clusters/{cluster}/identity',
  tag: 'Clusters',
  summary: 'Decides whether another Kafka cluster that answers under this name is the right one now',
  description:
    'Accepted, it is read from the next poll on: what was known of the present of the other one goes, and the history of both stays. Kept, nothing changes but that it is written down who decided so, and when: it is among the events, and in `foreign.kept`.',
  role: 'admin',
  action: 'cluster.identity',
  params: z.object({ cluster: clusterParam }),
  query: z.object({}),
  body: decideIdentitySchema,
  response: {
    description: 'Which Kafka cluster the name stands for now',
    schema: identitySchema,
    example: { pinned: 'q7PZk2mWTkS0cXb4mQ3n5A', foreign: null },
  },
  problems: ['CLUSTER_NOT_FOUND', 'IDENTITY_CHANGED'],
  async plan({ context, principal, params, body }) {
    const { database, now, limits } = context;
    const cluster = configuredCluster(context, params.cluster);
    const { id } = await clusterIdentity(database, cluster, now(), limits);
    const before: PinnedIdentity = id === null ? { pinned: null, foreign: null } : await readIdentity(database, id);
    const { pinned, foreign } = before;
    if (id === null || pinned === null || foreign?.id !== body.kafkaClusterId) throw notShown(before);
    const accepts = body.decision === 'accept';
    const after: PinnedIdentity = accepts ? { pinned: foreign.id, foreign: null } : before;
    return {
      cluster: cluster.name,
      target: `${body.decision} ${foreign.id}`,
      reason: body.reason,
      before: { pinned },
      after: { pinned: after.pinned },
      act: async () => {
        const change = { from: pinned, to: foreign.id };
        const kind = accepts ? 'cluster-id-accepted' : 'cluster-id-kept';
        const mark = { clusterId: id, at: now(), record: event(kind, { ...change, by: principal.name }), key: null };
        if (!accepts) {
          await keepMark(database, mark);
          return { answer: await readIdentity(database, id) };
        }
        await prepareMarks(database, mark.at);
        const done = await database.transaction(async (sql) => {
          const isPinned = await pinCluster(sql, id, change);
          if (isPinned) await keepMarkInside(sql, mark);
          return isPinned;
        });
        if (!done) throw notShown(await readIdentity(database, id));
        return { answer: after };
      },
    };
  },
});

function notShown({ pinned, foreign }: PinnedIdentity): ApiProblem {
  const what =
    foreign === null
      ? `none but the right one${pinned === null ? '' : ` (${pinned})`}`
      : `the cluster with id ${foreign.id}`;
  return new ApiProblem('IDENTITY_CHANGED', `Under this name answers ${what}: look again before you decide`);
}
