import type { BrokerLink } from '#lib/kafka/broker-link.ts';
import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import { fetchCommits } from '#lib/kafka/commits.ts';
import { findCoordinators } from '#lib/kafka/coordinators.ts';
import { emptyEnds, partitionsByLeader, readEnds, type TopicEnds } from '#lib/kafka/ends.ts';
import { type Failure, fail, isStaleLeader, type Outcome } from '#lib/kafka/failure.ts';
import { describeGroups, type GroupDescription, type GroupListing, listGroups } from '#lib/kafka/groups.ts';
import { type Metadata, readMetadata, type TopicMetadata } from '#lib/kafka/metadata.ts';
import { kafkaVersionOf } from '#lib/kafka/version-name.ts';
import { askKnownBrokers, healthyLinks, inTurn } from './links.ts';
import type { BrokerSighting, ClusterObservation, GroupObservation, KnownGroup } from './observation.ts';

export interface ObserveInput {
  links: ClusterLinks;
  /** Groups of the polls before, by id. */
  knownGroups: ReadonlyMap<string, KnownGroup>;
  /** Topics of the poll before: whom to ask for ends when Metadata fails now. */
  knownTopics: ReadonlyMap<string, TopicMetadata>;
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
  deadlineMs,
  turn,
}: ObserveInput): Promise<PollObservation> {
  const startedAtMs = Date.now();
  const clock = performance.now();
  links.beginPoll(clock, deadlineMs);
  try {
    const roll = await callRoll(links, turn);
    const listedAt = performance.now();
    const topics = roll.topics ?? knownTopics;
    const groups = await readGroups(links, rosterOf(roll.listings, knownGroups), turn);
    const commitsAt = performance.now();
    const ends = await readAllEnds(links, topics, turn);
    const endsAt = performance.now();
    return {
      startedAtMs,
      finishedAtMs: Date.now(),
      reachable: roll.answered.length > 0,
      kafkaClusterId: roll.kafkaClusterId,
      kafkaVersion: kafkaVersionOf(roll.answered),
      brokers: sightings(links, roll),
      topics: ends.topics ?? roll.topics,
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
  turn: number,
): Promise<GroupObservation[]> {
  const roster = [...groups.values()];
  await locate(
    links,
    roster.filter(({ listed }) => !listed),
    turn,
  );
  await readFromCoordinators(links, roster);
  const moved = await locate(links, roster.filter(isElsewhere), turn);
  await readFromCoordinators(links, moved);
  return roster;
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
  const idsOf = (wanted: (group: GroupObservation) => boolean) => groups.filter(wanted).map(({ groupId }) => groupId);
  const [commits, classic, consumer] = await Promise.all([
    fetchCommits(
      link,
      idsOf((group) => group.type !== 'share' && (speaksConsumer(group) || group.type === 'streams')),
    ),
    describeGroups(
      link,
      'classic',
      idsOf((group) => group.type === 'classic' && speaksConsumer(group)),
    ),
    describeGroups(
      link,
      'consumer',
      idsOf((group) => group.type === 'consumer'),
    ),
  ]);
  for (const group of groups) {
    group.commits = commits.get(group.groupId) ?? null;
    group.description = descriptionOf(group, classic, consumer);
  }
}

function descriptionOf(
  { groupId }: GroupObservation,
  ...answers: Map<string, Outcome<GroupDescription>>[]
): Outcome<GroupDescription> | null {
  for (const answer of answers) {
    const found = answer.get(groupId);
    if (found) return found;
  }
  return null;
}

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
