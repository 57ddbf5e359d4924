'use client';
import Link from 'next/link';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { Answer } from '#components/ui/answer.tsx';
import { Section } from '#components/ui/section.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { RulePreviewInput } from '#lib/api/schemas/rule-preview.ts';
import { serverNow } from '#lib/client/clock.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { formatDuration, formatTime } from '#lib/client/format-time.ts';
import { groupPage } from '#lib/client/routes.ts';
import { type KnownPreview, useRulePreview } from '#lib/client/rule-preview.ts';
import { useDebounced } from '#lib/client/use-debounced.ts';
import { bandOf, previewWords, targetWords } from './preview-words.ts';
import type { RuleDraft } from './rule-draft.ts';
import { ruleInput } from './rule-input.ts';

const DAYS = 7;
const MOST_ROWS = 10;

/** The last days of the groups that a rule is over, with the times in which it would have fired. */
export function RulePreview({ draft }: { draft: RuleDraft }) {
  const { name: cluster } = useCluster();
  const input = previewInput(draft, cluster);
  const asked = useDebounced(input === null ? '' : JSON.stringify(input));
  const { data, error } = useRulePreview(asked);
  const now = serverNow();
  return (
    <Section id="preview" title="Preview" note={`on ${cluster}, by what is kept of the last ${DAYS} days`}>
      <div role="status" className="py-2">
        {asked === '' || (error !== null && error.errors.length > 0) ? (
          <p className="text-ink-3">Once the rule is right it says here when it would have fired.</p>
        ) : error !== null ? (
          <p className="text-ink-2">{error.message}</p>
        ) : data === null ? (
          <Skeleton className="h-6 w-96 max-w-full" />
        ) : (
          <Answer phrases={previewWords(data, DAYS, now)} />
        )}
      </div>
      {asked !== '' && error === null && data !== null && data.targets.length > 0 ? (
        <Strips preview={data} cluster={cluster} now={now} />
      ) : null}
    </Section>
  );
}

/** What is asked of a draft; null where some number is none. */
function previewInput(draft: RuleDraft, cluster: string): RulePreviewInput | null {
  const { clusters, groups, topics, condition, keepFiringSeconds, noData } = ruleInput(draft, null, '');
  const numbers = [condition.threshold, condition.clearThreshold, condition.forSeconds, keepFiringSeconds];
  if (numbers.some((number) => number !== undefined && !Number.isFinite(number))) return null;
  return {
    cluster,
    days: DAYS,
    clusters,
    groups,
    topics,
    condition,
    noData,
    ...(keepFiringSeconds === undefined ? {} : { keepFiringSeconds }),
  };
}

function TargetName({
  target: { group, topic, broker },
  cluster,
}: {
  target: KnownPreview['targets'][number];
  cluster: string;
}) {
  if (group === null) return <span className="code truncate">{broker === null ? cluster : `broker ${broker}`}</span>;
  return (
    <Link
      href={groupPage(cluster, group)}
      prefetch={false}
      className="code truncate hover:underline hover:underline-offset-3"
      title={group}
    >
      {topic === null ? group : `${group} on ${topic}`}
    </Link>
  );
}

function Strips({ preview, cluster, now }: { preview: KnownPreview; cluster: string; now: number }) {
  const fromMs = Date.parse(preview.from ?? '');
  const toMs = Date.parse(preview.to ?? '');
  const worst = preview.targets.toSorted((one, other) => other.seconds - one.seconds);
  const rows = worst.slice(0, MOST_ROWS);
  const left = worst.length - rows.length;
  return (
    <div className="max-w-[104ch]">
      <ul className="flex flex-col">
        {rows.map((target) => (
          <li
            key={JSON.stringify([target.group, target.topic, target.broker])}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b py-1.5 md:grid-cols-[14rem_minmax(0,1fr)_11rem]"
          >
            <TargetName target={target} cluster={cluster} />
            <span
              role="img"
              aria-label={targetWords(target, now)}
              className="relative col-span-2 row-start-2 h-4 rounded-sm bg-sunk md:col-span-1 md:row-start-auto"
            >
              {target.firings.map((firing) => {
                const { left: at, width } = bandOf(firing, fromMs, toMs);
                return (
                  <span
                    key={firing.firedAt}
                    className="absolute inset-y-0 rounded-[1px] bg-danger"
                    style={{ left: `${at}%`, width: `${width}%` }}
                  />
                );
              })}
            </span>
            <span aria-hidden="true" className="text-right text-sm text-ink-2 tabular-nums">
              {formatCount(target.count)}×, {formatDuration(target.seconds * 1000)}
            </span>
          </li>
        ))}
      </ul>
      <p className="flex flex-wrap justify-between gap-x-4 pt-1 text-sm text-ink-3">
        <span>
          {formatTime(fromMs, now)} to {formatTime(toMs, now)}
        </span>
        {left > 0 ? <span>{formatCount(left)} more would have fired for less long</span> : null}
      </p>
    </div>
  );
}
