import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import { type Failure, fail, isDenied, type Outcome } from '#lib/kafka/failure.ts';
import { type Metadata, readMetadata, type TopicMetadata } from '#lib/kafka/metadata.ts';
import { topicsOfMembers } from './hidden-commits.ts';
import { healthyLinks, inTurn } from './links.ts';
import type { GroupObservation } from './observation.ts';

type Topics = ReadonlyMap<string, TopicMetadata>;

/** Names in one request. */
const NAMES_AT_ONCE = 500;
const NOBODY = fail('NOT_READ', 'no broker is left in this poll to tell whether this topic may be seen');

/**
 * Of the topics that are known by name and missing in the full Metadata, why each is: those that the principal may not see,
 * and those of which nothing was told. Asked for by name a broker says what it hides, and never whether that exists.
 */
export async function findHidden(
  links: ClusterLinks,
  seen: Topics,
  known: { knownTopics: Topics; groups: readonly GroupObservation[]; turn: number },
): Promise<Map<string, Failure>> {
  const names = new Set(known.knownTopics.keys());
  for (const group of known.groups) for (const name of topicsOfMembers(group)) names.add(name);
  const missing = [...names].filter((name) => !seen.has(name));
  const [teller] = inTurn(healthyLinks(links), known.turn);
  return whyMissing(missing, known.knownTopics, async (asked) => (teller ? readMetadata(teller, asked) : NOBODY));
}

/** Asks for all missing topics, in batches. Deleted are those that may be seen and are not there, which needs an answer. */
export async function whyMissing(
  missing: readonly string[],
  knownTopics: Topics,
  ask: (names: string[]) => Promise<Outcome<Pick<Metadata, 'topics'>>>,
): Promise<Map<string, Failure>> {
  const why = new Map<string, Failure>();
  for (let first = 0; first < missing.length; first += NAMES_AT_ONCE) {
    const answer = await ask(missing.slice(first, first + NAMES_AT_ONCE));
    if (!answer.ok) {
      for (const name of missing.slice(first)) {
        const known = knownTopics.get(name);
        if (known) why.set(name, isHidden(known.failure) ? known.failure : answer.failure);
      }
      return why;
    }
    for (const { name, failure } of answer.value.topics) if (isHidden(failure)) why.set(name, failure);
  }
  return why;
}

const isHidden = (failure: Failure | null): failure is Failure => failure !== null && isDenied(failure.code);

/** The topics of a poll, and as they were seen last those that may not be seen any more, or of which nothing was told. */
export function withHidden(
  topics: Map<string, TopicMetadata> | null,
  hidden: ReadonlyMap<string, Failure>,
  knownTopics: Topics,
): Map<string, TopicMetadata> | null {
  if (topics === null || hidden.size === 0) return topics;
  const all = new Map(topics);
  for (const [name, failure] of hidden) {
    const before = knownTopics.get(name);
    if (before && !all.has(name)) all.set(name, { ...before, failure });
  }
  return all;
}
