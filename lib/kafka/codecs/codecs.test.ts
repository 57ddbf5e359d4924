import { Reader, type Writer } from '@platformatic/kafka';
import { describe, expect, test } from 'vitest';
import * as classic from './describe-groups-v6.ts';
import { describeRequest } from './describe-request.ts';
import * as shareOffsets from './describe-share-group-offsets.ts';
import * as share from './share-group-describe-v1.ts';
import * as streams from './streams-group-describe-v0.ts';

// All bytes here were written by the message classes of kafka-clients 4.3.1.

const NOT_FOUND = { errorCode: 69, errorMessage: 'Group gone not found.', groupId: 'gone' };

const hexOf = (writer: Writer): string => writer.buffer.toString('hex');
const readerOf = (hex: string): Reader => Reader.from(Buffer.from(hex, 'hex'));

/** The answer, and what of the bytes was left unread: a field too few would go unnoticed otherwise. */
function parsed<T>(parse: (id: number, key: number, version: number, reader: Reader) => T, hex: string) {
  const reader = readerOf(hex);
  return { answer: parse(0, 0, 0, reader), unread: reader.remaining };
}

describe('requests', () => {
  test('for groups, without their authorized operations', () => {
    expect(hexOf(describeRequest(['app', 'größe']))).toBe('0304617070086772c3b6c39f650000');
    expect(hexOf(describeRequest(['printers', 'größe']))).toBe('03097072696e74657273086772c3b6c39f650000');
    expect(hexOf(describeRequest(['payments', 'größe']))).toBe('03097061796d656e7473086772c3b6c39f650000');
  });

  test('for all start offsets of groups', () => {
    expect(hexOf(shareOffsets.createRequest(['printers', 'größe']))).toBe(
      '03097072696e746572730000086772c3b6c39f65000000',
    );
  });
});

describe('StreamsGroupDescribe', () => {
  const HEX =
    '00000007040000000461707007537461626c650000000500000004010000000003023002076f7264657273021b6170702d62792d636f756e7472792d7265706172746974696f6e0101000231010102146170702d636f756e742d6368616e67656c6f67000000000003020f636c65616e75702e706f6c69637908636f6d706163740000021b6170702d62792d636f756e7472792d7265706172746974696f6e0000000400000100000002046d2d310000000300077261636b2d61086772c3b6c39f650a2f31302e302e332e370000000004702d31010268fde80002057a6f6e650262000202300000000100000000000000090002023000000001000000000000000a00030230030000000000000001000231020000000200020231020000000300010001010202310200000000000000008000000000000000046e657706456d7074790000000000000000ff01800000000000451647726f757020676f6e65206e6f7420666f756e642e05676f6e65010000000000000000ff01800000000000';

  test('has topology, members and their tasks; a group may have neither, and one may be missing', () => {
    const { answer, unread } = parsed(streams.parseResponse, HEX);
    expect(unread).toBe(0);
    expect(answer.throttleTimeMs).toBe(7);
    expect(answer.groups).toEqual([
      {
        errorCode: 0,
        errorMessage: null,
        groupId: 'app',
        groupState: 'Stable',
        groupEpoch: 5,
        assignmentEpoch: 4,
        topology: {
          epoch: 0,
          subtopologies: [
            {
              subtopologyId: '0',
              sourceTopics: ['orders'],
              repartitionSinkTopics: ['app-by-country-repartition'],
              stateChangelogTopics: [],
              repartitionSourceTopics: [],
            },
            {
              subtopologyId: '1',
              sourceTopics: [],
              repartitionSinkTopics: [],
              stateChangelogTopics: ['app-count-changelog'],
              repartitionSourceTopics: ['app-by-country-repartition'],
            },
          ],
        },
        members: [
          {
            memberId: 'm-1',
            memberEpoch: 3,
            instanceId: null,
            clientId: 'größe',
            clientHost: '/10.0.3.7',
            processId: 'p-1',
            assignment: {
              activeTasks: [
                { subtopologyId: '0', partitions: [0, 1] },
                { subtopologyId: '1', partitions: [2] },
              ],
              standbyTasks: [{ subtopologyId: '1', partitions: [3] }],
              warmupTasks: [],
            },
            targetAssignment: {
              activeTasks: [],
              standbyTasks: [],
              warmupTasks: [{ subtopologyId: '1', partitions: [0] }],
            },
          },
        ],
      },
      expect.objectContaining({ errorCode: 0, groupId: 'new', groupState: 'Empty', topology: null, members: [] }),
      expect.objectContaining({ ...NOT_FOUND, groupState: '', topology: null, members: [] }),
    ]);
  });
});

describe('ShareGroupDescribe', () => {
  const HEX =
    '0000000703000000097072696e7465727307537461626c6500000006000000060773696d706c650304732d31077261636b2d61000000060a7072696e7465722d310a2f31302e302e332e38020a736869706d656e747302000000000000000000000000000000010a736869706d656e747303000000000000000300000004732d3200000000060a7072696e7465722d320a2f31302e302e332e39020a736869706d656e7473010000800000000000451647726f757020676f6e65206e6f7420666f756e642e05676f6e65054465616400000000000000000101800000000000';

  test('has members with what they subscribe to and hold', () => {
    const { answer, unread } = parsed(share.parseResponse, HEX);
    expect(unread).toBe(0);
    expect(answer.groups).toEqual([
      {
        errorCode: 0,
        errorMessage: null,
        groupId: 'printers',
        groupState: 'Stable',
        groupEpoch: 6,
        assignmentEpoch: 6,
        assignorName: 'simple',
        members: [
          {
            memberId: 's-1',
            memberEpoch: 6,
            clientId: 'printer-1',
            clientHost: '/10.0.3.8',
            subscribedTopicNames: ['shipments'],
            assignment: [{ topicName: 'shipments', partitions: [0, 3] }],
          },
          {
            memberId: 's-2',
            memberEpoch: 6,
            clientId: 'printer-2',
            clientHost: '/10.0.3.9',
            subscribedTopicNames: ['shipments'],
            assignment: [],
          },
        ],
      },
      expect.objectContaining({ ...NOT_FOUND, groupState: 'Dead', members: [] }),
    ]);
  });
});

describe('DescribeShareGroupOffsets', () => {
  const partitions = (lag: bigint) => [
    { partitionIndex: 0, startOffset: 41n, leaderEpoch: 2, lag, errorCode: 0, errorMessage: null },
    { partitionIndex: 1, startOffset: -1n, leaderEpoch: 0, lag: -1n, errorCode: 0, errorMessage: null },
    { partitionIndex: 2, startOffset: 0n, leaderEpoch: 0, lag: -1n, errorCode: 29, errorMessage: 'denied' },
  ];
  test.each<[version: 0 | 1, lag: bigint, hex: string]>([
    [
      0,
      -1n,
      '0000000703097072696e74657273020a736869706d656e74730000000000000000000000000000000104000000000000000000000029000000020000000000000001ffffffffffffffff000000000000000000000002000000000000000000000000001d0764656e69656400000000000005676f6e650100451647726f757020676f6e65206e6f7420666f756e642e0000',
    ],
    [
      1,
      17n,
      '0000000703097072696e74657273020a736869706d656e747300000000000000000000000000000001040000000000000000000000290000000200000000000000110000000000000001ffffffffffffffff00000000ffffffffffffffff0000000000000002000000000000000000000000ffffffffffffffff001d0764656e69656400000000000005676f6e650100451647726f757020676f6e65206e6f7420666f756e642e0000',
    ],
  ])('version %i has start offsets, with an error of a partition or of the group', (version, lag, hex) => {
    const { answer, unread } = parsed(shareOffsets.responseParser(version), hex);
    expect(unread).toBe(0);
    expect(answer.groups).toEqual([
      {
        groupId: 'printers',
        topics: [{ topicName: 'shipments', partitions: partitions(lag) }],
        errorCode: 0,
        errorMessage: null,
      },
      { ...NOT_FOUND, topics: [] },
    ]);
  });
});

describe('DescribeGroups version 6', () => {
  const HEX =
    '0000000703000000097061796d656e747307537461626c6509636f6e73756d65720672616e67650204632d31097374617469632d3107776f726b65720a2f31302e302e332e37040102030100800000000000451647726f757020676f6e65206e6f7420666f756e642e05676f6e650544656164010101800000000000';

  test('has members, and says which group there is not', () => {
    const { answer, unread } = parsed(classic.parseResponse, HEX);
    expect(unread).toBe(0);
    const [payments, gone] = answer.groups;
    expect(payments).toMatchObject({ groupId: 'payments', groupState: 'Stable', protocolData: 'range', errorCode: 0 });
    expect(payments?.members).toEqual([
      {
        memberId: 'c-1',
        groupInstanceId: 'static-1',
        clientId: 'worker',
        clientHost: '/10.0.3.7',
        memberMetadata: Buffer.from([1, 2, 3]),
        memberAssignment: Buffer.alloc(0),
      },
    ]);
    expect(gone).toMatchObject({ ...NOT_FOUND, groupState: 'Dead', members: [] });
  });
});
