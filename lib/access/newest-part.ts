/** A part of a list that is read by ids, the newest first. */
export interface NewestPart {
  limit: number;
  /** Only what is older than this id; null begins with the newest. */
  before: bigint | null;
}
