import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import { formatShare } from '#lib/client/format-number.ts';

/** Which partitions hold how much of the lag, largest first; null where none stands out. */
export function hotWords({ hot, partitions, lag }: Pick<GroupDetail, 'hot' | 'partitions' | 'lag'>): {
  /** `orders 7`, by which they are named everywhere. */
  where: string[];
  /** `71 %`; null where lag is not known now. */
  share: string | null;
  since: string | null;
} | null {
  const [first] = hot;
  if (first === undefined) return null;
  const isHot = new Set(hot.map(({ topic, partition }) => `${topic} ${partition}`));
  const held = partitions.flatMap(({ topic, partition, lag: own, lagIsLastKnown }) =>
    isHot.has(`${topic} ${partition}`) && own !== null && !lagIsLastKnown ? [BigInt(own)] : [],
  );
  const sum = held.reduce((all, own) => all + own, 0n);
  return {
    where: [...isHot],
    share: lag === null || held.length < hot.length ? null : formatShare(sum, BigInt(lag)),
    since: hot.map(({ since }) => since).sort()[0] ?? null,
  };
}
