import type pg from 'pg';

/** Receives the columns of one row as bytes in Postgres' binary formats; they are overwritten when it returns. */
export type CopyVisitor = (fields: readonly Buffer[]) => void;

/** PGCOPY signature, flags and the length of an empty header extension: in front of the first row. */
const HEADER_BYTES = 19;
const END_OF_DATA = -1;

/**
 * Runs `select` as COPY ... TO STDOUT in binary and hands each row over as it arrives. pg's client knows text results only,
 * where a bytea is hex of twice the size that is made, sent, and turned back for every row; this is for megabytes of them.
 * COPY takes no parameters: the statement must hold its values, and nothing in it may come from outside but numbers.
 */
export function copyOut(client: pg.PoolClient, select: string, visit: CopyVisitor): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(
      new CopyOut(`copy (${select}) to stdout (format binary)`, visit, (error) => {
        if (error === null) resolve();
        else reject(error);
      }),
    );
  });
}

/** The callbacks pg's client drives a query by; it calls no others for COPY OUT. */
class CopyOut implements pg.Submittable {
  #text: string;
  #visit: CopyVisitor;
  #failure: Error | null = null;
  #headerSeen = false;
  /** pg wraps this to end its own timer, and calls it when the timer fires. */
  callback: (error: Error | null) => void;

  constructor(text: string, visit: CopyVisitor, done: (error: Error | null) => void) {
    this.#text = text;
    this.#visit = visit;
    this.callback = done;
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.#failure !== null) return;
    try {
      const row = this.#headerSeen ? chunk : chunk.subarray(HEADER_BYTES);
      this.#headerSeen = true;
      if (row.length > 0) this.#readRow(row);
    } catch (error) {
      // Thrown on, it would surface in the socket's data event; the rest of the rows is let pass.
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  #readRow(row: Buffer): void {
    const count = row.readInt16BE(0);
    if (count === END_OF_DATA) return;
    const fields: Buffer[] = [];
    let at = 2;
    for (let field = 0; field < count; field++) {
      const length = row.readInt32BE(at);
      if (length < 0) throw new Error(`column ${field} of a copied row is null`);
      at += 4;
      fields.push(row.subarray(at, at + length));
      at += length;
    }
    this.#visit(fields);
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleReadyForQuery(): void {
    this.callback(this.#failure);
  }

  handleCommandComplete(): void {}
}
