import { event } from '#lib/events/event.ts';
import type { SomeMembers } from '#lib/events/kinds/groups.ts';
import type { EventRecord, GroupMemberNow, GroupNow } from '#lib/history/contract.ts';
import { storableText } from '#lib/history/storable.ts';
import { COORDINATOR_OFFLINE } from '../offline-coordinators.ts';

const MOST_MEMBERS = 5;
const MOST_GROUPS = 500;
/** States in which a classic group is not at rest: what its members hold is only known before and after. */
const REBALANCING = new Set(['PreparingRebalance', 'CompletingRebalance']);

/** Groups that came, went, rebalanced, or whose coordinator moved or was lost. */
export function groupChanges(
  before: readonly GroupNow[],
  after: readonly GroupNow[],
  { newcomersAreNew }: { newcomersAreNew: boolean },
): EventRecord[] {
  const known = new Map(before.map((group) => [group.group, group]));
  const events: EventRecord[] = [];
  const pairs: [GroupNow, GroupNow][] = [];
  for (const group of after) {
    const was = known.get(group.group);
    if (was) {
      pairs.push([was, group]);
      events.push(...changesOf(was, group));
      known.delete(group.group);
    } else if (newcomersAreNew && isStored(group.group)) {
      events.push(event('group-appeared', { group: group.group, type: group.type, members: group.members }));
    }
  }
  const gone = [...known.keys()].map((group) => event('group-deleted', { group }));
  return [...events, ...gone, ...coordinatorChanges(pairs)];
}

/** A name that Postgres cannot hold is read back as another after a restart: it would seem new each time. */
const isStored = (name: string): boolean => storableText(name) === name;

function changesOf(before: GroupNow, after: GroupNow): EventRecord[] {
  const { group } = after;
  const type =
    before.type === after.type ? [] : [event('group-type-changed', { group, from: before.type, to: after.type })];
  return [...type, ...membershipChange(before, after)];
}

/** One event for what happened to the members of a group since the poll before. */
function membershipChange(before: GroupNow, after: GroupNow): EventRecord[] {
  const { group } = after;
  if (isRebalancing(after)) {
    return before.state === 'Stable' ? [event('group-rebalancing', { group, state: after.state })] : [];
  }
  const joined = membersOnlyIn(after.memberList, before.memberList);
  const left = membersOnlyIn(before.memberList, after.memberList);
  const change = { group, joined, left, members: after.memberList.length };
  if (after.memberList.length === 0) return left.count > 0 ? [event('group-emptied', change)] : [];
  if (before.memberList.length === 0) return joined.count > 0 ? [event('group-joined', change)] : [];
  const epochs = epochsOf(before, after);
  if (epochs) {
    const rebalances = Math.max(1, epochs.to - epochs.from);
    return epochs.from === epochs.to ? [] : [event('group-rebalanced', { ...change, rebalances, epochs })];
  }
  const changed = joined.count > 0 || left.count > 0 || !sameAssignment(before.memberList, after.memberList);
  if (!changed && !isRebalancing(before)) return [];
  return [event('group-rebalanced', { ...change, rebalances: 1, epochs: null })];
}

const isRebalancing = ({ state }: GroupNow): boolean => REBALANCING.has(state);

/** Epochs count exactly, as long as the group is the same one: one created anew begins low. */
function epochsOf(before: GroupNow, after: GroupNow): { from: number; to: number } | null {
  if (before.epoch === null || after.epoch === null || after.epoch < before.epoch) return null;
  return { from: before.epoch, to: after.epoch };
}

/** A static member that returns has another member id, and is the same member. */
const identityOf = ({ instanceId, memberId }: GroupMemberNow): string => instanceId ?? memberId;

function membersOnlyIn(members: readonly GroupMemberNow[], others: readonly GroupMemberNow[]): SomeMembers {
  const elsewhere = new Set(others.map(identityOf));
  const only = members.filter((member) => !elsewhere.has(identityOf(member)));
  return {
    count: only.length,
    listed: only
      .slice(0, MOST_MEMBERS)
      .map(({ clientId, instanceId, host }) => ({ client: instanceId ?? clientId, host })),
  };
}

function sameAssignment(before: readonly GroupMemberNow[], after: readonly GroupMemberNow[]): boolean {
  const held = new Map(before.map((member) => [identityOf(member), holdings(member)]));
  return after.every((member) => held.get(identityOf(member)) === holdings(member));
}

const holdings = ({ partitions }: GroupMemberNow): string =>
  partitions
    .map(({ topic, partitions: held }) => `${topic} ${[...held].sort((one, other) => one - other).join()}`)
    .sort()
    .join(';');

function coordinatorChanges(pairs: readonly (readonly [GroupNow, GroupNow])[]): EventRecord[] {
  const moved = pairs.filter(
    ([before, after]) =>
      before.coordinator !== null && after.coordinator !== null && before.coordinator !== after.coordinator,
  );
  const byMove = Map.groupBy(moved, ([before, after]) => `${before.coordinator} ${after.coordinator}`);
  const lost = pairs.filter(([before, after]) => !isOrphaned(before) && isOrphaned(after));
  const found = pairs.filter(([before, after]) => isOrphaned(before) && !isOrphaned(after));
  return [
    ...[...byMove.values()].flatMap((group) => {
      const [from, to] = [group[0]?.[0].coordinator, group[0]?.[1].coordinator];
      return from == null || to == null ? [] : [event('coordinators-moved', { from, to, ...groupsOf(group) })];
    }),
    ...(lost.length > 0 ? [event('coordinators-offline', groupsOf(lost))] : []),
    ...(found.length > 0 ? [event('coordinators-back', groupsOf(found))] : []),
  ];
}

const isOrphaned = ({ failure }: GroupNow): boolean => failure?.code === COORDINATOR_OFFLINE;

const groupsOf = (pairs: readonly (readonly [GroupNow, GroupNow])[]) => ({
  groups: pairs.slice(0, MOST_GROUPS).map(([, { group }]) => group),
  groupCount: pairs.length,
});
