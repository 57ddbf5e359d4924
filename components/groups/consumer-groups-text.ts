import type { GroupDetail, GroupPartition } from '#lib/api/schemas/groups.ts';
import { onOneLine } from '#lib/client/readable-name.ts';

const HEAD = [
  'GROUP',
  'TOPIC',
  'PARTITION',
  'CURRENT-OFFSET',
  'LOG-END-OFFSET',
  'LAG',
  'CONSUMER-ID',
  'HOST',
  'CLIENT-ID',
];
const NONE = '-';
/** Least widths as the tool has them: group, topic, partition, three offsets, consumer id, host, client id. */
const LEAST_WIDTHS = [15, 15, 10, 15, 15, 15, 15, 15, 0];

/** The group as `kafka-consumer-groups --describe` prints it, for a ticket or a script that knows that form. */
export function consumerGroupsText(group: Pick<GroupDetail, 'group' | 'partitions'>): string {
  const byPlace = [...group.partitions].sort(
    (a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0) || a.partition - b.partition,
  );
  // The tool breaks its lines at whatever breaks a line in an id, and so can be made to say anything: this does not.
  const lines = [HEAD, ...byPlace.map((partition) => line(group.group, partition).map(onOneLine))];
  const widths = LEAST_WIDTHS.map((least, i) => Math.max(least, ...lines.map((fields) => (fields[i] ?? '').length)));
  return lines
    .map((fields) =>
      fields
        .map((field, i) => field.padEnd(widths[i] ?? 0))
        .join(' ')
        .trimEnd(),
    )
    .join('\n');
}

function line(group: string, partition: GroupPartition): string[] {
  return [
    group,
    partition.topic,
    String(partition.partition),
    partition.committed ?? NONE,
    partition.end ?? NONE,
    // A last known lag is not what the tool would print: it prints what it reads.
    (partition.lagIsLastKnown ? null : partition.lag) ?? NONE,
    partition.memberId ?? NONE,
    partition.memberHost === null ? NONE : slashed(partition.memberHost),
    partition.clientId ?? NONE,
  ];
}

/** Kafka's own form of a host has a slash in front. */
function slashed(host: string): string {
  return host.startsWith('/') ? host : `/${host}`;
}
