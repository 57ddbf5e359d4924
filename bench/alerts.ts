/**
 * What alert rules cost, and whether what they tell arrives. First what judging adds to a poll: 10,000 groups of 6 partitions and
 * 2,000 rules, of which 1,180 name one group, 800 globs match 20 each, and 20 are regular expressions over all; 1 % of the targets
 * pending, 0.1 % changing with each poll. Then surely: 300 groups fall behind and catch up, one by one and all at once, while the
 * processes of the console are killed with -9, Postgres goes away, and each of nine destinations has a trouble of its own; what the
 * destinations got is held against what happened in Kafka. Ends with 1 when a full run misses a bar, or any run loses, doubles or
 * reorders something. With `--state` a run that was interrupted goes on where it was, with its servers.
 *
 *   npm run bench:alerts [-- --short] [-- --kills 200] [-- --outage 600] [-- --state alerts.ndjson]
 */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Journal } from './alerts/journal.ts';
import { FULL_JUDGING, measureJudging, SHORT_JUDGING } from './alerts/judging.ts';
import { startServers } from './alerts/servers.ts';
import { FULL_SHAPE, SHORT_SHAPE } from './alerts/shape.ts';
import { measureSurely } from './alerts/surely.ts';
import { type Bars, reportFigures } from './bars.ts';

const BARS: Bars = {
  lost: { atMost: 0 },
  doubled: { atMost: 0 },
  outOfOrder: { atMost: 0 },
  misfiled: { atMost: 0 },
};
const FULL_BARS: Bars = {
  ...BARS,
  kills: { atLeast: 200 },
  fireDelayMs: { atMost: 1_000 },
  evalMsPerPoll: { atMost: 200 },
  hostileMatchMs: { atMost: 2_000 },
  writeMsPerPoll: { atMost: 100 },
};

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    kills: { type: 'string' },
    /** Seconds. */
    outage: { type: 'string' },
    state: { type: 'string' },
  },
});
const usual = values.short ? SHORT_SHAPE : FULL_SHAPE;
const shape = {
  ...usual,
  kills: Number(values.kills ?? usual.kills),
  outageMs: values.outage === undefined ? usual.outageMs : Number(values.outage) * 1_000,
};

const servers = await startServers(values.state ?? null);
let isOver = false;
try {
  process.env.TIDEMARK_TEST_POSTGRES = servers.adminUrl;
  const journal = new Journal(values.state ?? null);
  if (journal.of('judging').length === 0) {
    journal.add({ kind: 'judging', figures: await measureJudging(values.short ? SHORT_JUDGING : FULL_JUDGING) });
  }
  const judging = journal.of('judging')[0]?.figures;
  const surely = await measureSurely(servers, journal, shape);
  reportFigures({ ...surely, ...judging }, values.short ? BARS : FULL_BARS);
  if (values.state) rmSync(values.state, { force: true });
  isOver = true;
} finally {
  await servers.close(isOver);
}
