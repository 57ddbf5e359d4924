import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Destination } from '../destination.ts';
import { madeIncident, madeNotice } from '../fixtures/made-notice.ts';
import type { Notice, NoticeEvent, NoticeIncident } from '../notice.ts';
import { isTaken, requestOf } from './channels.ts';
import type { Templates } from './templated.ts';

/** Shapes as the documents of the receivers have them, not as we build them. */
const url = z.url();
const instant = z.iso.datetime({ offset: true });

const PAGERDUTY_SHAPE = z.strictObject({
  routing_key: z.string().length(32),
  event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
  dedup_key: z.string().max(255),
  client: z.string().optional(),
  client_url: url.optional(),
  payload: z
    .strictObject({
      summary: z.string().max(1024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: instant.optional(),
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  links: z.array(z.strictObject({ href: url, text: z.string() })).optional(),
});
const SLACK_TEXT = z.strictObject({
  type: z.enum(['plain_text', 'mrkdwn']),
  text: z.string().min(1).max(3000),
  emoji: z.boolean().optional(),
  verbatim: z.boolean().optional(),
});
const SLACK_SHAPE = z.strictObject({
  text: z.string(),
  blocks: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('header'), text: SLACK_TEXT.extend({ text: z.string().max(150) }) }),
        z.strictObject({ type: z.literal('section'), text: SLACK_TEXT }),
        z.strictObject({ type: z.literal('context'), elements: z.array(SLACK_TEXT).max(10) }),
      ]),
    )
    .max(50),
});
/** https://adaptivecards.io/schemas/adaptive-card.json, of it what cannot hold Markdown, and buttons. */
const CARD_TEXT = z.strictObject({
  type: z.literal('RichTextBlock'),
  inlines: z
    .array(
      z.strictObject({
        type: z.literal('TextRun'),
        text: z.string().min(1),
        size: z.enum(['Default', 'Small', 'Medium', 'Large', 'ExtraLarge']).optional(),
        weight: z.enum(['Default', 'Lighter', 'Bolder']).optional(),
        color: z.enum(['Default', 'Accent', 'Good', 'Warning', 'Attention']).optional(),
        isSubtle: z.boolean().optional(),
      }),
    )
    .min(1),
});
const TEAMS_SHAPE = z.strictObject({
  type: z.literal('message'),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        contentUrl: z.null(),
        content: z.strictObject({
          $schema: url,
          type: z.literal('AdaptiveCard'),
          version: z.literal('1.4'),
          msteams: z.strictObject({ width: z.literal('Full') }),
          body: z.array(CARD_TEXT).min(1),
          actions: z
            .array(z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string(), url: z.httpUrl() }))
            .max(6),
        }),
      }),
    )
    .length(1),
});
const LABELS = z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string());
const ALERTMANAGER_SHAPE = z.strictObject({
  version: z.literal('4'),
  groupKey: z.string(),
  truncatedAlerts: z.int().min(0),
  status: z.enum(['firing', 'resolved']),
  receiver: z.string(),
  groupLabels: LABELS,
  commonLabels: LABELS,
  commonAnnotations: LABELS,
  externalURL: url,
  alerts: z.array(
    z.strictObject({
      status: z.enum(['firing', 'resolved']),
      labels: LABELS,
      annotations: LABELS,
      startsAt: instant,
      endsAt: instant,
      generatorURL: url,
      fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
    }),
  ),
});
const WEBHOOK_SHAPE = z.strictObject({
  type: z.enum(['incident.opened', 'incident.updated', 'incident.acknowledged', 'incident.resolved']),
  timestamp: instant,
  data: z.record(z.string(), z.unknown()),
});

const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OLD_KEY = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;
const DESTINATIONS = {
  pagerduty: {
    kind: 'pagerduty',
    name: 'pd',
    config: { routingKey: 'a'.repeat(32), url: 'https://pd.test/v2/enqueue' },
  },
  slack: { kind: 'slack', name: 'chat', config: { url: 'https://slack.test/services/x' } },
  teams: { kind: 'teams', name: 'channel', config: { url: 'https://teams.test/workflows/x?sig=y' } },
  alertmanager: { kind: 'alertmanager', name: 'am', config: { url: 'https://am.test/hook', bearerToken: 't0ken' } },
  webhook: { kind: 'webhook', name: 'hook', config: { url: 'https://hook.test/', secrets: [KEY, OLD_KEY] } },
} as const satisfies Record<string, unknown>;
const SHAPES = {
  pagerduty: PAGERDUTY_SHAPE,
  slack: SLACK_SHAPE,
  teams: TEAMS_SHAPE,
  alertmanager: ALERTMANAGER_SHAPE,
  webhook: WEBHOOK_SHAPE,
};
type Kind = keyof typeof DESTINATIONS;
const KINDS = Object.keys(DESTINATIONS) as Kind[];
const EVENTS: NoticeEvent[] = ['opened', 'updated', 'acknowledged', 'resolved'];

const CONTEXT = { now: new Date('2026-11-23T14:02:31.000Z'), deliveryId: '7a1f9d7e-4a0e-4a0f-8f3b-1c2d3e4f5a6b' };
const destinationOf = (kind: Kind) => structuredClone(DESTINATIONS[kind]) as unknown as Destination;
function requestFor(kind: Kind, notice: Notice, templates: Templates = {}) {
  const plain = destinationOf(kind);
  const destination = { ...plain, config: { ...plain.config, ...templates } } as Destination;
  const request = requestOf(notice, destination, CONTEXT);
  if ('mail' in request) throw new Error(`${kind} is no e-mail`);
  return request;
}
const sentTo = (kind: Kind, notice: Notice, templates: Templates = {}) =>
  JSON.parse(requestFor(kind, notice, templates).body);

/** A notice of so many incidents whose names are what somebody made of them. */
function storm(count: number, group: string, condition: string): Notice {
  const incidents = Array.from({ length: count }, (_, index) =>
    madeIncident({
      group: `${group}${index}`,
      condition,
      cause: condition,
      url: `https://tidemark.test/clusters/prod/groups/~${Buffer.from(group).toString('base64url')}`,
    }),
  );
  return madeNotice({ incidents, incidentCount: count, summary: `${group} on prod: ${condition}` });
}

function madeRule(): Notice['rule'] {
  const labels = Array.from({ length: 20 }, (_, index) => [`label_${index}`, '\u0001'.repeat(200)]);
  return { ...madeNotice().rule, labels: Object.fromEntries(labels) };
}

/** What their documents say a body may have; of the others what is likely taken. */
const MOST_BYTES: Record<Kind, number> = {
  pagerduty: 512 * 1024,
  slack: 16_000,
  teams: 28_000,
  alertmanager: 1_000_000,
  webhook: 20_000,
};

describe.each(KINDS)('%s', (kind) => {
  test.each(EVENTS)('takes what is %s in its own shape', (event) => {
    const resolvedAt = event === 'resolved' ? '2026-11-23T14:10:00.000Z' : null;
    const status = resolvedAt === null ? ('firing' as const) : ('resolved' as const);
    const notice = madeNotice({ event, acknowledgedBy: 'ada', incidents: [madeIncident({ resolvedAt, status })] });
    SHAPES[kind].parse(sentTo(kind, notice));
    expect(requestFor(kind, notice).headers['content-type']).toBe('application/json');
  });

  test.each([
    ['thousands of incidents with long names', storm(3_000, 'g'.repeat(6_000), '<&>'.repeat(300))],
    ['a hundred with names as long as Kafka has them', storm(100, 'g'.repeat(32_767), '"'.repeat(32_767))],
    ['one with such a name', storm(1, '\u0001'.repeat(32_767), '😀'.repeat(16_000))],
    ['one with all that a rule may be labelled with', { ...storm(1, '界'.repeat(10_000), 'x'), rule: madeRule() }],
  ])('has room for %s', (_, notice) => {
    for (const event of EVENTS) {
      const { body } = requestFor(kind, { ...notice, event });
      SHAPES[kind].parse(JSON.parse(body));
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MOST_BYTES[kind]);
    }
    // However somebody wants it told.
    const { body } = requestFor(kind, notice, {
      title: '{{ summary }}'.repeat(13),
      text: `${'{{ others }}\n'.repeat(50)}{{ cause }}`,
    });
    SHAPES[kind].parse(JSON.parse(body));
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MOST_BYTES[kind]);
    // What it is about is still there.
    expect(requestFor(kind, notice).body).toMatch(/payments behind/);
  });
});

test('a template is told where each has room for it', () => {
  const templates = { title: '{{ group }} <!here>', text: 'lag {{ lag }}\n[x](https://evil.test)' };
  const notice = madeNotice();
  const title = 'payments-worker <!here>';
  const text = 'lag 80,112\n[x](https://evil.test)';
  expect(sentTo('pagerduty', notice, templates).payload).toMatchObject({ summary: title, custom_details: { text } });
  expect(sentTo('alertmanager', notice, templates).commonAnnotations).toMatchObject({
    summary: title,
    description: text,
  });
  expect(sentTo('webhook', notice, templates).data).toMatchObject({ summary: title, text });
  const { text: fallback, blocks } = SLACK_SHAPE.parse(sentTo('slack', notice, templates));
  expect(fallback).toBe('🔴 payments-worker &lt;!here&gt;');
  expect(blocks.slice(0, 2)).toMatchObject([{ text: { text: `🔴 ${title}` } }, { text: { text, verbatim: true } }]);
  const [card] = TEAMS_SHAPE.parse(sentTo('teams', notice, templates)).attachments;
  const texts = card?.content.body.map(({ inlines }) => inlines[0]?.text);
  expect(texts?.slice(0, 3)).toEqual([`🔴 ${title}`, 'lag 80,112', '[x](https://evil.test)']);
});

describe('whose it is', () => {
  const RUNBOOK = 'https://wiki.test/team';
  const owner = { team: 'pay <!here>|ments', runbook: RUNBOOK };
  const ofOne = madeNotice({ owner, incidents: [madeIncident({ owner: owner.team })] });
  const ofTwo = madeNotice({
    incidents: ['payments', 'search', null].map((team) => madeIncident({ owner: team, group: `of ${team}` })),
    incidentCount: 3,
  });

  test('is told by each, with the runbook of the team beside that of the rule', () => {
    const { payload, links } = PAGERDUTY_SHAPE.parse(sentTo('pagerduty', ofOne));
    expect(payload?.custom_details?.owner).toBe(owner.team);
    expect(links?.slice(-2)).toEqual([
      { text: 'Runbook', href: 'https://wiki.test/payments' },
      { text: `Runbook of ${owner.team}`, href: RUNBOOK },
    ]);
    const [, section, linked] = SLACK_SHAPE.parse(sentTo('slack', ofOne)).blocks;
    expect(section).toMatchObject({ text: { text: expect.stringContaining('Owner: pay &lt;!here&gt;|ments') } });
    expect(linked).toMatchObject({ text: { text: expect.stringMatching(/Runbook of pay &lt;!here&gt;\|ments>$/) } });
    const [card] = TEAMS_SHAPE.parse(sentTo('teams', ofOne)).attachments;
    expect(card?.content.actions.map(({ url: to }) => to)).toEqual([ofOne.url, 'https://wiki.test/payments', RUNBOOK]);
    expect(sentTo('webhook', ofOne).data).toMatchObject({ owner, incidents: [{ owner: owner.team }] });
  });

  test('is the label of an alert, which is known by the others alone', () => {
    const [alert] = ALERTMANAGER_SHAPE.parse(sentTo('alertmanager', ofOne)).alerts;
    expect(alert?.labels.owner).toBe(owner.team);
    const [nobodys] = ALERTMANAGER_SHAPE.parse(sentTo('alertmanager', madeNotice())).alerts;
    expect([nobodys?.labels.owner, nobodys?.fingerprint]).toEqual([undefined, alert?.fingerprint]);
  });

  test('of a rule that says it by a label of its own is what the rule says', () => {
    const rule = { ...ofOne.rule, labels: { owner: 'ada' } };
    const { commonLabels, alerts } = ALERTMANAGER_SHAPE.parse(sentTo('alertmanager', { ...ofOne, rule }));
    expect([commonLabels.owner, alerts[0]?.labels.owner]).toEqual(['ada', 'ada']);
  });

  test('of several is said of all, and of each', () => {
    const { commonLabels, alerts } = ALERTMANAGER_SHAPE.parse(sentTo('alertmanager', ofTwo));
    expect(commonLabels.owner).toBeUndefined();
    expect(alerts.map(({ labels }) => labels.owner)).toEqual(['payments', 'search', undefined]);
    expect(sentTo('pagerduty', ofTwo).payload.custom_details.owner).toBe('payments, search');
    const { body } = requestFor('slack', ofTwo);
    expect(body).toContain('Owners: payments, search');
    expect(body).toContain('of search (search): lag 80,112');
    expect(body).toContain('of null: lag 80,112');
  });

  test('and its runbook take no more room than there is', () => {
    const long = `https://wiki.test/${'r'.repeat(1_300)}`;
    const notice = {
      ...ofOne,
      url: `${long}u`,
      rule: { ...ofOne.rule, runbook: long },
      owner: { ...owner, runbook: `${long}o` },
    };
    const [, , linked] = SLACK_SHAPE.parse(sentTo('slack', notice)).blocks;
    expect(linked).toMatchObject({ text: { text: expect.stringMatching(/\|Incident> · .*\|Runbook>$/) } });
  });
});

describe('pagerduty', () => {
  test.each([
    ['opened', 'trigger'],
    ['updated', 'trigger'],
    ['acknowledged', 'acknowledge'],
    ['resolved', 'resolve'],
  ] as const)('%s is %s under the same key', (event, action) => {
    const sent = PAGERDUTY_SHAPE.parse(sentTo('pagerduty', madeNotice({ event })));
    expect([sent.event_action, sent.dedup_key]).toEqual([action, madeNotice().id]);
  });

  test('202 alone is success', () => {
    const answered = (status: number) => isTaken('pagerduty', { status, retryAfter: null, text: '' });
    expect([200, 202, 400].map(answered)).toEqual([false, true, false]);
  });
});

describe('slack', () => {
  test('shows what somebody else chose as text', () => {
    const { blocks } = SLACK_SHAPE.parse(
      sentTo('slack', madeNotice({ summary: '<!channel> & <https://evil.test|click>' })),
    );
    const section = blocks.find(({ type }) => type === 'section');
    expect(JSON.stringify(section)).toContain('&lt;!channel&gt; &amp; &lt;https://evil.test|click&gt;');
  });

  test('200 with ok alone is success', () => {
    const answered = (status: number, text: string) => isTaken('slack', { status, retryAfter: null, text });
    expect([answered(200, 'ok'), answered(200, '<html>'), answered(404, 'ok')]).toEqual([true, false, false]);
  });
});

describe('teams', () => {
  const cardOf = (notice: Notice) => TEAMS_SHAPE.parse(sentTo('teams', notice)).attachments[0]?.content;
  const textsOf = (notice: Notice) =>
    cardOf(notice)?.body.map(({ inlines }) => inlines.map(({ text }) => text).join(''));

  test.each([
    ['opened', '🔴 payments behind on prod', 'Attention'],
    ['updated', '🔴 payments behind on prod', 'Attention'],
    ['acknowledged', '👀 ada has seen payments behind on prod', 'Attention'],
    ['resolved', '✅ Resolved: payments behind on prod', 'Good'],
  ] as const)('says what is %s in its title', (event, title, color) => {
    const notice = madeNotice({ event, acknowledgedBy: 'ada' });
    expect(cardOf(notice)?.body[0]?.inlines).toEqual([
      { type: 'TextRun', text: title, size: 'Large', weight: 'Bolder', color },
    ]);
    expect(textsOf(notice)).toContain('Lag: 80,112 messages, 258 s behind');
  });

  test('shows what somebody else chose as text, on one line, and links to our pages alone', () => {
    const hostile = '[click](https://evil.test) <at>everyone</at>\n# head\u0007\u202e **b** {{DATE(x)}}';
    const notice = madeNotice({
      summary: hostile,
      cluster: hostile,
      acknowledgedBy: hostile,
      event: 'acknowledged',
      incidents: [madeIncident({ topic: hostile, memberHost: hostile, cause: hostile })],
    });
    const shown = '[click](https://evil.test) <at>everyone</at> # head **b** {{DATE(x)}}';
    const texts = textsOf(notice);
    expect(texts).toContain(shown);
    expect(texts).toContain(`Worst partition: ${shown}/1, held by ${shown}`);
    expect(texts?.filter((text) => /[\p{Cc}\p{Cf}]/u.test(text))).toEqual([]);
    expect(cardOf(notice)?.actions.map(({ url }) => url)).toEqual([notice.url, notice.rule.runbook]);
  });

  test('names the incidents of a storm, and how many it leaves out', () => {
    const incidents = Array.from({ length: 30 }, (_, index) => madeIncident({ group: `group-${index}` }));
    const texts = textsOf(madeNotice({ incidents, incidentCount: 300 }));
    expect(texts).toContain('group-10: lag 80,112 on payments/1, above 10,000');
    expect(texts).toContain('and 289 more');
  });

  test('200 and 202 alone are success', () => {
    const answered = (status: number) => isTaken('teams', { status, retryAfter: null, text: '' });
    expect([200, 202, 204, 400, 413].map(answered)).toEqual([true, true, false, false, false]);
  });
});

describe('alertmanager', () => {
  test('a firing alert has no end, and the same fingerprint when it has', () => {
    const firing = ALERTMANAGER_SHAPE.parse(sentTo('alertmanager', madeNotice())).alerts[0];
    const resolvedAt = '2026-11-23T14:10:00.000Z';
    const ended = ALERTMANAGER_SHAPE.parse(
      sentTo(
        'alertmanager',
        madeNotice({ event: 'resolved', incidents: [madeIncident({ status: 'resolved', resolvedAt })] }),
      ),
    ).alerts[0];
    expect([firing?.endsAt, ended?.endsAt]).toEqual(['0001-01-01T00:00:00Z', resolvedAt]);
    expect(ended?.fingerprint).toBe(firing?.fingerprint);
  });

  test('is the same alert whatever its rule is called by now', () => {
    const rule = { ...madeNotice().rule, name: 'far behind', severity: 'critical' as const, labels: { team: 'other' } };
    const [before, after] = [madeNotice(), madeNotice({ rule })].map((notice) =>
      ALERTMANAGER_SHAPE.parse(sentTo('alertmanager', notice)),
    );
    expect(after?.alerts[0]?.labels).not.toEqual(before?.alerts[0]?.labels);
    expect(after?.alerts[0]?.fingerprint).toBe(before?.alerts[0]?.fingerprint);
  });

  test('alerts of two topics of one group, and of two brokers, are told apart; the worst topic of a group is no label', () => {
    const labelsOf = (...incidents: Partial<NoticeIncident>[]) =>
      ALERTMANAGER_SHAPE.parse(
        sentTo('alertmanager', madeNotice({ incidents: incidents.map(madeIncident), incidentCount: incidents.length })),
      ).alerts.map(({ labels: { group, topic, broker } }) => ({ group, topic, broker }));
    expect(labelsOf({ topic: 'orders' }, { topic: 'orders', aboutTopic: 'orders' })).toEqual([
      { group: 'payments-worker' },
      { group: 'payments-worker', topic: 'orders' },
    ]);
    expect(labelsOf({ group: null, topic: null, brokerId: 1 }, { group: null, topic: null, brokerId: 2 })).toEqual([
      { broker: '1' },
      { broker: '2' },
    ]);
  });

  test('says how many it leaves out, and who may send', () => {
    const notice = madeNotice({ incidentCount: 300 });
    expect(ALERTMANAGER_SHAPE.parse(sentTo('alertmanager', notice)).truncatedAlerts).toBe(299);
    expect(requestFor('alertmanager', notice).headers.authorization).toBe('Bearer t0ken');
  });
});

describe('webhook', () => {
  test('is signed with each key over id, time and body', () => {
    const { headers, body } = requestFor('webhook', madeNotice());
    expect(headers).toMatchObject({ 'webhook-id': CONTEXT.deliveryId, 'webhook-timestamp': '1795442551' });
    const expected = [KEY, OLD_KEY].map((key) => {
      const secret = Buffer.from(key.slice(6), 'base64');
      return `v1,${createHmac('sha256', secret).update(`${CONTEXT.deliveryId}.1795442551.${body}`).digest('base64')}`;
    });
    expect(headers['webhook-signature']).toBe(expected.join(' '));
  });
});
