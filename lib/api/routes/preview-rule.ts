import { z } from 'zod';
import { noPreviewOf, type PreviewPart, previewRule as previewOf } from '#lib/alerts/preview/preview.ts';
import { checkRule, type Surroundings } from '#lib/alerts/rule-check.ts';
import type { RuleDefinition } from '#lib/alerts/rule-schema.ts';
import { requireAllowed } from '../admission.ts';
import { inCluster } from '../cluster-scope.ts';
import { rulePreviewExample } from '../examples/rule-preview.ts';
import { defineQuestion } from '../operation.ts';
import { decodePlace, encodePlace } from '../preview-cursor.ts';
import { invalidParameters } from '../problem.ts';
import { type RulePreview, rulePreviewInputSchema, rulePreviewSchema } from '../schemas/rule-preview.ts';

const DAY_MS = 86_400_000;
/** What one part takes at most, but for the hours that were begun: the next one is asked for by whoever wants it. */
const PART_MS = 1_000;
const MOST_FIRINGS = 50;

export const previewRule = defineQuestion({
  id: 'previewRule',
  method: 'POST',
  path: '/api/v1/rules/preview',
  tag: 'Alerts',
  summary: 'When a rule would have fired',
  description:
    'By the machine that judges rules, over the stored history of the groups that are there now. It comes in parts: ask again with' +
    ' `after` as long as `next` says so. Lag is counted to the high watermark. `clusters` only says which of them the usual `keepFiringSeconds` is of.' +
    ' Hours that cannot have fired by their largest values are not unpacked.',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({}),
  body: rulePreviewInputSchema,
  response: { description: 'One part', schema: rulePreviewSchema, example: rulePreviewExample },
  problems: ['CLUSTER_NOT_FOUND'],
  async handle({ context, principal, body }) {
    const { cluster: name, days, after, ...asked } = body;
    requireAllowed(principal, previewRule, name);
    const rule = definitionOf(asked, context.clusters);
    const place = after === null ? null : decodePlace(after);
    const part = await inCluster(context, name, async ({ snapshot, identity: { id }, now }) => {
      const unavailable = id === null ? 'no-history' : noPreviewOf(rule);
      if (id === null || unavailable !== null) return { unavailable };
      const toMs = now.getTime();
      const { patienceMs } = context.limits;
      const range = { fromMs: toMs - days * DAY_MS, toMs, patienceMs };
      const part = await previewOf(snapshot, { cluster: { id, name }, rule, ...range, place, budgetMs: PART_MS });
      return part ?? { unavailable: 'no-history' as const };
    });
    return 'unavailable' in part ? { ...NOTHING, ...part } : answerOf(part);
  },
});

const NOTHING: RulePreview = {
  unavailable: null,
  from: null,
  to: null,
  over: 'groups',
  groups: 0,
  looked: 0,
  reached: null,
  next: null,
  doubts: [],
  targets: [],
};

/** The whole rule; of what a preview does not look at anything. Throws INVALID_PARAMETER with all that cannot be. */
function definitionOf(
  asked: Omit<z.output<typeof rulePreviewInputSchema>, 'cluster' | 'days' | 'after'>,
  clusters: Surroundings['clusters'],
): RuleDefinition {
  const checked = checkRule(
    {
      ...asked,
      severity: 'info',
      enabled: true,
      destinations: [],
      tellOwner: false,
      repeatSeconds: null,
      labels: {},
      runbook: null,
    },
    { clusters, destinations: [] },
  );
  if (!checked.ok) throw invalidParameters(checked.errors);
  return checked.definition;
}

function answerOf({ fromMs, toMs, targets, next, ...part }: PreviewPart): RulePreview {
  return {
    unavailable: null,
    from: iso(fromMs),
    to: iso(toMs),
    ...part,
    reached: next?.within == null ? null : iso(next.within.atMs),
    next: next === null ? null : encodePlace(next),
    targets: targets.map(({ group, topic, broker, firings }) => ({
      group,
      topic,
      broker,
      count: firings.length,
      seconds: Math.round(
        firings.reduce((sum, { firedAtMs, resolvedAtMs }) => sum + (resolvedAtMs ?? toMs) - firedAtMs, 0) / 1000,
      ),
      firings: firings.slice(-MOST_FIRINGS).map(({ sinceMs, firedAtMs, resolvedAtMs, worst }) => ({
        since: iso(sinceMs),
        firedAt: iso(firedAtMs),
        resolvedAt: resolvedAtMs === null ? null : iso(resolvedAtMs),
        worst,
      })),
    })),
  };
}

const iso = (atMs: number): string => new Date(atMs).toISOString();
