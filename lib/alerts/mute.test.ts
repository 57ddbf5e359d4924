import { describe, expect, test } from 'vitest';
import type { Owner } from '#lib/config/owners.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import { madeBroker, madeCluster } from '#lib/history/testing.ts';
import { hearersOf } from './hearers.ts';
import { explanationOf, inhibitionOf } from './inhibition.ts';
import { muteOf, silencesInForce } from './mute.ts';
import type { AlertRule } from './rule.ts';
import type { Silence } from './silence.ts';
import { owner, pollAt, rule, SECOND, silence, T0 } from './testing.ts';
import { UNSEEN } from './unread.ts';

const incident = {
  cluster: 'prod',
  rule: { name: 'behind', severity: 'error' as const, labels: {} },
  group: 'payments',
  topic: null,
  broker: null,
  unread: null,
};

describe('what mutes an incident', () => {
  test('of several silences the one that lasts longest', () => {
    const silences = [60, 180, 120].map((minutes) =>
      silence({ id: String(minutes), comment: `for ${minutes}`, startsAtMs: T0, endsAtMs: T0 + minutes * 60_000 }),
    );
    const at = (atMs: number) => ({ silences: silencesInForce(silences, atMs), inhibition: null });
    expect(muteOf(incident, at(T0 + SECOND))).toEqual({
      by: 'silence',
      id: '180',
      why: 'for 180',
      untilMs: T0 + 180 * 60_000,
    });
    expect(muteOf(incident, at(T0 + 180 * 60_000))).toBeNull();
  });

  test('a maintenance window is called so', () => {
    const recurrence = { cron: '* * * * *', minutes: 1_440, timeZone: 'UTC' };
    const silences = [silence({ endsAtMs: null, recurrence })];
    expect(muteOf(incident, { silences: silencesInForce(silences, T0), inhibition: null })).toMatchObject({
      by: 'maintenance',
    });
  });

  test('what explains that nothing can be read mutes that alone', () => {
    const inhibition = { kind: 'down' as const, brokers: new Map([[2, 'brokers']]) };
    const mutes = { silences: [], inhibition };
    expect(muteOf(incident, mutes)).toBeNull();
    expect(muteOf({ ...incident, unread: { suspects: [[2]] } }, mutes)).toEqual({
      by: 'inhibition',
      id: null,
      why: 'broker 2 down ("brokers" tells of that)',
      untilMs: null,
    });
    expect(muteOf({ ...incident, unread: { suspects: [[2], [3]] } }, mutes)).toBeNull();
  });
});

describe('what is explained by brokers that are down', () => {
  const down = new Map([
    [2, 'each'],
    [4, 'all'],
    [5, 'each'],
  ]);
  test.each<[what: string, suspects: number[][], explained: string | null]>([
    ['what the poll did not see at all', [], 'brokers 2, 4, 5 down ("each", "all" tell of that)'],
    ['what one of them leads', [[4]], 'broker 4 down ("all" tells of that)'],
    ['what two of them lead', [[5], [2]], 'brokers 2, 5 down ("each" tells of that)'],
    ['what any of some brings back', [[1, 2]], 'broker 2 down ("each" tells of that)'],
    ['not what another one leads', [[1]], null],
    ['not all of it', [[2], [1]], null],
    ['not what is for want of no broker', [[]], null],
  ])('%s', (_what, suspects, explained) => {
    expect(explanationOf({ kind: 'down', brokers: down }, { suspects })).toBe(explained);
  });

  test('and by a cluster that cannot be reached all', () => {
    for (const suspects of [[], [[]], [[1]]]) {
      expect(explanationOf({ kind: 'unreachable', rule: 'no data' }, { suspects })).toBe(
        'the cluster cannot be reached ("no data" tells of that)',
      );
    }
  });
});

describe('what explains that nothing can be read', () => {
  const brokersDown = rule({
    name: 'brokers',
    // Long before it fires.
    condition: { metric: 'brokers-down', threshold: 0, forSeconds: 600 },
    destinations: ['pager'],
  });
  const noData = rule({ name: 'no data', condition: { metric: 'no-data', threshold: 60 }, destinations: ['pager'] });
  const down = { ...madeBroker(2, T0), state: 'down' as const };
  const oneDown = pollAt(0, [], { brokers: [madeBroker(1, T0), down] });
  const unreachable = pollAt(0, [], { cluster: { ...madeCluster(T0), reachable: false } });
  const explained = (
    rules: readonly AlertRule[],
    poll: PollWrite,
    cluster: string,
    silences: readonly Silence[],
    ofCluster: Owner | null = null,
  ) => {
    const hasHearers = (one: AlertRule) => hearersOf(one, ofCluster, new Map([['pager', 1n]])).length > 0;
    const inhibition = inhibitionOf(rules, poll, cluster, silences, hasHearers);
    return inhibition === null ? null : (explanationOf(inhibition, UNSEEN)?.replace(/ \(.*/, '') ?? null);
  };

  test('a broker that is down, by the poll in which it is, not once its rule fires', () => {
    expect(explained([brokersDown, noData], oneDown, 'prod', [])).toBe('broker 2 down');
    expect(explained([brokersDown, noData], pollAt(0, []), 'prod', [])).toBeNull();
  });

  test('a rule over each broker explains once its condition holds for one whose incidents are not silenced', () => {
    const eachDown = (threshold: number) =>
      rule({ name: 'each', condition: { metric: 'broker-down', threshold }, destinations: ['pager'] });
    const downFor = (second: number) => pollAt(second, [], { brokers: [madeBroker(1, T0), down] });
    expect(explained([eachDown(60)], downFor(60), 'prod', [])).toBeNull();
    expect(explained([eachDown(60)], downFor(61), 'prod', [])).toBe('broker 2 down');
    const silenced = silence({ cluster: 'prod' }, { rules: { include: ['each'], exclude: [] } });
    expect(explained([eachDown(60)], downFor(61), 'prod', [silenced])).toBeNull();
    const ofBroker = (...brokers: number[]) => [silence({ cluster: 'prod' }, { brokers })];
    expect(explained([eachDown(60)], downFor(61), 'prod', ofBroker(2))).toBeNull();
    expect(explained([eachDown(60)], downFor(61), 'prod', ofBroker(1, 3))).toBe('broker 2 down');
    const two = pollAt(61, [], { brokers: [madeBroker(1, T0), down, { ...down, brokerId: 3 }] });
    expect(explained([eachDown(60)], two, 'prod', [])).toBe('brokers 2, 3 down');
    expect(explained([eachDown(60)], two, 'prod', ofBroker(2))).toBe('broker 3 down');
  });

  test('a cluster that cannot be reached', () => {
    expect(explained([brokersDown, noData], unreachable, 'prod', [])).toBe('the cluster cannot be reached');
    expect(explained([brokersDown], unreachable, 'prod', [])).toBeNull();
  });

  test('nothing that nobody is told of: no such rule, switched off, of another cluster, without destination, silenced', () => {
    expect(explained([noData], oneDown, 'prod', [])).toBeNull();
    expect(explained([{ ...brokersDown, enabled: false }], oneDown, 'prod', [])).toBeNull();
    const elsewhere = { ...brokersDown, clusters: { include: ['dev'], exclude: [] } };
    expect(explained([elsewhere], oneDown, 'prod', [])).toBeNull();
    expect(explained([{ ...brokersDown, destinations: [] }], oneDown, 'prod', [])).toBeNull();
    expect(explained([{ ...brokersDown, destinations: ['taken away'] }], oneDown, 'prod', [])).toBeNull();
    const silenced = silence({ cluster: 'prod' }, { rules: { include: ['brokers'], exclude: [] } });
    expect(explained([brokersDown], oneDown, 'prod', [silenced])).toBeNull();
    expect(
      explained([brokersDown], oneDown, 'prod', [
        silence({ cluster: 'prod' }, { rules: { include: ['other'], exclude: [] } }),
      ]),
    ).not.toBeNull();
  });

  test('what the owner of the cluster is told, unless the rule leaves owners out, or there is no such destination', () => {
    const toOwner = { ...brokersDown, destinations: [] };
    const platform = owner('platform', { destination: 'pager' });
    expect(explained([toOwner], oneDown, 'prod', [], platform)).toBe('broker 2 down');
    expect(explained([{ ...toOwner, tellOwner: false }], oneDown, 'prod', [], platform)).toBeNull();
    expect(explained([toOwner], oneDown, 'prod', [], { ...platform, destination: 'gone' })).toBeNull();
    expect(explained([toOwner], oneDown, 'prod', [], { ...platform, destination: null })).toBeNull();
  });
});
