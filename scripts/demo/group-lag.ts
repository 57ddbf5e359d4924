import type { Admin } from 'kafkajs';

/** Gives the lag of each partition; endless where there are records and no commit, for such a group has not begun. */
export async function partitionLags(admin: Admin, groupId: string, topic: string): Promise<number[]> {
  const committed = await committedOffsets(admin, groupId, topic);
  const ends = await admin.fetchTopicOffsets(topic);
  return ends.map(({ partition, low, high }) => {
    if (Number(high) === Number(low)) return 0;
    const offset = committed.get(partition);
    return offset === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Number(high) - Math.max(offset, Number(low)));
  });
}

/** Gives the committed offset of each partition that has one. */
export async function committedOffsets(admin: Admin, groupId: string, topic: string): Promise<Map<number, number>> {
  // A kafkajs client that has heard of no topic asks for all of them, and then one without a leader fails the call.
  await admin.fetchTopicMetadata({ topics: [topic] });
  const [group] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const partitions = (group?.partitions ?? []).map((entry): [number, number] => [
    entry.partition,
    Number(entry.offset),
  ]);
  return new Map(partitions.filter(([, offset]) => offset >= 0));
}

/** Gives the end of each partition that has had records, as a reader of committed records sees it. */
export async function partitionEnds(admin: Admin, topic: string): Promise<Map<number, number>> {
  const ends = await admin.fetchTopicOffsets(topic);
  return new Map(ends.filter((end) => Number(end.high) > 0).map((end) => [end.partition, Number(end.high)]));
}
