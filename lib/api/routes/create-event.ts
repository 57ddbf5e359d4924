import { z } from 'zod';
import type { Principal } from '#lib/access/principal.ts';
import { event } from '#lib/events/event.ts';
import { keepMark } from '#lib/history/deploy-marks.ts';
import { clusterIdentity } from '#lib/views/cluster-identity.ts';
import { eventOf } from '#lib/views/event-page.ts';
import { requireAllowed } from '../admission.ts';
import { configuredCluster } from '../cluster-scope.ts';
import type { RequestContext } from '../context.ts';
import { createdEventExample } from '../examples/deploy-marks.ts';
import { defineMutation } from '../operation.ts';
import { ApiProblem, invalidParameters } from '../problem.ts';
import { createdEventSchema, newEventSchema } from '../schemas/deploy-marks.ts';

/** Clocks of those who tell may be ahead of ours. */
const AHEAD_MS = 5 * 60_000;
const LONGEST_KEY = 255;

export const createEvent = defineMutation({
  id: 'createEvent',
  method: 'POST',
  path: '/api/v1/events',
  tag: 'Events',
  summary: 'Marks a deploy on the charts of a cluster',
  description:
    'An event of kind `deploy`. It is kept once: told again with the same header `Idempotency-Key`, or without one with the same cluster, instant and content, the answer is the mark that is there, and `created` is false. A token made for the use `events` may do this and nothing else.',
  role: 'operator',
  scope: 'anywhere',
  use: 'events',
  action: 'event.create',
  params: z.object({}),
  query: z.object({}),
  body: newEventSchema,
  response: { description: 'The mark as it is kept', schema: createdEventSchema, example: createdEventExample },
  problems: ['CLUSTER_NOT_FOUND', 'CLUSTER_STALE', 'IDEMPOTENCY_KEY_REUSED', 'TOO_MANY_MARKS'],
  async plan({ context, principal, body, request }) {
    requireAllowed(principal, createEvent, body.cluster);
    await requirePace(principal, context);
    const cluster = configuredCluster(context, body.cluster);
    const now = context.now();
    const at = keptInstant(body.at ?? now, now, context);
    const key = keyOf(request, principal);
    const identity = await clusterIdentity(context.database, cluster, now, context.limits);
    const clusterId = identity.id;
    if (clusterId === null) {
      throw new ApiProblem('CLUSTER_STALE', `${cluster.name} has not been polled yet: there is nothing to mark`);
    }
    const { title, url = null, group = null, topic = null } = body;
    const data = { title, url, group, topic, by: principal.name };
    return {
      cluster: cluster.name,
      target: title,
      reason: body.reason,
      before: null,
      after: { at: at.toISOString(), url, group, topic },
      act: async () => {
        const record = event('deploy', data);
        const kept = await keepMark(context.database, { clusterId, at, record, key });
        if (!kept.made) requireSame(kept.data, title);
        const { kind, severity } = record;
        const told = eventOf({ ...kept, kind, severity, gap_since: null });
        return {
          answer: { cluster: cluster.name, event: told, created: kept.made },
          after: { at: told.at, url, group, topic, created: kept.made },
        };
      },
    };
  },
});

/** Throws TOO_MANY_MARKS, which the audit log has once a window. */
async function requirePace(principal: Principal, { marks }: RequestContext): Promise<void> {
  const tooMany = await marks.refusal(principal);
  if (tooMany === null) return;
  const seconds = Math.ceil(tooMany.retryAfterMs / 1000);
  throw new ApiProblem(
    'TOO_MANY_MARKS',
    `${principal.name} has sent too many within a minute: try again in ${seconds} s`,
    {
      headers: { 'retry-after': String(seconds) },
      repeated: !tooMany.isFirst,
    },
  );
}

function keptInstant(at: Date, now: Date, { history }: RequestContext): Date {
  const first = new Date(now.getTime() - history.eventsMs);
  if (at >= first && at.getTime() <= now.getTime() + AHEAD_MS) return at;
  throw invalidParameters([
    { parameter: 'at', message: `must be between ${first.toISOString()}, where events begin to be kept, and now` },
  ]);
}

/** The teller's own name for the request, which means nothing of anybody else. */
function keyOf(request: Request, { kind, id }: Principal): string | null {
  const key = request.headers.get('idempotency-key');
  if (key === null) return null;
  if (key.trim() !== '' && key.length <= LONGEST_KEY) return `${kind} ${id} ${key}`;
  throw invalidParameters([{ parameter: 'Idempotency-Key', message: `must be 1 to ${LONGEST_KEY} characters long` }]);
}

const titleSchema = z.object({ title: z.string() });

function requireSame(data: unknown, title: string): void {
  const there = titleSchema.parse(data).title;
  if (there === title) return;
  throw new ApiProblem(
    'IDEMPOTENCY_KEY_REUSED',
    `This Idempotency-Key was used for "${there}": take another one for "${title}"`,
  );
}
