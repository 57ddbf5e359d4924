import type { Notice, NoticeEvent, NoticeIncident } from './notice.ts';

const MINUTE_MS = 60_000;
const ID = '5b0a6a53-4f6a-4f7e-9f54-6e3a6a0a9b1c';

/** What would be told of an incident that is none, as it opened 8 minutes ago, or is over now; its pages are those of `console`. */
export function exampleNotice(event: Extract<NoticeEvent, 'opened' | 'resolved'>, now: Date, console: string): Notice {
  const before = (minutes: number) => new Date(now.getTime() - minutes * MINUTE_MS).toISOString();
  const isOver = event === 'resolved';
  const url = `${console}/clusters/prod-eu/alerts/${ID}`;
  const subject = 'payments-worker on prod-eu';
  const condition = 'lag 80,112 on payments/1, above 10,000';
  const incident: NoticeIncident = {
    id: ID,
    group: 'payments-worker',
    topic: 'payments',
    partition: 1,
    aboutTopic: null,
    owner: 'payments',
    brokerId: null,
    memberHost: '10.0.3.7',
    status: isOver ? 'resolved' : 'firing',
    condition,
    lag: '80112',
    timeLag: { seconds: 258, quality: 'interpolated' },
    since: before(9),
    firedAt: before(8),
    resolvedAt: isOver ? now.toISOString() : null,
    resolution: null,
    cause: 'member worker-3 (10.0.3.7) stopped committing its 4 partitions',
    lossNotBefore: new Date(now.getTime() + 312 * MINUTE_MS).toISOString(),
    url: `${console}/clusters/prod-eu/groups/payments-worker`,
  };
  return {
    id: `tidemark-${ID}`,
    event,
    at: isOver ? now.toISOString() : before(8),
    rule: { name: 'Payments behind', severity: 'critical', labels: { team: 'payments' }, runbook: null },
    cluster: 'prod-eu',
    summary: isOver ? `${subject}: resolved. It was ${condition}` : `${subject}: ${condition}`,
    owner: { team: 'payments', runbook: 'https://wiki.example.com/payments' },
    url,
    incidentCount: 1,
    incidents: [incident],
    acknowledgedBy: null,
  };
}
