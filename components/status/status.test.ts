import { describe, expect, it } from 'vitest';
import { brokerStateSchema } from '#lib/api/schemas/brokers.ts';
import { LAG_STATES } from '#lib/lag/state.ts';
import { REPLICATION_STATES } from '#lib/replication/state.ts';
import { BROKER_STATE } from './broker-state.ts';
import { LAG_STATE, LAG_STATE_ORDER } from './lag-state.ts';
import { REPLICATION_STATE } from './replication-state.ts';

describe('every state has a look', () => {
  it('lag states, in the order of danger', () => {
    expect(LAG_STATE_ORDER).toEqual(LAG_STATES);
    expect(Object.keys(LAG_STATE)).toEqual([...LAG_STATES]);
  });
  it('replication states, in the order of danger', () => {
    expect(Object.keys(REPLICATION_STATE)).toEqual([...REPLICATION_STATES]);
  });
  it('broker states', () => expect(Object.keys(BROKER_STATE)).toEqual(brokerStateSchema.options));
});

it('no two tones share a shape, so that status is read without colour', () => {
  const looks = [LAG_STATE, REPLICATION_STATE, BROKER_STATE].flatMap((table) => Object.values(table));
  for (const look of looks) {
    const others = looks.filter((other) => other.shape === look.shape);
    expect(new Set(others.map((other) => other.tone)).size).toBe(1);
  }
});
