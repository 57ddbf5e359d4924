import { describe, expect, test } from 'vitest';
import type { WireStreamsGroup } from './codecs/streams-group-describe-v0.ts';
import { readShareGroups } from './share-groups.ts';
import { readStreamsGroups } from './streams-groups.ts';

const subtopology = (subtopologyId: string, sourceTopics: string[], repartitionSourceTopics: string[] = []) => ({
  subtopologyId,
  sourceTopics,
  repartitionSourceTopics,
  repartitionSinkTopics: [],
  stateChangelogTopics: [],
});

const GROUP: WireStreamsGroup = {
  errorCode: 0,
  errorMessage: null,
  groupId: 'app',
  groupState: 'Stable',
  groupEpoch: 5,
  assignmentEpoch: 5,
  topology: {
    epoch: 0,
    subtopologies: [subtopology('0', ['orders', 'returns']), subtopology('1', ['orders'], ['app-repartition'])],
  },
  members: [
    {
      memberId: 'm-1',
      memberEpoch: 5,
      instanceId: '',
      clientId: 'app',
      clientHost: '/10.0.3.7',
      processId: 'p-1',
      assignment: {
        activeTasks: [
          { subtopologyId: '0', partitions: [1, 0] },
          { subtopologyId: '1', partitions: [2] },
        ],
        standbyTasks: [{ subtopologyId: '1', partitions: [3] }],
        warmupTasks: [],
      },
      targetAssignment: { activeTasks: [], standbyTasks: [], warmupTasks: [] },
    },
  ],
};

const readStreams = (changes: Partial<WireStreamsGroup>) => {
  const [first] = readStreamsGroups({ throttleTimeMs: 0, groups: [{ ...GROUP, ...changes }] }).groups;
  return first?.outcome;
};

describe('streams groups', () => {
  test('read what their topology reads, each member the partitions of its active tasks', () => {
    const outcome = readStreams({});
    expect(outcome).toMatchObject({ ok: true, value: { state: 'Stable', epoch: 5, assignor: null } });
    expect(outcome?.ok && outcome.value.members).toEqual([
      {
        memberId: 'm-1',
        instanceId: null,
        clientId: 'app',
        host: '10.0.3.7',
        subscribed: ['orders', 'returns', 'app-repartition'],
        assignment: [
          { topic: 'orders', partitions: [0, 1, 2] },
          { topic: 'returns', partitions: [0, 1] },
          { topic: 'app-repartition', partitions: [2] },
        ],
        tasks: {
          active: [
            { subtopology: '0', partitions: [1, 0] },
            { subtopology: '1', partitions: [2] },
          ],
          standby: [{ subtopology: '1', partitions: [3] }],
          warmup: [],
        },
      },
    ]);
  });

  test.each([
    ['no topology', { topology: null }],
    ['a topology that is not initialized', { topology: { epoch: 0, subtopologies: null } }],
  ])('with %s do not tell what they read', (_what, changes) => {
    const outcome = readStreams(changes);
    expect(outcome?.ok && outcome.value.topology).toBeNull();
    expect(outcome?.ok && outcome.value.members[0]).toMatchObject({ subscribed: null, assignment: [] });
  });

  test.each([
    ['not found, which means Dead', 69, { ok: true, value: { state: 'Dead', members: [] } }],
    ['moved', 16, { ok: false, failure: { code: 'NOT_COORDINATOR' } }],
    ['not allowed', 30, { ok: false, failure: { code: 'GROUP_AUTHORIZATION_FAILED' } }],
  ])('that are %s', (_what, errorCode, expected) => {
    expect(readStreams({ errorCode })).toMatchObject(expected);
  });
});

describe('share groups', () => {
  test('have members that may hold the same partition', () => {
    const member = (memberId: string) => ({
      memberId,
      memberEpoch: 2,
      clientId: 'printer',
      clientHost: 'host/10.0.3.8',
      subscribedTopicNames: ['shipments'],
      assignment: [{ topicName: 'shipments', partitions: [0] }],
    });
    const wire = {
      errorCode: 0,
      errorMessage: null,
      groupId: 'printers',
      groupState: 'Stable',
      groupEpoch: 2,
      assignmentEpoch: 2,
      assignorName: 'simple',
      members: [member('s-1'), member('s-2')],
    };
    const { groups } = readShareGroups({
      throttleTimeMs: 0,
      groups: [wire, { ...wire, groupId: 'gone', errorCode: 69, members: [] }],
    });
    const read = (memberId: string) => ({
      memberId,
      instanceId: null,
      clientId: 'printer',
      host: '10.0.3.8',
      subscribed: ['shipments'],
      assignment: [{ topic: 'shipments', partitions: [0] }],
      tasks: null,
    });
    expect(groups).toEqual([
      {
        groupId: 'printers',
        outcome: {
          ok: true,
          value: { state: 'Stable', assignor: 'simple', epoch: 2, topology: null, members: [read('s-1'), read('s-2')] },
        },
      },
      { groupId: 'gone', outcome: { ok: true, value: expect.objectContaining({ state: 'Dead' }) } },
    ]);
  });
});
