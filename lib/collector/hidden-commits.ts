import { type Failure, isDenied } from '#lib/kafka/failure.ts';
import { ALL, describeTopic, grantInWords } from '#lib/kafka/grants.ts';
import type { ClusterMemory, GroupMemory } from './memory.ts';
import type { ClusterObservation, GroupObservation } from './observation.ts';

const MOST_NAMED = 3;

/**
 * That a group may have more commits than can be seen: brokers leave those on topics that may not be described out of
 * their answers, without a word. Null where nothing speaks for it.
 */
export function hiddenCommits(
  seen: GroupObservation,
  group: GroupMemory,
  { hiddenTopics }: ClusterObservation,
  { permissions }: ClusterMemory,
): Failure | null {
  const names = [...topicsOfMembers(seen)].filter((name) => isDenied(hiddenTopics.get(name)?.code ?? ''));
  if (names.length > 0) {
    const grants = names.slice(0, MOST_NAMED).map(describeTopic);
    const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
    const lacking = `grant ${grants.map(grantInWords).join(', ')}${more}`;
    const message = `no permission: members read topics that Tidemark may not see, whose lag is not in the total; ${lacking}`;
    return { code: 'TOPIC_AUTHORIZATION_FAILED', message, brokerId: null, grants };
  }
  const seesNone = seen.commits?.ok === true && group.subscriptions.size === 0;
  if (!seesNone || permissions?.mayHideTopics !== true) return null;
  return {
    code: 'COMMITS_MAY_BE_HIDDEN',
    message:
      'no permission: this group may have committed on topics that Tidemark may not see; grant Describe on its topics',
    brokerId: null,
    grants: [describeTopic(ALL)],
  };
}

/** Topics that members subscribe to or hold. */
export function topicsOfMembers({ description }: GroupObservation): Set<string> {
  const names = new Set<string>();
  if (!description?.ok) return names;
  for (const { subscribed, assignment } of description.value.members) {
    for (const name of subscribed ?? []) names.add(name);
    for (const { topic } of assignment ?? []) names.add(topic);
  }
  return names;
}
