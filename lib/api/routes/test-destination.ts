import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { sendNotice } from '#lib/notify/dispatcher.ts';
import type { Notice } from '#lib/notify/notice.ts';
import { openedDestination } from '../destination-answer.ts';
import { defineMutation } from '../operation.ts';
import { ApiProblem } from '../problem.ts';
import { idSchema } from '../schemas/common.ts';
import { testDeliverySchema } from '../schemas/destinations.ts';

export const testDestination = defineMutation({
  id: 'testDestination',
  method: 'POST',
  path: '/api/v1/destinations/{id}/test',
  tag: 'Alerts',
  summary: 'Sends a test to a destination, once, and says what came back',
  description:
    'It opens and resolves an incident that is called a test. It is sent by the process that is asked, from where the console runs.',
  role: 'admin',
  action: 'destination.test',
  params: z.object({ id: idSchema }),
  query: z.object({}),
  body: null,
  response: {
    description: 'What became of it',
    schema: testDeliverySchema,
    example: { delivered: true, status: 202, detail: '202 {"status":"success"}' },
  },
  problems: ['DESTINATION_NOT_FOUND', 'DESTINATION_UNUSABLE'],
  async plan({ context, params: { id }, principal, request }) {
    const { stored, opened } = await openedDestination(context, id);
    if (opened === null) {
      throw new ApiProblem('DESTINATION_UNUSABLE', `The secrets of ${stored.name} cannot be opened: enter them anew`);
    }
    return {
      cluster: null,
      target: stored.name,
      reason: null,
      before: null,
      after: null,
      act: async () => {
        const now = context.now();
        const url = context.alerts.publicUrl ?? new URL(request.url).origin;
        const test = testNotice(principal.name, now, url);
        const options = { ...context.alerts, now };
        const verdict = await sendNotice(test, opened, { ...options, deliveryId: randomUUID() });
        const delivered = verdict.outcome === 'delivered';
        // What a test opens somebody would have to close by hand.
        if (delivered) {
          await sendNotice({ ...test, event: 'resolved' }, opened, { ...options, deliveryId: randomUUID() });
        }
        return {
          answer: { delivered, status: verdict.status, detail: verdict.detail },
          after: { delivered, status: verdict.status },
        };
      },
    };
  },
});

function testNotice(by: string, now: Date, url: string): Notice {
  const id = randomUUID();
  const at = now.toISOString();
  const condition = `a test sent by ${by}; nothing is wrong`;
  return {
    id: `tidemark-test-${id}`,
    event: 'opened',
    at,
    rule: { name: 'Test', severity: 'info', labels: {}, runbook: null },
    cluster: 'test',
    summary: `Tidemark: ${condition}`,
    owner: null,
    url,
    incidentCount: 1,
    incidents: [
      {
        id,
        group: null,
        topic: null,
        aboutTopic: null,
        partition: null,
        brokerId: null,
        memberHost: null,
        status: 'firing',
        condition,
        lag: null,
        timeLag: null,
        since: at,
        firedAt: at,
        resolvedAt: null,
        resolution: null,
        cause: null,
        lossNotBefore: null,
        url,
      },
    ],
    acknowledgedBy: null,
  };
}
