import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase } from '#lib/db/database.ts';
import { migrate } from '#lib/db/migrate.ts';
import { kafkaClient, withAdmin } from '#scripts/demo/kafka-client.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { until } from '#scripts/local/wait.ts';
import { type Committer, openCommitter } from '../committer.ts';
import { progress } from '../progress.ts';
import { Api } from './api.ts';
import { Consoles, type Role } from './consoles.ts';
import { Destinations } from './destinations.ts';
import type { Journal } from './journal.ts';
import { Pace } from './pace.ts';
import type { Servers } from './servers.ts';
import { DESTINATIONS, type DestinationName, groupsOf, LOG_END, type Shape, topicOf } from './shape.ts';
import { type Verdict, verdictOf } from './verdict.ts';
import { World } from './world.ts';

const POLLS_BETWEEN = 2;
const VICTIMS: readonly Role[][] = [['all'], ['collector'], ['all', 'collector']];
const LEADERS = { what: 'the leaders of the topics', timeoutMs: 60_000 };
const UNREACHABLE: readonly DestinationName[] = ['unknown'];
/** The next attempt of what was not taken may be so far off; it is looked at again after. */
const LOOK_MS = 500;

/** What the run found besides what destinations got. */
export interface Surely extends Verdict {
  /** Deliveries that were not parked, or do not wait, with the reason that they should have. */
  misfiled: number;
}

/** Runs it, or what is left of it, and holds what the destinations got against what happened. */
export async function measureSurely(servers: Servers, journal: Journal, shape: Shape): Promise<Surely> {
  const { bootstrap, databaseUrl, folder } = servers;
  const [all = 0, collector = 0, ...ports] = await portsOf(journal);
  await migrate(databaseUrl);
  const database = createDatabase({ url: databaseUrl, max: 2, applicationName: 'bench-alerts' });
  const destinations = new Destinations(journal, shape, ports);
  const committer = await openWorld(bootstrap, shape);
  const pace = new Pace(database);
  const world = new World(committer, journal, shape, pace);
  const consoles = new Consoles({ all, collector }, environment(servers, shape), join(folder, 'console.log'));
  const run = new Run({ servers, journal, shape, destinations, pace, world, consoles, api: new Api(consoles.url) });
  try {
    journal.add({ kind: 'trouble', atMs: Date.now() });
    await Promise.all([world.settle(), destinations.open(), consoles.start()]);
    pace.start();
    return await run.toTheEnd();
  } finally {
    await consoles.stop();
    await Promise.all([pace.close(), destinations.close()]);
    await database.close();
    committer.close();
  }
}

async function portsOf(journal: Journal): Promise<number[]> {
  const [before] = journal.of('ports');
  if (before !== undefined) return before.ports;
  const ports = await freePorts(2 + DESTINATIONS.length);
  journal.add({ kind: 'ports', ports });
  return ports;
}

const environment = ({ bootstrap, databaseUrl, folder }: Servers, shape: Shape): Record<string, string> => ({
  KAFKA_BROKERS: bootstrap,
  DATABASE_URL: databaseUrl,
  TIDEMARK_DATA: join(folder, 'data'),
  TIDEMARK_CLUSTER_NAME: 'bench',
  TIDEMARK_POLL_INTERVAL: `${shape.intervalMs}ms`,
  TIDEMARK_LEASE_MIN_TTL: shape.leaseMinTtl,
  TIDEMARK_ALERT_ALLOWED_ADDRESSES: '127.0.0.1',
  TIDEMARK_ALERT_SEND_TIMEOUT: shape.sendTimeout,
  TIDEMARK_LOG_LEVEL: 'error',
});

const elapsedS = (): number => Math.round(performance.now() / 1_000);

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

async function stopped(servers: Servers): Promise<() => Promise<void>> {
  await servers.stopPostgres();
  return () => servers.startPostgres();
}

/** The topics with their records, and who commits. */
async function openWorld(bootstrap: string, shape: Shape): Promise<Committer> {
  const kafka = kafkaClient(bootstrap.split(','), 'bench-alerts');
  const levels = (['single', 'storm'] as const).map(topicOf);
  await withAdmin(kafka, async (admin) => {
    await admin.createTopics({
      waitForLeaders: true,
      topics: levels.map((topic) => ({ topic, numPartitions: 1, replicationFactor: 3 })),
    });
    const producer = kafka.producer();
    await producer.connect();
    for (const topic of levels) {
      // A leader may not have heard yet that it is one.
      const ends = await until(() => admin.fetchTopicOffsets(topic).catch(() => undefined), LEADERS);
      const high = ends[0]?.high ?? '0';
      const messages = Array.from({ length: LOG_END - Number(high) }, () => ({ value: 'x' }));
      if (messages.length > 0) await producer.send({ topic, messages });
    }
    await producer.disconnect();
  });
  return openCommitter(bootstrap, groupsOf(shape));
}

interface Parts {
  servers: Servers;
  journal: Journal;
  shape: Shape;
  destinations: Destinations;
  pace: Pace;
  world: World;
  consoles: Consoles;
  api: Api;
}

/** The parts of a run, one after the other; those that the journal has already are left out. */
class Run {
  readonly #parts: Parts;
  #ids: Record<string, string> = {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async toTheEnd(): Promise<Surely> {
    const { world, pace, shape } = this.#parts;
    await this.#setUp();
    await this.#calm();
    const moving = world.start();
    const outage = this.#outage();
    // What fails beside it ends the run.
    await Promise.race([this.#disturb(), Promise.all([moving, outage])]);
    await outage;
    world.end();
    await moving;
    progress(`all has fallen, at ${elapsedS()} s`);
    await pace.untilPolls(shape.settledPolls, Infinity);
    const misfiled = await this.#mend();
    return { ...(await this.#settle()), misfiled };
  }

  /** All kills, and what else happens to the console, in between. */
  async #disturb(): Promise<void> {
    const { shape, servers } = this.#parts;
    await this.#once('undisturbed', () => delay(shape.undisturbedMs));
    const ways = { frozen: async () => servers.freezePostgres(), stopped: () => stopped(servers) };
    // Early: what failed a few times is not tried again soon.
    await this.#once('address corrected', () => this.#correctAddress());
    while (this.#kills < shape.kills) {
      await this.#kill();
      for (const [nth, way] of shape.postgresAway.entries()) {
        if (this.#kills < ((nth + 1) * shape.kills) / 3) continue;
        await this.#once(`Postgres ${way}`, () => this.#withoutPostgres(ways[way]));
      }
    }
    await this.#goOn();
  }

  get #kills(): number {
    return this.#parts.journal.of('kill').length;
  }

  async #once(part: string, run: () => Promise<unknown>): Promise<void> {
    const { journal } = this.#parts;
    if (journal.doneAtMs(part) !== null) return;
    await run();
    journal.done(part);
    progress(`${part}, at ${elapsedS()} s`);
  }

  async #setUp(): Promise<void> {
    const { api, destinations, journal, shape } = this.#parts;
    if (journal.of('ids').length === 0) {
      const ids = await api.makeDestinations(destinations);
      await api.makeRules(shape);
      journal.add({ kind: 'ids', ids });
    }
    this.#ids = journal.of('ids')[0]?.ids ?? {};
  }

  /** Comes back when polls go on; from then on nothing is in the way of a notice. */
  async #calm(): Promise<void> {
    const { pace, journal, shape } = this.#parts;
    await pace.untilPolls(POLLS_BETWEEN, 2 * shape.intervalMs);
    journal.add({ kind: 'calm', atMs: Date.now() });
  }

  async #goOn(): Promise<void> {
    await this.#parts.consoles.start();
    await this.#calm();
  }

  async #kill(): Promise<void> {
    const { consoles, journal, shape } = this.#parts;
    await consoles.start();
    if (Math.random() >= shape.hasty) await this.#calm();
    await delay(Math.random() * shape.killWithinMs);
    const victims = VICTIMS[Math.floor(Math.random() * VICTIMS.length)] ?? [];
    journal.add({ kind: 'trouble', atMs: Date.now() });
    await consoles.kill(victims);
    journal.add({ kind: 'kill', atMs: Date.now(), processes: [...victims] });
    if (this.#kills % shape.tellEvery === 0)
      progress(`kill ${this.#kills}/${shape.kills}, at ${elapsedS()} s: ${JSON.stringify(this.#verdict())}`);
  }

  /** One destination does not listen, from the beginning on. */
  async #outage(): Promise<void> {
    const { destinations, journal, shape } = this.#parts;
    const beganMs = journal.doneAtMs('outage began') ?? Date.now();
    await this.#once('outage began', async () => undefined);
    await delay(Math.max(0, beganMs + shape.outageMs - Date.now()));
    await destinations.listen('down');
    await this.#once('outage over', async () => undefined);
  }

  async #correctAddress(): Promise<void> {
    const { api, consoles, destinations } = this.#parts;
    await consoles.start();
    await api.correctAddress(this.#ids.insecure ?? '', destinations.urlOf('insecure'));
  }

  /** While Postgres is away what is calm rises, and what is up falls; nothing else moves. */
  async #withoutPostgres(take: () => Promise<() => unknown>): Promise<void> {
    const { consoles, journal, world, shape } = this.#parts;
    await consoles.start();
    await this.#calm();
    world.hold(true);
    journal.add({ kind: 'trouble', atMs: Date.now() });
    const giveBack = await take();
    try {
      await world.shake();
      await delay(shape.postgresAwayMs);
    } finally {
      await giveBack();
    }
    await this.#calm();
    world.hold(false);
  }

  /** What was refused for good is parked with the reason; once the destinations are mended it is redelivered. */
  async #mend(): Promise<number> {
    const { api, destinations, journal } = this.#parts;
    if (journal.of('filed').length === 0) {
      const amiss = [await this.#amissParked('refusing', '400'), await this.#amissParked('moved', '301')];
      journal.add({ kind: 'filed', misfiled: (await this.#amissWaiting()) + sumOf(amiss) });
    }
    destinations.mend();
    for (const name of ['refusing', 'moved']) {
      const parked = await api.deliveries(this.#ids[name] ?? '', 'parked');
      await api.redeliver(parked.map(({ id }) => id));
    }
    return journal.of('filed')[0]?.misfiled ?? Number.NaN;
  }

  /** How many of the notices that were refused are not parked with that reason. */
  async #amissParked(name: DestinationName, reason: string): Promise<number> {
    const { api, journal, shape } = this.#parts;
    const notices = journal.of('notice').flatMap((one) => (one.destination === name ? one.noticeId : []));
    const refused = new Set(notices).size;
    const deadline = Date.now() + shape.settleMs;
    for (;;) {
      const parked = await api.deliveries(this.#ids[name] ?? '', 'parked');
      const right = parked.filter((one) => one.reason?.startsWith(reason)).length;
      // What was refused just before a kill is tried once more when its claim has run out.
      if (right === refused || Date.now() >= deadline) return Math.abs(refused - right) + parked.length - right;
      await delay(LOOK_MS);
    }
  }

  /** How many deliveries to a name that nobody has do not wait with that reason. */
  async #amissWaiting(): Promise<number> {
    const waiting = await this.#parts.api.deliveries(this.#ids.unknown ?? '', 'waiting');
    const tried = waiting.filter(({ attempts }) => attempts.length > 0);
    return tried.length === 0 ? 1 : tried.filter(({ reason }) => !reason?.includes('DNS')).length;
  }

  /** The verdict once nothing is missing any more, or has been for too long. */
  async #settle(): Promise<Verdict> {
    const { shape } = this.#parts;
    const deadline = Date.now() + shape.settleMs;
    for (;;) {
      const verdict = this.#verdict();
      if (verdict.lost === 0 || Date.now() >= deadline) return this.#verdict(progress);
      await delay(LOOK_MS);
    }
  }

  #verdict(onMissing?: (what: string) => void): Verdict {
    const { journal, shape } = this.#parts;
    const rules = {
      intervalMs: shape.intervalMs,
      forMs: shape.forSeconds * 1_000,
      groups: groupsOf(shape).length,
      unreachable: UNREACHABLE,
    };
    return verdictOf(journal.entries, rules, onMissing);
  }
}
