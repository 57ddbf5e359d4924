import type { RequestContext } from '../context.ts';
import { burrowNotFoundExample, burrowRequestExample, burrowStatusExample } from '../examples/burrow.ts';
import { burrowStatusSchema } from '../schemas/burrow.ts';
import { requestInfo, whereThere } from './answer.ts';
import { burrowConsumer } from './consumer.ts';
import { groupStatus, statusOfNone } from './status.ts';

const MESSAGE = 'consumer status returned';

/** The verdict on a group. One that is not there is 404 and, as with Burrow, no error but a status of its own. */
export async function answerStatus(
  context: RequestContext,
  request: Request,
  { cluster, group }: { cluster: string; group: string },
  { showAll }: { showAll: boolean },
) {
  const consumer = await whereThere(context, () => burrowConsumer(context, cluster, group));
  const status = consumer === null ? statusOfNone(cluster, group) : groupStatus(cluster, consumer, showAll);
  const answer = { error: false as const, message: MESSAGE, status, request: requestInfo(request) };
  return consumer === null ? Response.json(answer, { status: 404 }) : answer;
}

/** The documented answers of a path that ends with this word. */
export function statusResponses(end: 'status' | 'lag') {
  const example = (group: string) => ({
    error: false as const,
    message: MESSAGE,
    request: burrowRequestExample(`/v3/kafka/local/consumer/${group}/${end}`),
  });
  const { group } = burrowStatusExample;
  const none = burrowNotFoundExample.group;
  return {
    response: {
      description: 'The verdict',
      schema: burrowStatusSchema,
      example: { ...example(group), status: burrowStatusExample },
    },
    otherResponses: {
      404: {
        description: 'No such cluster or group',
        schema: burrowStatusSchema,
        example: { ...example(none), status: burrowNotFoundExample },
      },
    },
  };
}
