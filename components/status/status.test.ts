import { describe, expect, it } from 'vitest';
import { brokerStateSchema } from '#lib/api/schemas/brokers.ts';
import { LAG_STATES } from '#lib/lag/state.ts';
import { dangerRank, SEVERITIES, STATUSES, severityOf } from '#lib/lag/status/status.ts';
import { CALM_REPLICATION_RANK, REPLICATION_STATES } from '#lib/replication/state.ts';
import { BROKER_STATE } from './broker-state.ts';
import { dangerOf, isTrouble, STATUS, STATUS_ORDER, statusLook } from './group-status.ts';
import { LAG_STATE, LAG_STATE_ORDER } from './lag-state.ts';
import { inDangerCount, isInDanger, REPLICATION_STATE } from './replication-state.ts';

describe('every state has a look', () => {
  it('lag states, in the order of danger', () => {
    expect(LAG_STATE_ORDER).toEqual(LAG_STATES);
    expect(Object.keys(LAG_STATE)).toEqual([...LAG_STATES]);
  });
  it('statuses, worst first', () => {
    expect(STATUS_ORDER).toEqual(STATUSES);
    expect(Object.keys(STATUS)).toEqual([...STATUSES]);
  });
  it('replication states, in the order of danger', () => {
    expect(Object.keys(REPLICATION_STATE)).toEqual([...REPLICATION_STATES]);
  });
  it('broker states', () => expect(Object.keys(BROKER_STATE)).toEqual(brokerStateSchema.options));
});

it('the pages call the same states of replicas a danger as the answers they show, and count those', () => {
  expect(REPLICATION_STATES.filter(isInDanger)).toEqual(REPLICATION_STATES.slice(0, CALM_REPLICATION_RANK));
  const calm = { reassigning: 100, notPreferred: 1_000 };
  expect(inDangerCount({ offline: 1, underMinIsr: 2, atMinIsr: 4, underReplicated: 8, ...calm })).toBe(15);
});

it('the pages put statuses in the order of the lists, and ask for a look where these have trouble', () => {
  const byRank = STATUSES.toSorted(
    (one, other) => dangerRank(one, severityOf(one, 0)) - dangerRank(other, severityOf(other, 0)),
  );
  expect(STATUSES.toSorted((one, other) => (dangerOf(one) ?? 0) - (dangerOf(other) ?? 0))).toEqual(
    // A short rebalance is as calm as what is well.
    byRank,
  );
  for (const status of STATUSES) expect(isTrouble(STATUS[status].tone)).toBe(severityOf(status, 0) !== 'calm');
});

it('no two tones share a shape, so that status is read without colour', () => {
  const rebalances = SEVERITIES.map((severity) => statusLook('REBALANCING', severity));
  const looks = [LAG_STATE, STATUS, REPLICATION_STATE, BROKER_STATE, rebalances].flatMap((table) =>
    Object.values(table),
  );
  for (const look of looks) {
    const others = looks.filter((other) => other.shape === look.shape);
    expect(new Set(others.map((other) => other.tone)).size).toBe(1);
  }
});
