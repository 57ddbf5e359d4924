import { expect, it } from 'vitest';
import type { GroupMember } from '#lib/api/schemas/groups.ts';
import { tasksText } from './streams-tasks.ts';

const of = (subtopology: string, ...partitions: number[]) => ({ subtopology, partitions });

it.each<[text: string, tasks: GroupMember['tasks']]>([
  ['', null],
  ['', { active: [], standby: [], warmup: [] }],
  ['0: 0 to 3', { active: [of('0', 3, 1, 0, 2)], standby: [], warmup: [] }],
  [
    '0: 0; 1: 2, 3; standby 1: 5; warm-up 0: 4',
    { active: [of('0', 0), of('1', 2, 3)], standby: [of('1', 5)], warmup: [of('0', 4)] },
  ],
])('%j', (text, tasks) => expect(tasksText({ tasks })).toBe(text));
