import type { Phrase } from '#components/ui/answer.tsx';
import { formatCount, plural } from '#lib/client/format-number.ts';
import { formatDuration, formatTime } from '#lib/client/format-time.ts';
import type { KnownPreview } from '#lib/client/rule-preview.ts';

const UNAVAILABLE: Record<NonNullable<KnownPreview['unavailable']>, string> = {
  metric: 'There is no preview of this: the history is kept of lag and of status.',
  aggregation: 'There is no preview partition by partition: choose groups or topics to see when it would have fired.',
  'no-history': 'There is no preview yet: nothing is kept of this cluster so far.',
};

/** "In the last 7 days it would have fired 3 times for 2 groups, 22 min in all." */
export function previewWords(preview: KnownPreview, days: number, now: number): Phrase[] {
  const { unavailable, groups, looked, targets, from, to, isWhole } = preview;
  if (unavailable !== null) return [UNAVAILABLE[unavailable]];
  if (groups === 0) return ['It is over no group that is there now.'];
  const count = targets.reduce((sum, target) => sum + target.count, 0);
  const seconds = targets.reduce((sum, target) => sum + target.seconds, 0);
  const span = spanWords(from, to, days, now);
  const rest = isWhole ? [] : [` ${formatCount(looked)} of ${plural(groups, 'group')} looked at so far.`];
  if (count === 0) return [`${span} it would not have fired${isWhole ? '' : ' yet'}.`, ...rest];
  const often = count === 1 ? 'once' : `${formatCount(count)} times`;
  const many = new Set(targets.map(({ group }) => group)).size;
  return [
    `${span} it would have fired `,
    { key: 'often', text: often, strong: true },
    ` for ${plural(many, 'group')}, ${formatDuration(seconds * 1000)} in all.`,
    ...rest,
  ];
}

const SLACK_MS = 2 * 3_600_000;
const DAY_MS = 86_400_000;

/** The days that were asked for, unless less is kept, or its end is not looked at. */
function spanWords(from: string | null, to: string | null, days: number, now: number): string {
  if (from === null || to === null) return 'So far';
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const isShort = fromMs > now - days * DAY_MS + SLACK_MS;
  const begin = isShort ? `Since ${formatTime(from, now)}` : `In the last ${plural(days, 'day')}`;
  return toMs < now - SLACK_MS / 8 ? `${begin}, until ${formatTime(to, now)},` : begin;
}

type Target = KnownPreview['targets'][number];

/** What a row of the picture says to whoever does not see it. */
export function targetWords({ count, seconds, firings }: Target, now: number): string {
  const last = firings.at(-1);
  const times = count === 1 ? 'once' : `${formatCount(count)} times`;
  const still = last !== undefined && last.resolvedAt === null ? ', and would be firing now' : '';
  const when = last === undefined ? '' : `; the last time at ${formatTime(last.firedAt, now)}`;
  return `${times}, ${formatDuration(seconds * 1000)} in all${when}${still}`;
}

/** Where a firing stands between both ends of the picture, in parts of a hundred; never too narrow to be seen. */
export function bandOf(
  { firedAt, resolvedAt }: Target['firings'][number],
  fromMs: number,
  toMs: number,
): { left: number; width: number } {
  const share = (atMs: number) => Math.min(100, Math.max(0, ((atMs - fromMs) / (toMs - fromMs)) * 100));
  const left = share(Date.parse(firedAt));
  const right = resolvedAt === null ? 100 : share(Date.parse(resolvedAt));
  const width = Math.max(NARROWEST, right - left);
  return { left: Math.min(left, 100 - width), width };
}

const NARROWEST = 0.4;
