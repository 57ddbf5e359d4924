import type { Transaction } from '#lib/db/database.ts';
import { unpackChunk } from '../chunk/chunk.ts';
import { runsOf, type SeriesColumns } from './columns.ts';
import type { WantedSeries } from './layout.ts';

/** Chunks of some series, laid into memory that is used again for the next hour. */
export interface ChunkReader {
  /**
   * Hands each of these hours (first to last, in order of time) in which a series has a chunk to `visit`, with the columns
   * in the order of the wanted series.
   */
  read(
    tx: Transaction,
    hours: readonly number[],
    visit: (hourMs: number, series: (SeriesColumns | undefined)[]) => void,
  ): Promise<void>;
}

/** Tells of the wanted series, by their place, which partitions are read; the others' values mean nothing. */
export type PartitionFilter = (wantedIndex: number, partition: number) => boolean;

/** A reader of the chunks of these series. */
export function createChunkReader(wanted: readonly WantedSeries[], isRead: PartitionFilter): ChunkReader {
  const memory: Float64Array[][] = wanted.map((series) =>
    Array.from({ length: runsOf(series) }, () => new Float64Array(0)),
  );
  const indexesOf = new Map<string, number[]>();
  wanted.forEach(({ kind, seriesId }, index) => {
    const key = kind + seriesId;
    indexesOf.set(key, [...(indexesOf.get(key) ?? []), index]);
  });

  function unpack(index: number, partitions: number, chunks: readonly Buffer[]): SeriesColumns {
    const own = memory[index] ?? [];
    const runs = own.map((kept, run) => {
      const { values, columns, points } = unpackChunk(chunks[run] ?? Buffer.alloc(0), kept, (partition) =>
        isRead(index, partition),
      );
      own[run] = values;
      return values.subarray(0, columns * points);
    });
    return { partitions, runs };
  }

  return {
    async read(tx, hours, visit) {
      const [first, last] = [hours[0], hours.at(-1)];
      if (first === undefined || last === undefined) return;
      let hourMs: number | null = null;
      let series: (SeriesColumns | undefined)[] = [];
      const finish = () => {
        if (hourMs !== null) visit(hourMs, series);
      };
      await tx.copyOut(selectChunks(wanted, first, last), ([hour, kind, id, partitions, ...chunks]) => {
        if (hour === undefined || kind === undefined || id === undefined || partitions === undefined) return;
        const atMs = Number(hour.readBigInt64BE());
        if (atMs !== hourMs) {
          finish();
          hourMs = atMs;
          series = wanted.map(() => undefined);
        }
        for (const index of indexesOf.get(kind.toString() + id.readInt32BE()) ?? []) {
          series[index] = unpack(index, partitions.readInt32BE(), chunks);
        }
      });
      finish();
    },
  };
}

const NOTHING = `''::bytea`;

/** Hour, kind, id, partitions and three chunks of each row, in order of time. */
function selectChunks(wanted: readonly WantedSeries[], firstMs: number, lastMs: number): string {
  const hours = `hour >= '${new Date(firstMs).toISOString()}' and hour <= '${new Date(lastMs).toISOString()}'`;
  const among = (ids: number[]) => `any('{${ids.join()}}'::int4[])`;
  const subscriptions = wanted.flatMap((one) => (one.kind === 's' ? [one.seriesId] : []));
  const topics = wanted.flatMap((one) => (one.kind === 't' ? [one] : []));
  const sums = wanted.flatMap((one) => (one.kind === 'lag' ? [one.seriesId] : []));
  const most = Math.max(0, ...topics.map(({ runs }) => runs));
  const run = (nth: number, column: string) => (most >= nth ? column : NOTHING);
  return `
    select (extract(epoch from hour) * 1000)::int8 as hour_ms, 's' as kind, subscription_id, partitions, committed, ${NOTHING}, ${NOTHING}
      from subscription_chunk where subscription_id = ${among(subscriptions)} and ${hours}
    union all
    select (extract(epoch from hour) * 1000)::int8, 'lag', subscription_id, partitions, total, ${NOTHING}, ${NOTHING}
      from subscription_chunk where subscription_id = ${among(sums)} and ${hours}
    union all
    select (extract(epoch from hour) * 1000)::int8, 't', topic_id, partitions, log_start, ${run(2, 'high')}, ${run(3, 'open')}
      from topic_chunk where topic_id = ${among(topics.map(({ seriesId }) => seriesId))} and ${hours}
    order by 1, 2, 3`;
}
