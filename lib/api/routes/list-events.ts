import { z } from 'zod';
import { eventPageSchema } from '#lib/api/schemas/events.ts';
import { EVENT_KEYS, eventPage } from '#lib/views/event-page.ts';
import { freshnessOf, inCluster } from '../cluster-scope.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { eventPageExample } from '../examples/events.ts';
import { defineOperation } from '../operation.ts';
import {
  brokerFilterParam,
  clusterParam,
  cursorParam,
  eventKindsParam,
  groupFilterParam,
  instantParam,
  limitParam,
  relatedParam,
  topicFilterParam,
} from '../parameters.ts';
import { invalidParameters } from '../problem.ts';

export const listEvents = defineOperation({
  id: 'listEvents',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}/events',
  tag: 'Events',
  summary: 'What happened on a cluster, the newest first',
  description:
    'Found by comparing each poll with the one before: what came and went between two polls is not seen. With several filters an event must be about all of them.',
  role: 'viewer',
  params: z.object({ cluster: clusterParam }),
  query: z.object({
    from: instantParam.optional().meta({ description: 'Not before; without it as far back as events are kept' }),
    to: instantParam.optional().meta({ description: 'Before; without it until now' }),
    group: groupFilterParam,
    topic: topicFilterParam,
    broker: brokerFilterParam,
    kind: eventKindsParam,
    related: relatedParam,
    limit: limitParam,
    cursor: cursorParam,
  }),
  response: { description: 'One page of events', schema: eventPageSchema, example: eventPageExample },
  problems: ['CLUSTER_NOT_FOUND', 'CURSOR_INVALID'],
  handle: ({ context, params, query }) => {
    const { from, to, group, topic, broker, kind: kinds, related, limit, cursor } = query;
    if (from && to && from >= to) {
      throw invalidParameters([{ parameter: 'from', message: 'must be earlier than "to"' }]);
    }
    const scope = {
      list: 'events',
      cluster: params.cluster,
      about: [group ?? '', topic ?? '', String(broker ?? '')],
      between: [from?.toISOString() ?? '', to?.toISOString() ?? ''],
      kinds,
      related: String(related),
    };
    const start = cursor === undefined ? null : decodeCursor(scope, EVENT_KEYS, cursor);
    return inCluster(context, params.cluster, async ({ snapshot, identity }) => {
      const { items, next } =
        identity.id === null
          ? { items: [], next: null }
          : await eventPage(snapshot, identity.id, { from, to, group, topic, broker, kinds, related, limit, start });
      return { ...freshnessOf(identity), items, nextCursor: next === null ? null : encodeCursor(scope, next) };
    });
  },
});
