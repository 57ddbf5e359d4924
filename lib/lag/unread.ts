/**
 * What lies between a committed offset and the last stable offset, where somebody looked. A client that commits the offset
 * after its last record stays before a transaction's marker for ever, and never reads what was aborted or compacted away.
 */
export type Unread =
  | { kind: 'records' }
  /** Nothing a read_committed consumer would be given: so many markers, aborted records, and offsets that hold nothing any more. */
  | { kind: 'nothing'; markers: number; aborted: number; removed: bigint }
  /** Nobody may look; so few offsets of a transactional topic are most likely markers. */
  | { kind: 'assumed' };

/** Offsets that may be taken for markers where nobody may look. */
export const MAX_ASSUMED = 2n;

/** Whether the group has read all that it can be given, although its committed offset is lower. */
export const isCaughtUp = (unread: Unread | null): boolean => unread !== null && unread.kind !== 'records';

const count = (value: bigint | number): string => value.toLocaleString('en-US');
const plural = (value: bigint | number, one: string): string =>
  `${count(value)} ${one}${value === 1 || value === 1n ? '' : 's'}`;

/** Why there is nothing to read `where` although `left` offsets are there; null where there is something, or nobody looked. */
export function unreadNote(unread: Unread | null, left: bigint, where: string): string | null {
  if (unread === null || unread.kind === 'records') return null;
  if (unread.kind === 'assumed') {
    const what =
      left === 1n ? '1 offset is likely a transaction marker' : `${count(left)} offsets are likely transaction markers`;
    return `nothing ${where}, it is assumed: ${what}; grant Read on this topic to be sure`;
  }
  const { markers, aborted, removed } = unread;
  const parts = [
    markers > 0 ? plural(markers, 'transaction marker') : [],
    aborted > 0 ? plural(aborted, 'aborted record') : [],
    removed > 0n ? `${plural(removed, 'offset')} that ${removed === 1n ? 'was' : 'were'} compacted away` : [],
  ].flat();
  return `nothing ${where}: only ${parts.join(', ')}`;
}
