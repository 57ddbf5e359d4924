import type { CauseProof } from '#lib/api/schemas/causes.ts';
import { readableName } from '#lib/client/readable-name.ts';

/** Anchor of the row of a member. */
export const memberAnchor = (memberId: string): string => `member-${memberId}`;
/** Anchor of the row of a partition, and of the charts of the page. */
export const partitionAnchor = (topic: string, partition: number): string => `partition-${topic}/${partition}`;
export const CHARTS_ANCHOR = 'charts';

/** A place on the page of the group that proves a cause. */
export interface ProofLink {
  label: string;
  href: string;
}

/** The charts in the time of a cause, with the partition it is about alone; up to now where the newest poll is explained. */
export function chartProof({ section, from, to, topic, partition }: CauseProof, live: boolean): ProofLink {
  const search = new URLSearchParams({ from });
  if (!live) search.set('to', to);
  const alone = topic !== null && partition !== null && section !== 'rates';
  if (alone) search.set('partition', `${topic}/${partition}`);
  return {
    label: alone
      ? `Lag of ${readableName(topic)} ${partition}`
      : section === 'rates'
        ? 'Rates in that time'
        : 'Lag in that time',
    href: `?${search}#${CHARTS_ANCHOR}`,
  };
}

/** The row that proves a cause, where one does; of now, so none for a past moment. */
export function rowProof({ section, topic, partition, memberId }: CauseProof, live: boolean): ProofLink | null {
  if (!live) return null;
  if (section === 'members' && memberId !== null)
    return { label: 'Show the member', href: anchor(memberAnchor(memberId)) };
  if (section === 'members') return { label: 'Show the members', href: '#members' };
  if (section === 'events') return { label: 'Show the events', href: '#events' };
  if (topic !== null && partition !== null)
    return { label: 'Show the partition', href: anchor(partitionAnchor(topic, partition)) };
  return section === 'partitions' ? { label: 'Show the partitions', href: '#partitions' } : null;
}

const anchor = (id: string): string => `#${encodeURIComponent(id)}`;
