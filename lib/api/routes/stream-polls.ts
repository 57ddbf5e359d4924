import { z } from 'zod';
import { type PollEvent, pollEventSchema } from '#lib/api/schemas/stream.ts';
import { configuredCluster } from '../cluster-scope.ts';
import { pollEventExample } from '../examples/clusters.ts';
import { defineOperation } from '../operation.ts';
import { clusterParam } from '../parameters.ts';
import { ApiProblem } from '../problem.ts';
import { eventStream } from '../stream/event-stream.ts';
import { webProcess } from '../web-process.ts';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  // A closed stream would else leave a keep-alive socket that holds up the end of the process.
  connection: 'close',
};

/** Polls of clusters with the same interval have the same ids: both together name one poll. */
const eventId = ({ cluster, pollId }: PollEvent): string => `${cluster}:${pollId}`;

export const streamPolls = defineOperation({
  id: 'streamPolls',
  method: 'GET',
  path: '/api/v1/stream',
  tag: 'Live',
  summary: 'Server-sent events: one per finished poll',
  description:
    'Events are called `poll`; their data is a PollEvent, their id is `<cluster>:<poll id>`. The newest poll of each cluster is sent at once unless `Last-Event-ID` names it; polls that follow each other faster than a client reads may be told as the newest of them. The events carry no data of the cluster: fetch what is on screen again.',
  role: 'viewer',
  params: z.object({}),
  query: z.object({ cluster: clusterParam.optional().meta({ description: 'Only this cluster; without it, all' }) }),
  response: {
    description: 'Never ends by itself',
    contentType: 'text/event-stream',
    schema: pollEventSchema,
    example: pollEventExample,
  },
  problems: ['CLUSTER_NOT_FOUND', 'TOO_MANY_STREAMS'],
  async handle({ context, query, request }) {
    const { maxStreams, heartbeatMs, retryMs } = context.stream;
    const { streamClosers } = webProcess();
    const only = query.cluster === undefined ? null : configuredCluster(context, query.cluster).name;
    if (streamClosers.size >= maxStreams) {
      throw new ApiProblem('TOO_MANY_STREAMS', `At most ${maxStreams} at a time: close some tabs, or poll instead`);
    }
    const seen = request.headers.get('last-event-id');
    const { body, close } = eventStream({
      retryMs,
      heartbeatMs,
      signal: request.signal,
      begin(send) {
        const unsubscribe = context.polls.subscribe((event) => {
          const id = eventId(event);
          if ((only !== null && event.cluster !== only) || id === seen) return;
          send(event.cluster, { event: 'poll', id, data: event });
        });
        const closer = () => close();
        streamClosers.add(closer);
        return () => {
          streamClosers.delete(closer);
          unsubscribe();
        };
      },
    });
    return new Response(body, { headers: HEADERS });
  },
});
