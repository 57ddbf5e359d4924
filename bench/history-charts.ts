import type { Database } from '#lib/db/database.ts';
import { HOUR_MS, hourOf } from '#lib/history/hours.ts';
import { historyBegin } from '#lib/history/read/begin.ts';
import { readNewestSamples } from '#lib/history/read/tail.ts';
import { dropWhatIsPast } from '#lib/history/retention.ts';
import { Sealer } from '#lib/history/seal/sealer.ts';
import type { MadeLoad } from '#lib/history/testing.ts';
import { randomCluster } from './history-load.ts';
import { benchLog, CARRY_MS, openWriter } from './history-store.ts';
import { type Asked, timedRequests } from './http.ts';
import { progress } from './progress.ts';

export const CHART_CLUSTER = 'charts';

export interface ChartShape extends MadeLoad {
  /** Sealed hours; half an hour of polls comes after them. */
  hours: number;
  intervalMs: number;
  requests: number;
}

export interface ChartFigures {
  chartP95Ms: number;
  heatmapP95Ms: number;
  hourRawP95Ms: number;
  chartSecondsP95Ms: number;
  heatmapSecondsP95Ms: number;
}

const RETENTION = { rawMs: 30 * 24 * HOUR_MS, hoursMs: 400 * 24 * HOUR_MS, eventsMs: 400 * 24 * HOUR_MS, slackMs: 0 };

/**
 * Fills the history of a cluster through writer and sealer, instants made up; goes on where an earlier run was cut off.
 * Gives the instant after the last poll.
 */
export async function fillCharts(db: Database, shape: ChartShape): Promise<number> {
  const { writer, lease } = await openWriter(db, CHART_CLUSTER);
  const newest = await readNewestSamples(db, writer.clusterId);
  const beganMs =
    (await historyBegin(db, writer.clusterId))?.getTime() ?? hourOf(Date.now()) - (shape.hours + 1) * HOUR_MS;
  const toMs = beganMs + shape.hours * HOUR_MS + HOUR_MS / 2;
  const fromMs = newest === null ? beganMs : newest.atMs + shape.intervalMs;
  if (fromMs >= toMs) return toMs;
  const cluster = randomCluster(shape, fromMs % 1_000_003);
  const sealer = new Sealer({ database: db, log: benchLog });
  for (let atMs = fromMs; atMs < toMs; atMs += shape.intervalMs) {
    const report = await writer.write(cluster.poll(atMs, false), lease);
    if (report.outcome !== 'written') throw new Error(report.outcome);
    if (atMs !== hourOf(atMs)) continue;
    sealer.pollWritten({ lease, atMs, carryMs: CARRY_MS });
    await sealer.idle();
    await dropWhatIsPast(db, atMs, RETENTION);
    progress(`${Math.round((atMs - beganMs) / HOUR_MS)}/${shape.hours} hours of charts are there`);
  }
  return toMs;
}

/** Charts over HTTP: each request is for another group or window. */
export async function measureCharts(asked: Asked, shape: ChartShape, toMs: number): Promise<ChartFigures> {
  const lag = (request: number, hours: number, rest: string) => {
    const group = `group-${String(request % shape.groups).padStart(5, '0')}`;
    // Windows end at most an hour before the newest poll; each is another.
    const endMs = toMs - ((request * 7) % 360) * shape.intervalMs;
    const range = `from=${new Date(endMs - hours * HOUR_MS).toISOString()}&to=${new Date(endMs).toISOString()}`;
    return `/api/v1/clusters/${CHART_CLUSTER}/groups/${group}/lag?${range}&${rest}`;
  };
  const hours = Math.min(24, shape.hours);
  const { requests } = shape;
  return {
    chartP95Ms: await timedRequests('chart', requests, asked, (nth) => lag(nth, hours, 'by=group&points=500')),
    heatmapP95Ms: await timedRequests('heatmap', requests, asked, (nth) => lag(nth, hours, 'by=partition&points=120')),
    hourRawP95Ms: await timedRequests('last hour', requests, asked, (nth) => lag(nth, 1, 'by=partition&points=120')),
    chartSecondsP95Ms: await timedRequests('chart in seconds', requests, asked, (nth) =>
      lag(nth, hours, 'by=group&points=500&unit=seconds'),
    ),
    heatmapSecondsP95Ms: await timedRequests('heatmap in seconds', requests, asked, (nth) =>
      lag(nth, hours, 'by=partition&points=120&unit=seconds'),
    ),
  };
}
