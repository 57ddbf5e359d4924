import type { Sql } from '#lib/db/database.ts';
import type { PollWrite } from './contract.ts';

/** What else is written with each poll of a cluster, in its transaction. */
export interface PollCompanion {
  /** After the rows of the poll; what it throws fails the poll. */
  write(sql: Sql, poll: PollWrite): Promise<void>;
  /** The transaction of the last `write` was committed. */
  written(): void;
  /** It failed: what the last `write` wrote is there or not. Nobody else wrote meanwhile. */
  failed(): void;
  /** A poll that will not be written whole, as a newer one tells the state: before the next `write`, in order. */
  passOver(poll: PollWrite): void;
  /** It is not known any more what the tables hold: somebody else may have written. */
  forget(): void;
}
