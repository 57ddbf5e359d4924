/** A reassignment as the controller lists it. */
export interface ListedReassignment {
  /** All of them, those on their way and those to go included. */
  replicas: number[];
  adding: number[];
  removing: number[];
}

/** How far a partition's move has come. */
export interface ReassignmentProgress {
  adding: number[];
  removing: number[];
  /** How many of those added are in sync; with the last one the move ends. */
  caughtUp: number;
}

/**
 * The reassignment that a partition is in, or null. The listing may be older than the metadata: what it tells of another set of
 * replicas, or of a move that is complete by now, is over.
 */
export function ongoingReassignment(
  { replicas, isr }: { replicas: readonly number[]; isr: readonly number[] },
  listed: ListedReassignment | undefined,
): ReassignmentProgress | null {
  if (!listed || !sameMembers(replicas, listed.replicas)) return null;
  const { adding, removing } = listed;
  const caughtUp = adding.filter((replica) => isr.includes(replica)).length;
  // Replicas to be removed leave with the end of the move; without any, the listing alone cannot tell that it ended.
  if (removing.length === 0 && caughtUp === adding.length) return null;
  return { adding, removing, caughtUp };
}

const sameMembers = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((member) => other.includes(member));
