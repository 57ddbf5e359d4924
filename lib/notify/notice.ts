/** What a destination receives: one incident of one rule, or those of a storm together (semantics: alerts, section 3). */
export interface Notice {
  /** For life; PagerDuty's dedup_key, Alertmanager's groupKey. At most 200 characters of A-Z a-z 0-9 . _ - */
  id: string;
  event: NoticeEvent;
  /** Instant of what it tells, which is that of an observation; ISO 8601 UTC. */
  at: string;
  rule: NoticeRule;
  cluster: string;
  /** One sentence for a pager: what, on what, how much. */
  summary: string;
  /** By whom it is to be looked at; null where nobody is said to, or by several. */
  owner: { team: string; runbook: string | null } | null;
  /** Page of the incident. */
  url: string;
  /** How many incidents it stands for; those listed may be fewer. */
  incidentCount: number;
  /** The worst first; at least one. */
  incidents: NoticeIncident[];
  /** Who acknowledged, only in `acknowledged`. */
  acknowledgedBy: string | null;
}

export type NoticeEvent = 'opened' | 'updated' | 'acknowledged' | 'resolved';
export type Severity = 'critical' | 'error' | 'warning' | 'info';

export interface NoticeRule {
  name: string;
  severity: Severity;
  labels: Record<string, string>;
  runbook: string | null;
}

/** One incident as a notice tells it. Decimal strings, ISO 8601 UTC; null where it is not known or does not apply. */
export interface NoticeIncident {
  id: string;
  group: string | null;
  /** Where the worst of it is. */
  topic: string | null;
  /** The topic that it is about; null where it is about all that a group reads, or about no topic. */
  aboutTopic: string | null;
  partition: number | null;
  /** The team that owns it: those of a storm may be of several. Not in what was put down before there were owners. */
  owner?: string | null;
  /** The broker that it is about. */
  brokerId: number | null;
  /** Host of the member that holds the worst partition. */
  memberHost: string | null;
  status: 'firing' | 'resolved';
  /** "lag 80,112 on payments/1, above 10,000". */
  condition: string;
  lag: string | null;
  timeLag: { seconds: number | null; quality: string } | null;
  /** First poll in which the condition held. */
  since: string;
  firedAt: string;
  resolvedAt: string | null;
  /** Why it ended, where that is more than that the value came down: "rule deleted". */
  resolution: string | null;
  /** The first cause as the group page has it. */
  cause: string | null;
  /** Kafka deletes nothing unread before. */
  lossNotBefore: string | null;
  /** The chart window it belongs to. */
  url: string;
}
