import type { Sql } from '#lib/db/database.ts';
import type { PollWrite } from './contract.ts';

/** What else is written with each poll of a cluster, in its transaction. */
export interface PollCompanion {
  /** After the rows of the poll; what it throws fails the poll. */
  write(sql: Sql, poll: PollWrite): Promise<void>;
  /** The transaction of the last `write` was committed. */
  written(): void;
  /** It is not known any more what the tables hold. */
  forget(): void;
}
