import type { Random } from '../random.ts';
import { type DemoRecord, jsonRecord } from './record.ts';

const WAREHOUSES = ['BER-1', 'AMS-2', 'WAW-1'] as const;
const ACTIONS = ['login', 'role.granted', 'export.created', 'api-key.revoked', 'settings.changed'] as const;

/** Gives the stock of one article in one warehouse. */
export function stockRecord(random: Random, nowMs: number): DemoRecord {
  const sku = `sku-${random.between(1, 2_000)}`;
  const value = {
    sku,
    warehouse: random.pick(WAREHOUSES),
    onHand: random.int(500),
    reserved: random.int(40),
    at: nowMs,
  };
  return jsonRecord(sku, value, { source: 'warehouse' });
}

/** Gives a new price. */
export function priceRecord(random: Random, nowMs: number): DemoRecord {
  const sku = `sku-${random.between(1, 2_000)}`;
  const price = { minorUnits: random.between(499, 99_900), currency: 'EUR' };
  return jsonRecord(
    sku,
    { sku, price, reason: random.pick(['campaign', 'supplier', 'manual']), at: nowMs },
    { source: 'pricing' },
  );
}

/** Gives one side of a booking. */
export function ledgerRecord(random: Random, nowMs: number): DemoRecord {
  const account = `acc-${random.between(1_000, 1_999)}`;
  const value = {
    entryId: random.hex(16),
    account,
    side: random.pick(['debit', 'credit']),
    amount: { minorUnits: random.between(100, 500_000), currency: 'EUR' },
    bookedAt: new Date(nowMs).toISOString(),
  };
  return jsonRecord(account, value, { source: 'ledger' });
}

/** Gives an entry of the audit log. */
export function auditRecord(random: Random, nowMs: number): DemoRecord {
  const actor = `user-${random.between(1, 250)}`;
  const value = {
    actor,
    action: random.pick(ACTIONS),
    target: { type: 'tenant', id: random.hex(8) },
    network: { address: `10.${random.int(256)}.${random.int(256)}.${random.int(256)}`, agent: 'Mozilla/5.0' },
    at: new Date(nowMs).toISOString(),
  };
  return jsonRecord(actor, value, { source: 'identity' });
}

/** Gives the key of a cache that is no longer valid. */
export function cacheRecord(random: Random, nowMs: number): DemoRecord {
  const key = `product:${random.between(1, 2_000)}`;
  return jsonRecord(key, { key, at: nowMs }, { source: 'catalog' });
}
