import type { CommittedTopic } from '#lib/kafka/commits.ts';
import type { TopicEnds } from '#lib/kafka/ends.ts';
import { type Failure, fail, type Outcome } from '#lib/kafka/failure.ts';
import type { ClusterFeatures } from '#lib/kafka/features.ts';
import type { GroupDescription, GroupType } from '#lib/kafka/groups.ts';
import type { TopicMetadata } from '#lib/kafka/metadata.ts';
import type { Quorum } from '#lib/kafka/quorum.ts';

/** A broker as this poll met it. */
export interface BrokerSighting {
  brokerId: number;
  /** Null for a broker that is only named in replica lists. */
  host: string | null;
  port: number | null;
  rack: string | null;
  /** Named by the Metadata of at least one broker that answered. */
  inMetadata: boolean;
  failure: Failure | null;
}

export interface GroupObservation {
  groupId: string;
  type: GroupType;
  protocolType: string;
  /** From the listing; null when it was not listed now. */
  state: string | null;
  coordinator: number | null;
  listed: boolean;
  /** Null where it is not asked: types that are not known here, protocols other than consumer. */
  description: Outcome<GroupDescription> | null;
  /** Of a share group its start offsets. Null where commits mean nothing: protocols other than consumer. */
  commits: Outcome<CommittedTopic[]> | null;
}

export type ControllerObservation =
  | { kind: 'kraft'; quorum: Quorum }
  | { kind: 'zookeeper'; leaderId: number | null }
  | null;

/** Everything one pass over a cluster saw, failures included. */
export interface ClusterObservation {
  startedAtMs: number;
  finishedAtMs: number;
  /** False when no broker answered at all. */
  reachable: boolean;
  /** Another cluster answers under this name: its id, and nothing else of it. */
  foreignClusterId: string | null;
  kafkaClusterId: string | null;
  kafkaVersion: string | null;
  /** Of all brokers that ever told their versions; null where none has. */
  features: ClusterFeatures | null;
  /** Whether the brokers are of Kafka 3.9 or later (min-isr-cap.ts); null where none told. */
  capsMinIsr: boolean | null;
  brokers: BrokerSighting[];
  controller: ControllerObservation;
  /** Null when no broker gave the topics; those known before then stand. */
  topics: Map<string, TopicMetadata> | null;
  /**
   * Topics that are known by name, and that the principal may not see, or of which nothing was told. Those seen before are
   * in `topics` as well.
   */
  hiddenTopics: Map<string, Failure>;
  ends: Map<string, TopicEnds>;
  groups: GroupObservation[];
  /** True when every broker listed its groups without an error: only then absence means something. */
  listingComplete: boolean;
  failures: Failure[];
  requests: number;
  /** Longest pause that a broker asked for; it spends the quota of this client id. */
  throttleMs: number;
  phases: { listMs: number; commitsMs: number; endsMs: number };
}

/** A group as the poll before saw it: whom to ask when nobody lists it now. */
export interface KnownGroup {
  type: GroupType;
  protocolType: string;
  coordinator: number | null;
  /** First of the polls in a row in which its coordinator disowned it (isDisowned). */
  disownedSinceMs: number | null;
}

/**
 * Whether some broker stands for the group: it lists it, or (its listing failed, as while it loads offsets) describes it. A
 * broker answers Dead for any group it does not know.
 */
export const isVouchedFor = ({ listed, description }: GroupObservation): boolean =>
  listed || (description?.ok === true && description.value.state !== 'Dead');

/**
 * What the group's coordinator says of it; null when it says nothing. That a group is Dead which the same broker lists means
 * that the group ended, or changed its type, between the two requests: the next poll knows more. That one is Dead which
 * nobody lists is no news of it either, until it was said for a while (isDisowned).
 */
export function descriptionOf({ listed, state, description }: GroupObservation): GroupDescription | null {
  if (!description?.ok) return null;
  const isDead = description.value.state === 'Dead';
  return isDead && !(listed && state === 'Dead') ? null : description.value;
}

/**
 * Whether the group's coordinator, asked for groups of its type, does not know it, and holds no offsets of it: both without
 * an error, which a broker that is no coordinator of it, or still loads its groups, would answer. Share groups have no offsets.
 */
export function isDisowned({ type, listed, description, commits }: GroupObservation): boolean {
  if (listed || !description?.ok || description.value.state !== 'Dead') return false;
  if (type === 'share') return true;
  return commits?.ok === true && commits.value.every(({ partitions }) => partitions.every(isNoCommit));
}

const isNoCommit = ({ committedOffset, errorCode }: CommittedTopic['partitions'][number]): boolean =>
  committedOffset < 0n && errorCode === 0;

/** Nobody lists a group that was known. */
export const notListed = (coordinator: number | null): Failure =>
  fail('GROUP_NOT_LISTED', 'no broker lists this group now: its coordinator moves, or it was deleted', coordinator)
    .failure;
