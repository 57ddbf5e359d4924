import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { BrokerLink } from '#lib/kafka/broker-link.ts';
import type { ClusterConnector } from '#lib/kafka/connect/connector.ts';
import { isDenied } from '#lib/kafka/failure.ts';
import { type FetchOptions, fetchRecords } from '#lib/kafka/fetch.ts';
import type { Unread } from '#lib/lag/unread.ts';
import { beginLook, lookAt } from './look-ahead.ts';
import type { ClusterMemory } from './memory.ts';
import { type LookBudget, type Looked, SideLooks } from './side-looks.ts';
import type { StandingPlace } from './standing-still.ts';
import type { Learned, UnreadVerdicts } from './unread-verdicts.ts';

/** Answers per place, each asked larger than the one before: a marker is 78 bytes, what was aborted may be megabytes. */
const ANSWER_BYTES = [4_096, 16_384, 65_536, 262_144];
const OPTIONS: FetchOptions = { isolation: 'read_committed', maxWaitMs: 0, minBytes: 0, maxBytes: 1_048_576 };

/** Looks, beside the polls, whether there is anything to read between committed and last stable offsets that stand still. */
export class MarkerCheck {
  readonly #looks: SideLooks<StandingPlace, Learned>;

  constructor(cluster: ClusterConfig, connector: ClusterConnector) {
    this.#looks = new SideLooks(cluster, connector, look);
  }

  /** Hands what was found since the last time to the verdicts; gives how many requests that took. */
  deliver(verdicts: UnreadVerdicts, nowMs: number): number {
    const { learned, requests } = this.#looks.take();
    for (const one of learned) verdicts.learn(one, nowMs);
    verdicts.sweep(nowMs);
    return requests;
  }

  /** Looks at these places, unless there are none or the last round still runs: then gives null. */
  tick(places: readonly StandingPlace[], brokers: ClusterMemory['brokers']): Promise<void> | null {
    return this.#looks.tick(places, brokers);
  }

  close(): Promise<void> {
    return this.#looks.close();
  }
}

async function look(link: BrokerLink, place: StandingPlace, budget: LookBudget): Promise<Looked<Learned>> {
  const { topic, idOnWire, partition, leaderEpoch, committed, upTo } = place;
  const { name, kafkaTopicId } = topic;
  const found = (unread: Unread | null): Looked<Learned> => ({
    learned: { kind: 'found', finding: { kafkaTopicId, partition, committed, upTo, unread } },
    refused: false,
  });
  let standing = beginLook(committed, upTo);
  for (const maxBytes of ANSWER_BYTES) {
    const from = { topic: name, topicId: idOnWire, partition, leaderEpoch };
    const [answer] = await fetchRecords(link, [{ ...from, offset: standing.cursor.nextOffset, maxBytes }], OPTIONS);
    if (answer && !answer.ok && isDenied(answer.failure.code))
      return { learned: { kind: 'refused', kafkaTopicId }, refused: true };
    if (!answer?.ok) return found(null);
    budget.bytes -= answer.value.records.length;
    const looked = lookAt(standing, answer.value);
    if (looked.done) return found(looked.unread);
    standing = looked.look;
  }
  // Longer than is worth reading: the number of offsets stands.
  return found({ kind: 'records' });
}
