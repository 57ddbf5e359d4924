import type { CommittedTopic } from '#lib/kafka/commits.ts';
import type { TopicEnds } from '#lib/kafka/ends.ts';
import { type Failure, fail, type Outcome } from '#lib/kafka/failure.ts';
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
  /** Null where it is not asked: types and protocols that have no description yet. */
  description: Outcome<GroupDescription> | null;
  /** Null where commits mean nothing: share groups, protocols other than consumer. */
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
  kafkaClusterId: string | null;
  kafkaVersion: string | null;
  brokers: BrokerSighting[];
  controller: ControllerObservation;
  /** Null when no broker gave the topics; those known before then stand. */
  topics: Map<string, TopicMetadata> | null;
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
}

/**
 * Whether some broker stands for the group: it lists it, or (its listing failed, as while it loads offsets) describes it. A
 * broker answers Dead for any group it does not know.
 */
export const isVouchedFor = ({ listed, description }: GroupObservation): boolean =>
  listed || (description?.ok === true && description.value.state !== 'Dead');

/** Nobody lists a group that was known. Its old coordinator then answers Dead and no offsets, which is no news of it. */
export const notListed = (coordinator: number | null): Failure =>
  fail('GROUP_NOT_LISTED', 'no broker lists this group now: its coordinator moves, or it was deleted', coordinator)
    .failure;
