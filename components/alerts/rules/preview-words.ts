import type { Phrase } from '#components/ui/answer.tsx';
import { formatCount, plural } from '#lib/client/format-number.ts';
import { formatDuration, formatTime } from '#lib/client/format-time.ts';
import type { KnownPreview } from '#lib/client/rule-preview.ts';

const UNAVAILABLE: Record<NonNullable<KnownPreview['unavailable']>, string> = {
  'not-by-poll': 'There is no preview of this: it is judged as polls come, and not kept poll by poll.',
  'changes-only':
    'There is no preview of this: of replicas it is kept what changed, not how many there were in each poll.',
  'one-time': 'There is no preview of this: it is told when it happens. The events have when it did.',
  'no-history': 'There is no preview yet: nothing is kept of this cluster so far.',
};

const DOUBTS: Record<KnownPreview['doubts'][number], string> = {
  'time-lag-from-ends': 'Time behind is told by the log ends that polls saw, to about one poll.',
  'commit-gaps-of-now': 'The gaps between commits are those of now.',
  'losses-not-seen': 'What was deleted unread counts as read.',
  'members-by-change': 'Members are told by what changed of them, not poll by poll.',
};

/** "In the last 7 days it would have fired 3 times for 2 groups, 22 min in all." */
export function previewWords(preview: KnownPreview, days: number, now: number): Phrase[] {
  const { unavailable, over, groups, targets, from, to, isWhole } = preview;
  if (unavailable !== null) return [UNAVAILABLE[unavailable]];
  if (over === 'groups' && groups === 0) return ['It is over no group that is there now.'];
  const count = targets.reduce((sum, target) => sum + target.count, 0);
  const seconds = targets.reduce((sum, target) => sum + target.seconds, 0);
  const span = spanWords(from, to, days, now);
  const rest = [...progressWords(preview), ...preview.doubts.map((doubt) => ` ${DOUBTS[doubt]}`)];
  if (count === 0) return [`${span} it would not have fired${isWhole ? '' : ' yet'}.`, ...rest];
  const often = count === 1 ? 'once' : `${formatCount(count)} times`;
  const many = new Set(targets.map(({ group }) => group)).size;
  const whom = over === 'groups' ? ` for ${plural(many, 'group')}` : '';
  return [
    `${span} it would have fired `,
    { key: 'often', text: often, strong: true },
    `${whom}, ${formatDuration(seconds * 1000)} in all.`,
    ...rest,
  ];
}

/** "120 of 500 groups looked at so far, and 4 of 7 days of the next one." */
function progressWords({ groups, looked, reached, from, to, isWhole }: KnownPreview): Phrase[] {
  if (isWhole) return [];
  const share = ` ${formatCount(looked)} of ${plural(groups, 'group')} looked at so far`;
  if (reached === null || from === null || to === null) return [`${share}.`];
  const daysTo = (instant: string) => Math.floor((Date.parse(instant) - Date.parse(from)) / DAY_MS);
  const all = Math.max(1, Math.ceil((Date.parse(to) - Date.parse(from)) / DAY_MS));
  return [`${share}, and ${formatCount(daysTo(reached))} of ${plural(all, 'day')} of the next one.`];
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
