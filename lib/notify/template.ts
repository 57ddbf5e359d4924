import { clipped, oneLine } from './channels/fitting.ts';
import { behindWords, otherLines, ownersWords, runbookOf } from './channels/words.ts';
import type { Notice } from './notice.ts';

/** What a template may name, and what stands in its place; what is not known, or does not apply, is a dash. */
export const PLACEHOLDERS = {
  event: 'opened, updated, acknowledged or resolved',
  severity: 'critical, error, warning or info',
  rule: 'name of the rule',
  cluster: 'name of the cluster',
  group: 'consumer group',
  topic: 'topic',
  partition: 'worst partition',
  broker: 'broker',
  member: 'host of the member that holds the worst partition',
  condition: 'what holds: “lag 80,112 on payments/1, above 10,000”',
  summary: 'one sentence: what, on what, how much',
  lag: 'messages behind',
  behind: 'time behind: “258 s”',
  since: 'first poll in which the condition held',
  opened: 'when it opened',
  resolved: 'when it was over',
  resolution: 'why it ended, where that is more than that the value came down',
  cause: 'why the group is behind',
  loss: 'when unread data is deleted, at the earliest',
  owner: 'team that owns it, of a storm all of them',
  runbook: 'address of the runbook',
  count: 'number of incidents it stands for',
  others: 'the incidents besides the worst, a line each',
  by: 'who acknowledged it',
  url: 'page of the incident',
  chart: 'page of the group, with its chart',
} as const;
export type Placeholder = keyof typeof PLACEHOLDERS;

const NAMED = /\{\{([^{}]*)\}\}/g;
const NOT_KNOWN = '–';
const MOST_VALUE = 500;
const MOST_OTHERS = 20;

const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(PLACEHOLDERS, name);

/** What is wrong with a template; null where nothing is. */
export function templateProblem(template: string): string | null {
  for (const [, inside = ''] of template.matchAll(NAMED)) {
    const name = inside.trim();
    if (!isPlaceholder(name)) {
      return `there is no {{ ${clipped(oneLine(name), 40)} }}: there are ${Object.keys(PLACEHOLDERS).join(', ')}`;
    }
  }
  return /\{\{|\}\}/.test(template.replaceAll(NAMED, '-')) ? 'has {{ or }} without the other' : null;
}

/** A template with what it names in its place. It names things and nothing else: there is nothing in it that could be run. */
export function filledIn(template: string, notice: Notice): string {
  const values = valuesOf(notice);
  return template.replaceAll(NAMED, (whole, inside: string) => {
    const name = inside.trim();
    return isPlaceholder(name) ? values[name] : whole;
  });
}

function valuesOf(notice: Notice): Record<Placeholder, string> {
  const { event, rule, cluster, summary, url, incidentCount, acknowledgedBy } = notice;
  const [worst] = notice.incidents;
  const others = otherLines(notice, MOST_OTHERS);
  const values: Record<Exclude<Placeholder, 'others'>, string | number | null | undefined> = {
    event,
    severity: rule.severity,
    rule: rule.name,
    cluster,
    group: worst?.group,
    topic: worst?.topic,
    partition: worst?.partition,
    broker: worst?.brokerId,
    member: worst?.memberHost,
    condition: worst?.condition,
    summary,
    lag: worst?.lag && Number(worst.lag).toLocaleString('en-US'),
    behind: worst && behindWords(worst.timeLag),
    since: worst?.since,
    opened: worst?.firedAt,
    resolved: worst?.resolvedAt,
    resolution: worst?.resolution,
    cause: worst?.cause,
    loss: worst?.lossNotBefore,
    owner: ownersWords(notice),
    runbook: runbookOf(notice),
    count: incidentCount,
    by: acknowledgedBy,
    url,
    chart: worst?.url,
  };
  const addresses = new Set(['url', 'chart', 'runbook']);
  const shown = Object.entries(values).map(([name, value]) => {
    const text = oneLine(String(value ?? ''));
    // Half an address leads nowhere.
    return [name, (addresses.has(name) ? text : clipped(text, MOST_VALUE)) || NOT_KNOWN];
  });
  const lines = others.map((line) => clipped(line, MOST_VALUE)).join('\n');
  // Safe: it has the names of `values` and `others`, which are all there are.
  return { ...Object.fromEntries(shown), others: lines || NOT_KNOWN } as Record<Placeholder, string>;
}
