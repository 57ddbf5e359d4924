import type { GroupMember } from '#lib/api/schemas/groups.ts';
import { partitionRanges } from './partition-ranges.ts';

/** The tasks of a member of a streams group, by sub-topology: `0: 0 to 3; 1: 2; standby 1: 5`. */
export function tasksText({ tasks }: Pick<GroupMember, 'tasks'>): string {
  if (tasks === null) return '';
  const kinds = [
    ['', tasks.active],
    ['standby ', tasks.standby],
    ['warm-up ', tasks.warmup],
  ] as const;
  return kinds
    .flatMap(([kind, list]) =>
      list.map(({ subtopology, partitions }) => `${kind}${subtopology}: ${partitionRanges(partitions)}`),
    )
    .join('; ');
}
