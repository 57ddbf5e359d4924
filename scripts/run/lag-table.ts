import { formatCount, NO_VALUE } from '#lib/client/format-number.ts';
import { formatAge, formatDuration, formatUtc } from '#lib/client/format-time.ts';
import { onOneLine, readableName } from '#lib/client/readable-name.ts';
import { textOf } from '#lib/lag/causes/sentence.ts';
import { SEVERITIES, type Severity } from '#lib/lag/status/status.ts';
import type { GroupReport, ReportedGroup } from '#lib/views/group-report.ts';

const HEAD = ['GROUP', 'STATUS', 'SINCE', 'LAG', 'BEHIND', 'TREND'];
/** Columns of numbers, which stand at the right. */
const RIGHT = new Set([3, 4]);
const GAP = '  ';
/** A group id may have thousands of characters. */
const LONGEST_NAME = 60;
const MARKS: Record<Severity, string> = { error: '!', warn: '*', calm: ' ' };

/**
 * The groups of a cluster as lines for a terminal, the worst first: `!` before an error, `*` before a warning, and why below it.
 * Nothing a name holds writes anything but itself.
 */
export function lagTable(cluster: string, { observedAt, groups }: GroupReport, nowMs: number): string {
  const rows = groups.map((group) => cellsOf(group, nowMs));
  const widths = HEAD.map((head, column) => Math.max(...[HEAD, ...rows].map((row) => widthOf(row[column] ?? head))));
  const line = (mark: string, cells: readonly string[]) =>
    `${mark} ${cells.map((cell, column) => padded(cell, widths[column] ?? 0, RIGHT.has(column))).join(GAP)}`.trimEnd();
  const lines = groups.flatMap((group, index) => [
    line(MARKS[group.severity], rows[index] ?? []),
    ...group.causes.map(({ says }) => `    - ${plain(onOneLine(textOf(says)))}`),
  ]);
  const head = groups.length === 0 ? [] : ['', line(' ', HEAD)];
  return [`${cluster}, ${readWhen(observedAt, nowMs)}: ${countsOf(groups)}`, ...head, ...lines, ''].join('\n');
}

function cellsOf(group: ReportedGroup, nowMs: number): string[] {
  const { status, statusSince, lag, lagIsAtLeast, knownPartitions, totalPartitions, timeLag, lagTrend } = group;
  const partly = lag !== null && knownPartitions < totalPartitions ? ` (${knownPartitions} of ${totalPartitions})` : '';
  return [
    shortened(readableName(group.group)),
    status ?? NO_VALUE,
    statusSince === null ? NO_VALUE : sinceWords(statusSince, nowMs),
    `${lagIsAtLeast ? '>= ' : ''}${formatCount(lag)}${partly}`,
    behindWords(timeLag),
    lagTrend ?? NO_VALUE,
  ].map(plain);
}

function behindWords({ seconds, quality }: ReportedGroup['timeLag']): string {
  if (seconds === null) return NO_VALUE;
  return `${quality === 'at-least' ? '>= ' : ''}${formatDuration(seconds * 1000)}`;
}

const sinceWords = (instant: string, nowMs: number): string =>
  `${formatUtc(instant)} (${formatAge(nowMs - new Date(instant).getTime())})`;

const readWhen = (observedAt: string | null, nowMs: number): string =>
  observedAt === null ? 'not read yet' : `read ${plain(formatAge(nowMs - new Date(observedAt).getTime()))} ago`;

function countsOf(groups: readonly ReportedGroup[]): string {
  if (groups.length === 0) return 'no groups';
  const counts = SEVERITIES.map((severity) => [groups.filter((group) => group.severity === severity).length, severity]);
  return counts
    .filter(([count]) => count !== 0)
    .map((part) => part.join(' '))
    .join(', ');
}

function shortened(name: string): string {
  const characters = Array.from(name);
  return characters.length <= LONGEST_NAME ? name : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`;
}

/** What cuts at blanks finds plain ones. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

const widthOf = (text: string): number => Array.from(text).length;

function padded(text: string, width: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? blanks + text : text + blanks;
}
