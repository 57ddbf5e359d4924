import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { partitionSetSchema, partitionsInWords, topicsOf } from '../partition-set.ts';
import { counted, groupName, listed, type Phrase, plural, say } from '../phrase.ts';

const aboutGroup = z.object({ group: z.string() });
const ofGroup = ({ group }: { group: string }) => ({ groups: [group] });

const someMembersSchema = z.object({
  count: z.int(),
  listed: z.array(z.object({ client: z.string(), host: z.string() })),
});
/** Some members of a group: how many, and the first of them. */
export type SomeMembers = z.infer<typeof someMembersSchema>;

const membership = aboutGroup.extend({ joined: someMembersSchema, left: someMembersSchema, members: z.int() });
type Membership = z.infer<typeof membership>;

const coordinators = z.object({ groups: z.array(z.string()), groupCount: z.int() });
const ofGroups = ({ groups }: { groups: string[] }) => ({ groups });

const offsets = aboutGroup.extend({
  partitions: partitionSetSchema,
  /** The first of them; offsets are decimal strings. */
  listed: z.array(z.object({ topic: z.string(), partition: z.int(), from: z.string(), to: z.string() })),
  /** Over all partitions. */
  messages: z.string(),
  whileEmpty: z.boolean(),
});
const ofOffsets = ({ group, partitions }: z.infer<typeof offsets>) => ({
  groups: [group],
  topics: topicsOf(partitions),
});

/** Consumer groups: their coming and going, their members, coordinators and offsets. */
export const GROUP_KINDS = {
  'group-appeared': defineKind({
    data: aboutGroup.extend({ type: z.string(), members: z.int().nullable() }),
    severity: 'info',
    subjects: ofGroup,
    words: ({ group, type, members }) =>
      say`Group ${groupName(group)} appeared (${type}${members === null ? '' : `, ${plural(members, 'member')}`})`,
  }),
  'group-deleted': defineKind({
    data: aboutGroup,
    severity: 'warning',
    subjects: ofGroup,
    words: ({ group }) => say`Group ${groupName(group)} is gone: deleted, or its offsets expired`,
  }),
  'group-type-changed': defineKind({
    data: aboutGroup.extend({ from: z.string(), to: z.string() }),
    severity: 'info',
    subjects: ofGroup,
    words: ({ group, from, to }) => say`Group ${groupName(group)} changed its type from ${from} to ${to}`,
  }),
  'group-rebalancing': defineKind({
    data: aboutGroup.extend({ state: z.string() }),
    severity: 'info',
    subjects: ofGroup,
    words: ({ group, state }) => say`Group ${groupName(group)} began to rebalance (${state})`,
  }),
  'group-rebalanced': defineKind({
    data: membership.extend({
      /** How often since the poll before; exact where the group has an epoch, else at least that often. */
      rebalances: z.int(),
      epochs: z.object({ from: z.int(), to: z.int() }).nullable(),
    }),
    severity: 'info',
    subjects: ofGroup,
    words: ({ group, rebalances, epochs, ...members }) => {
      const often = rebalances === 1 ? 'once' : `${counted(rebalances)} times`;
      const how = epochs === null ? `at least ${often}` : `${often} (epoch ${epochs.from} to ${epochs.to})`;
      return say`Group ${groupName(group)} rebalanced ${how}: ${membersInWords(members)}`;
    },
  }),
  'group-joined': defineKind({
    data: membership,
    severity: 'info',
    subjects: ofGroup,
    words: ({ group, joined }) => say`Group ${groupName(group)} has members again: ${someMembers(joined)} joined`,
  }),
  'group-emptied': defineKind({
    data: membership,
    severity: 'warning',
    subjects: ofGroup,
    words: ({ group, left }) => say`Group ${groupName(group)} has no members any more: ${someMembers(left)} left`,
  }),
  'coordinators-moved': defineKind({
    data: coordinators.extend({ from: z.int(), to: z.int() }),
    severity: 'info',
    subjects: ({ groups, from, to }) => ({ groups, brokers: [from, to] }),
    words: ({ groups, groupCount, from, to }) =>
      say`The coordinator of ${groupsInWords(groups, groupCount)} moved from broker ${from} to broker ${to}`,
  }),
  'coordinators-offline': defineKind({
    data: coordinators,
    severity: 'critical',
    subjects: ofGroups,
    words: ({ groups, groupCount }) =>
      say`Coordinator offline: ${groupsInWords(groups, groupCount)} can neither commit nor join`,
  }),
  'coordinators-back': defineKind({
    data: coordinators,
    severity: 'info',
    subjects: ofGroups,
    words: ({ groups, groupCount }) =>
      say`${groupsInWords(groups, groupCount)} ${groupCount === 1 ? 'has its' : 'have their'} coordinator back`,
  }),
  'offsets-rewound': defineKind({
    data: offsets,
    severity: 'warning',
    subjects: ofOffsets,
    words: ({ group, partitions, messages, whileEmpty }) =>
      say`Offsets of ${groupName(group)} were set back by ${counted(BigInt(messages))} on ${partitionsInWords(partitions)}${whileEmpty ? ' while it was empty' : ''}: reset outside Tidemark`,
  }),
  'offsets-jumped': defineKind({
    data: offsets,
    severity: 'warning',
    subjects: ofOffsets,
    words: ({ group, partitions, messages }) =>
      say`Offsets of ${groupName(group)} were moved forward by ${counted(BigInt(messages))} on ${partitionsInWords(partitions)} while it was empty: reset outside Tidemark`,
  }),
  'offsets-moved-unseen': defineKind({
    data: offsets,
    severity: 'info',
    subjects: ofOffsets,
    words: ({ group, partitions, messages }) =>
      say`Offsets of ${groupName(group)} moved forward by ${counted(BigInt(messages))} on ${partitionsInWords(partitions)} without a member seen: it ran between two polls, or they were reset outside Tidemark`,
  }),
};

/** `worker-3 (10.0.3.7)`, `2 members`. */
function someMembers({ count, listed: members }: SomeMembers): string {
  const [only] = members;
  return count === 1 && only ? `${only.client} (${only.host})` : plural(count, 'member');
}

function membersInWords({ joined, left, members }: Omit<Membership, 'group'>): string {
  const changes = [
    ...(joined.count > 0 ? [`${someMembers(joined)} joined`] : []),
    ...(left.count > 0 ? [`${someMembers(left)} left`] : []),
  ];
  return [listed(changes) || 'the same members', plural(members, 'member')]
    .slice(0, changes.length > 0 ? 2 : 1)
    .join(', ');
}

function groupsInWords(groups: readonly string[], groupCount: number): Phrase[] {
  const [only] = groups;
  return groupCount === 1 && only !== undefined ? say`group ${groupName(only)}` : say`${plural(groupCount, 'group')}`;
}
