import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import type { ClusterConnector } from '#lib/kafka/connect/connector.ts';
import { lackingOf, readPermissions } from '#lib/kafka/permissions.ts';
import { askKnownBrokers, followPolls, healthyLinks, inTurn, openLinks } from './links.ts';
import type { ClusterMemory, PermissionsNow } from './memory.ts';

/**
 * Asks what the principal may see: brokers leave out of their lists what it may not, without a word. Beside the polls, at
 * the start and then seldom; while something is lacking with every slow beat, so that what was granted shows soon.
 */
export class PermissionBeat {
  #links: ClusterLinks;
  #cluster: ClusterConfig;
  #latest: PermissionsNow | null = null;
  #running: Promise<void> | null = null;
  #nextAtMs = 0;
  #turn = 0;

  constructor(cluster: ClusterConfig, connector: ClusterConnector) {
    this.#cluster = cluster;
    this.#links = openLinks(cluster, connector);
  }

  /** What was told last; null before. */
  get latest(): PermissionsNow | null {
    return this.#latest;
  }

  /** Asks one of the brokers the polls know, each time another, if it is time to. Gives the round, or null. */
  tick(brokers: ClusterMemory['brokers'], nowMs: number): Promise<void> | null {
    if (this.#running || nowMs < this.#nextAtMs) return null;
    followPolls(this.#links, brokers);
    this.#running = this.#ask(this.#turn++, nowMs).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#links.close();
    await this.#running;
  }

  async #ask(turn: number, nowMs: number): Promise<void> {
    this.#links.beginPoll(performance.now(), this.#cluster.brokerDeadlineMs);
    try {
      const { answer: told } = await askKnownBrokers(this.#links, async () => {
        const [teller] = inTurn(healthyLinks(this.#links), turn);
        return teller ? readPermissions(teller) : null;
      });
      // Nobody told: the next poll asks another broker.
      if (!told?.ok) return;
      const lacking = lackingOf(told.value);
      this.#latest = { lacking, mayHideTopics: !told.value.anyTopic };
      const { permissionBeatMs, slowBeatMs } = this.#cluster;
      this.#nextAtMs = nowMs + (lacking.length === 0 ? permissionBeatMs : Math.min(slowBeatMs, permissionBeatMs));
    } finally {
      this.#links.endPoll();
    }
  }
}
