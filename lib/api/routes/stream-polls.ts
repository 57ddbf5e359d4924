import { z } from 'zod';
import { allowed } from '#lib/access/allowed.ts';
import type { Principal } from '#lib/access/principal.ts';
import { type PollEvent, pollEventSchema } from '#lib/api/schemas/stream.ts';
import { configuredCluster } from '../cluster-scope.ts';
import type { RequestContext } from '../context.ts';
import { pollEventExample } from '../examples/clusters.ts';
import { defineOperation } from '../operation.ts';
import { clusterParam } from '../parameters.ts';
import { eventStream } from '../stream/event-stream.ts';
import { requireStreamFor, streamOwner } from '../stream/own-streams.ts';
import { whileVisible } from '../stream/while-visible.ts';
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

/** Of these clusters those that the sender of a request may see now: none once it is somebody else, or nobody any more. */
async function visibleNow(
  { access }: RequestContext,
  request: Request,
  opener: Principal,
  clusters: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const now = await access.authenticate(request);
  if (now === null || now.kind !== opener.kind || now.id !== opener.id) return new Set();
  return new Set([...clusters].filter((name) => allowed(now, { role: 'viewer' }, name)));
}

export const streamPolls = defineOperation({
  id: 'streamPolls',
  method: 'GET',
  path: '/api/v1/stream',
  tag: 'Live',
  summary: 'Server-sent events: one per finished poll',
  description:
    'Events are called `poll`; their data is a PollEvent, their id is `<cluster>:<poll id>`. The newest poll of each cluster is sent at once unless `Last-Event-ID` names it; polls that follow each other faster than a client reads may be told as the newest of them. The events carry no data of the cluster: fetch what is on screen again. It ends when its session or token does, and when nothing of it may be seen any more.',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({ cluster: clusterParam.optional().meta({ description: 'Only this cluster; without it, all' }) }),
  response: {
    description: 'Goes on until one side closes it',
    contentType: 'text/event-stream',
    schema: pollEventSchema,
    example: pollEventExample,
  },
  problems: ['CLUSTER_NOT_FOUND', 'TOO_MANY_STREAMS', 'TOO_MANY_OWN_STREAMS'],
  async handle({ context, principal, query, request }) {
    const { heartbeatMs, retryMs } = context.stream;
    const { openStreams } = webProcess();
    const owner = streamOwner(principal, context.origin.address);
    const wanted = query.cluster === undefined ? context.clusters : [configuredCluster(context, query.cluster)];
    const names = new Set(wanted.map(({ name }) => name));
    requireStreamFor(owner, [...openStreams.values()], context.stream);
    const seen = request.headers.get('last-event-id');
    const { body, close } = eventStream({
      retryMs,
      heartbeatMs,
      signal: request.signal,
      begin(send) {
        const closer = () => close();
        const tell = whileVisible<PollEvent>({
          visible: () => visibleNow(context, request, principal, names),
          send: (event) => send(event.cluster, { event: 'poll', id: eventId(event), data: event }),
          end: closer,
        });
        const unsubscribe = context.polls.subscribe((event) => {
          if (names.has(event.cluster) && eventId(event) !== seen) tell(event);
        });
        openStreams.set(closer, owner);
        return () => {
          openStreams.delete(closer);
          unsubscribe();
        };
      },
    });
    return new Response(body, { headers: HEADERS });
  },
});
