import type { BrokerLink } from '#lib/kafka/broker-link.ts';
import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import { fetchCommits } from '#lib/kafka/commits.ts';
import { findCoordinators } from '#lib/kafka/coordinators.ts';
import { emptyEnds, partitionsByLeader, readEnds, type TopicEnds } from '#lib/kafka/ends.ts';
import { type Failure, fail, isStaleLeader, type Outcome } from '#lib/kafka/failure.ts';
import { featuresOf } from '#lib/kafka/features.ts';
import { type DescribableType, describeGroups, type GroupListing, listGroups } from '#lib/kafka/groups.ts';
import { type Metadata, readMetadata, type TopicMetadata } from '#lib/kafka/metadata.ts';
import { brokersCapMinIsr } from '#lib/kafka/min-isr-cap.ts';
import { fetchStartOffsets } from '#lib/kafka/share-groups.ts';
import { kafkaVersionOf } from '#lib/kafka/version-name.ts';
import { absentToAsk } from './absent-groups.ts';
import { findHidden, withHidden } from './hidden-topics.ts';
import { askKnownBrokers, healthyLinks, inTurn } from './links.ts';
import {
  type BrokerSighting,
  type ClusterObservation,
  type GroupObservation,
  isDisowned,
  type KnownGroup,
} from './observation.ts';

export interface ObserveInput {
  links: ClusterLinks;
  /** Groups of the polls before, by id. */
  knownGroups: ReadonlyMap<string, KnownGroup>;
  /** Topics of the poll before: whom to ask for ends when Metadata fails now. */
  knownTopics: ReadonlyMap<string, TopicMetadata>;
  /** The id of the cluster that is read under this name; null before the first contact. */
  kafkaClusterId: string | null;
  deadlineMs: number;
  /** Rises by one per poll; the brokers take turns in giving the topics. */
  turn: number;
}

/** What the polling connections see; the controller is asked for beside them (quorum-beat.ts). */
export type PollObservation = Omit<ClusterObservation, 'controller'>;

/**
 * One pass over a cluster: who is there and who coordinates what, then commits and members, then log ends. Commits are
 * read before ends, so lag is at most slightly overstated and never negative by a race.
 */
export async function observe({
  links,
  knownGroups,
  knownTopics,
  kafkaClusterId,
  deadlineMs,
  turn,
}: ObserveInput): Promise<PollObservation> {
  const startedAtMs = Date.now();
  const clock = performance.now();
  links.beginPoll(clock, deadlineMs);
  try {
    const roll = await callRoll(links, turn);
    const listedAt = performance.now();
    const foreignClusterId = foreignIdIn(roll, kafkaClusterId);
    // Nothing of another cluster is read, and it is not told the names of groups.
    if (foreignClusterId !== null) {
      return {
        ...nothingRead(links),
        startedAtMs,
        foreignClusterId,
        phases: { listMs: listedAt - clock, commitsMs: 0, endsMs: 0 },
      };
    }
    const groups = await readGroups(links, rosterOf(roll.listings, knownGroups), knownGroups, turn);
    const hiddenTopics = roll.topics ? await findHidden(links, roll.topics, { knownTopics, groups, turn }) : NO_TOPICS;
    const commitsAt = performance.now();
    const ends = await readAllEnds(links, roll.topics ?? knownTopics, turn);
    const endsAt = performance.now();
    return {
      startedAtMs,
      finishedAtMs: Date.now(),
      reachable: roll.answered.length > 0,
      foreignClusterId,
      kafkaClusterId: roll.kafkaClusterId,
      kafkaVersion: kafkaVersionOf(roll.answered),
      features: featuresOf([...links.brokers.values()].flatMap(({ versions }) => versions ?? [])),
      capsMinIsr: brokersCapMinIsr(roll.answered),
      brokers: sightings(links, roll),
      topics: withHidden(ends.topics ?? roll.topics, hiddenTopics, knownTopics),
      hiddenTopics,
      ends: ends.ends,
      groups,
      listingComplete: roll.listingComplete,
      failures: failuresOf(links, roll),
      requests: links.requests,
      throttleMs: links.throttleMs,
      phases: { listMs: listedAt - clock, commitsMs: commitsAt - listedAt, endsMs: endsAt - commitsAt },
    };
  } finally {
    links.endPoll();
  }
}

const NO_TOPICS: Map<string, Failure> = new Map();
/** The id that some broker gives, where another one is pinned: another cluster answers under the name, or among ours. */
function foreignIdIn({ metadata }: Roll, pinned: string | null): string | null {
  if (pinned === null) return null;
  return metadata.find(({ clusterId }) => clusterId !== null && clusterId !== pinned)?.clusterId ?? null;
}

const nothingRead = (links: ClusterLinks): Omit<PollObservation, 'startedAtMs' | 'foreignClusterId' | 'phases'> => ({
  finishedAtMs: Date.now(),
  reachable: true,
  kafkaClusterId: null,
  kafkaVersion: null,
  capsMinIsr: null,
  features: null,
  brokers: [],
  topics: null,
  hiddenTopics: NO_TOPICS,
  ends: new Map(),
  groups: [],
  listingComplete: false,
  failures: [],
  requests: links.requests,
  throttleMs: links.throttleMs,
});

interface Roll {
  answered: BrokerLink[];
  kafkaClusterId: string | null;
  metadata: Metadata[];
  topics: Map<string, TopicMetadata> | null;
  listings: Map<number, GroupListing>;
  listingComplete: boolean;
  bootstrapFailure: Failure | null;
}

/** Phase 1, all at once: groups of every broker, topics from one, the broker list from the others. */
async function callRoll(links: ClusterLinks, turn: number): Promise<Roll> {
  const { asked, answer, bootstrapFailure } = await askKnownBrokers(links, async (brokers) => {
    const [teller] = inTurn(healthyLinks(links), turn);
    const [metadata, listings] = await Promise.all([
      Promise.all(brokers.map((link) => readMetadata(link, link === teller ? 'all-topics' : 'brokers-only'))),
      Promise.all(brokers.map((link) => listGroups(link))),
    ]);
    return { teller, metadata, listings };
  });
  const { teller, metadata: metadataAnswers, listings: listingAnswers } = answer;
  const metadata = metadataAnswers.flatMap((answer) => (answer.ok ? [answer.value] : []));
  let topics = topicsOf(teller, asked, metadataAnswers);
  if (!topics) topics = await topicsFromAnother(asked.filter((link) => link !== teller && link.failure === null));
  // Before links to addresses of yesterday are closed: they have answered in this poll.
  const answered = asked.filter((link) => link.failure === null);
  for (const { brokers } of metadata) links.adopt(brokers);

  const listings = new Map<number, GroupListing>();
  asked.forEach((link, index) => {
    const listing = listingAnswers[index];
    if (listing?.ok && link.brokerId !== null) listings.set(link.brokerId, listing.value);
  });
  // A broker met only now (first poll after it joined) lists its groups in the next poll.
  const listingComplete =
    listings.size === links.brokers.size && [...listings.values()].every(({ failure }) => failure === null);
  const advertised = bootstrapFailure === null && answered.length === 0 ? unreachableAddresses(asked) : null;
  return {
    answered,
    kafkaClusterId: metadata[0]?.clusterId ?? null,
    metadata,
    topics,
    listings,
    listingComplete,
    bootstrapFailure: bootstrapFailure ?? advertised,
  };
}

/** Some bootstrap address answered, and none of the addresses that it gave: clients on this machine cannot use them. */
function unreachableAddresses(asked: BrokerLink[]): Failure | null {
  if (asked.length === 0) return null;
  const addresses = asked.map(({ address }) => address).join(', ');
  const what = `the bootstrap address answers, but none of the addresses it gives for the brokers does: ${addresses}`;
  return fail(
    'ADVERTISED_UNREACHABLE',
    `${what}. Check advertised.listeners of the brokers, and the network in between`,
  ).failure;
}

function topicsOf(teller: BrokerLink | undefined, asked: BrokerLink[], answers: Outcome<Metadata>[]) {
  const answer = teller && answers[asked.indexOf(teller)];
  return answer?.ok ? byName(answer.value.topics) : null;
}

async function topicsFromAnother(links: BrokerLink[]): Promise<Map<string, TopicMetadata> | null> {
  for (const link of links) {
    const answer = await readMetadata(link, 'all-topics');
    if (answer.ok) return byName(answer.value.topics);
  }
  return null;
}

const byName = (topics: TopicMetadata[]) => new Map(topics.map((topic) => [topic.name, topic]));

/**
 * Phase 2: commits and descriptions of every group, from its coordinator. Of groups that nobody lists, and of those whose
 * coordinator says that it is none, some broker is asked who is, once.
 */
async function readGroups(
  links: ClusterLinks,
  groups: Map<string, GroupObservation>,
  known: ReadonlyMap<string, KnownGroup>,
  turn: number,
): Promise<GroupObservation[]> {
  const all = [...groups.values()];
  const absent = absentToAsk(
    all.filter(({ listed }) => !listed),
    known,
    turn,
  );
  const roster = [...all.filter(({ listed }) => listed), ...absent];
  await locate(links, absent, turn);
  await readFromCoordinators(links, roster);
  const moved = await locate(links, roster.filter(isElsewhere), turn);
  await readFromCoordinators(links, moved);
  return all;
}

/** Asks for the coordinators of these groups; gives those that have another one than was thought. */
async function locate(links: ClusterLinks, groups: GroupObservation[], turn: number): Promise<GroupObservation[]> {
  const [teller] = inTurn(healthyLinks(links), turn);
  if (groups.length === 0 || !teller) return [];
  const ids = groups.map(({ groupId }) => groupId);
  const found = await findCoordinators(teller, ids);
  return groups.filter((group) => {
    const answer = found.get(group.groupId);
    if (!answer?.ok || answer.value === group.coordinator || !links.brokers.has(answer.value)) return false;
    group.coordinator = answer.value;
    return true;
  });
}

const isElsewhere = ({ commits, description }: GroupObservation): boolean =>
  [commits, description].some((answer) => answer?.ok === false && answer.failure.code === 'NOT_COORDINATOR');

async function readFromCoordinators(links: ClusterLinks, groups: GroupObservation[]): Promise<void> {
  const byCoordinator = new Map<number, GroupObservation[]>();
  for (const group of groups) {
    if (group.coordinator === null) continue;
    const list = byCoordinator.get(group.coordinator);
    if (list) list.push(group);
    else byCoordinator.set(group.coordinator, [group]);
  }
  await Promise.all(
    [...byCoordinator].map(async ([brokerId, coordinated]) => {
      const link = links.brokers.get(brokerId);
      if (link) await readCoordinated(link, coordinated);
    }),
  );
}

/** Every group somebody lists, and those known before that nobody lists now, at their last coordinator. */
function rosterOf(
  listings: Map<number, GroupListing>,
  known: ReadonlyMap<string, KnownGroup>,
): Map<string, GroupObservation> {
  const roster = new Map<string, GroupObservation>();
  for (const [brokerId, { groups }] of listings) {
    for (const { groupId, type, protocolType, state } of groups) {
      // While a coordinator moves, two brokers may list a group: the one known before is asked.
      if (roster.has(groupId) && known.get(groupId)?.coordinator !== brokerId) continue;
      roster.set(groupId, {
        groupId,
        type,
        protocolType,
        state,
        coordinator: brokerId,
        listed: true,
        description: null,
        commits: null,
      });
    }
  }
  for (const [groupId, { type, protocolType, coordinator }] of known) {
    if (roster.has(groupId)) continue;
    roster.set(groupId, {
      groupId,
      type,
      protocolType,
      state: null,
      coordinator,
      listed: false,
      description: null,
      commits: null,
    });
  }
  return roster;
}

/** Protocols other than the consumer's keep their own data in commits and members; an empty one is a group without members. */
const speaksConsumer = ({ protocolType }: GroupObservation) => protocolType === 'consumer' || protocolType === '';

async function readCoordinated(link: BrokerLink, groups: GroupObservation[]): Promise<void> {
  const byType = Map.groupBy(groups.filter(isDescribable), ({ type }) => type);
  const idsOf = (asked: GroupObservation[]) => asked.map(({ groupId }) => groupId);
  const describedAs = (type: DescribableType) => describeGroups(link, type, idsOf(byType.get(type) ?? []));
  const [commits, startOffsets, ...descriptions] = await Promise.all([
    fetchCommits(link, idsOf(groups.filter(hasCommits))),
    fetchStartOffsets(link, idsOf(byType.get('share') ?? [])),
    describedAs('classic'),
    describedAs('consumer'),
    describedAs('streams'),
    describedAs('share'),
  ]);
  const descriptionOf = (groupId: string) => descriptions.find((answer) => answer.has(groupId))?.get(groupId) ?? null;
  for (const group of groups) {
    group.commits = commits.get(group.groupId) ?? startOffsets.get(group.groupId) ?? null;
    group.description = descriptionOf(group.groupId);
    if (!isOfOtherProtocol(group) || isDisowned(group)) continue;
    group.commits = null;
    group.description = null;
  }
}

/** Its members and commits mean nothing here; while nobody lists it, whether it has any tells whether it is still there. */
const isOfOtherProtocol = (group: GroupObservation): boolean => group.type === 'classic' && !speaksConsumer(group);

/** Of a group of a type that is not known here nothing is asked but its commits. */
function isDescribable(group: GroupObservation): group is GroupObservation & { type: DescribableType } {
  return group.type !== 'unknown' && (!isOfOtherProtocol(group) || !group.listed);
}

/** A share group has none: asked for them, brokers answer that there are none, without an error. */
const hasCommits = (group: GroupObservation): boolean =>
  group.type !== 'share' && (group.type === 'streams' || speaksConsumer(group) || !group.listed);

/** Phase 3: log start, high watermark and last stable offset from every leader; once more for what moved meanwhile. */
async function readAllEnds(links: ClusterLinks, topics: ReadonlyMap<string, TopicMetadata>, turn: number) {
  const ends = new Map<string, TopicEnds>();
  for (const { name, partitions } of topics.values()) ends.set(name, emptyEnds(partitions.length));
  await askLeaders(links, topics.values(), ends);
  const moved = [...topics.values()].filter(({ name }) => hasStaleLeader(ends.get(name)));
  if (moved.length === 0) return { ends, topics: null };
  const refreshed = await topicsFromAnother(inTurn(healthyLinks(links), turn + 1));
  if (!refreshed) return { ends, topics: null };
  const again = moved.flatMap(({ name }) => {
    const topic = refreshed.get(name);
    const before = ends.get(name);
    return topic && before ? [onlyStale(topic, before)] : [];
  });
  await askLeaders(links, again, ends);
  return { ends, topics: refreshed };
}

async function askLeaders(
  links: ClusterLinks,
  topics: Iterable<TopicMetadata>,
  ends: Map<string, TopicEnds>,
): Promise<void> {
  await Promise.all(
    [...partitionsByLeader(topics)].map(async ([leader, asked]) => {
      const link = links.brokers.get(leader);
      if (link) await readEnds(link, asked, ends);
    }),
  );
}

const hasStaleLeader = (ends: TopicEnds | undefined): boolean =>
  ends !== undefined && ends.failures.size > 0 && [...ends.failures.values()].some(({ code }) => isStaleLeader(code));

/** The partitions of `topic` whose leader had moved; their failures are forgotten, they are asked again. */
function onlyStale(topic: TopicMetadata, ends: TopicEnds): TopicMetadata {
  const stale = topic.partitions.filter(({ partition }) => isStaleLeader(ends.failures.get(partition)?.code ?? ''));
  for (const { partition } of stale) ends.failures.delete(partition);
  return { ...topic, partitions: stale };
}

function sightings(links: ClusterLinks, { metadata }: Roll): BrokerSighting[] {
  const named = new Map(metadata.flatMap(({ brokers }) => brokers).map((broker) => [broker.brokerId, broker]));
  return [...links.brokers.values()].flatMap((link) => {
    if (link.brokerId === null) return [];
    const { brokerId, host, port, failure } = link;
    return [
      { brokerId, host, port, rack: named.get(brokerId)?.rack ?? null, inMetadata: named.has(brokerId), failure },
    ];
  });
}

function failuresOf(links: ClusterLinks, roll: Roll): Failure[] {
  const failures = [...links.brokers.values()].flatMap(({ failure }) => (failure ? [failure] : []));
  const listing = [...roll.listings.values()].flatMap(({ failure }) => (failure ? [failure] : []));
  return [...(roll.bootstrapFailure ? [roll.bootstrapFailure] : []), ...failures, ...listing];
}
