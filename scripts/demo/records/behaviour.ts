import type { Random } from '../random.ts';
import { type DemoRecord, jsonRecord } from './record.ts';

const PATHS = ['/', '/search', '/product/espresso-machine', '/product/backpack', '/cart', '/checkout'] as const;

/** One shop makes half of all clicks: its key, and so its partition, is the hot one. */
const BIG_SHOP = 'shop-acme';
const BIG_SHOP_SHARE = 0.5;

const CUSTOMERS = 300;

/** Gives a click, keyed by shop; half of all clicks are of one shop. */
export function clickRecord(random: Random, nowMs: number): DemoRecord {
  const shop = random.chance(BIG_SHOP_SHARE) ? BIG_SHOP : `shop-${random.between(1, 400)}`;
  const value = {
    event: random.chance(0.8) ? 'page_view' : 'add_to_cart',
    shop,
    session: random.hex(12),
    page: { path: random.pick(PATHS), referrer: random.chance(0.4) ? 'https://www.google.com/' : null },
    device: { type: random.pick(['mobile', 'mobile', 'desktop', 'tablet']), width: random.between(360, 1_920) },
    at: nowMs,
  };
  return jsonRecord(shop, value, { source: 'edge-collector' });
}

/** Gives the newest profile of one of few customers, or now and then the tombstone of one who left. */
export function customerRecord(random: Random, nowMs: number): DemoRecord {
  const id = `cus_${10_000 + random.int(CUSTOMERS)}`;
  if (random.chance(0.03)) return { key: id, value: null, headers: { source: 'gdpr-eraser' } };
  const value = {
    id,
    tier: random.pick(['basic', 'basic', 'plus', 'business']),
    address: { country: random.pick(['DE', 'FR', 'NL', 'PL']), postcode: String(random.between(10_000, 99_999)) },
    consents: { newsletter: random.chance(0.4), profiling: random.chance(0.2) },
    updatedAt: new Date(nowMs).toISOString(),
  };
  return jsonRecord(id, value, { source: 'customer-service' });
}

/** Gives a reading of a device. */
export function deviceRecord(random: Random, nowMs: number): DemoRecord {
  const device = `dev-${random.between(1, 120).toString().padStart(4, '0')}`;
  const value = {
    device,
    firmware: random.pick(['4.2.1', '4.2.1', '4.3.0']),
    readings: {
      temperatureC: random.between(180, 420) / 10,
      humidity: random.between(20, 90),
      batteryPercent: random.between(5, 100),
    },
    at: nowMs,
  };
  return jsonRecord(device, value, { source: 'iot-gateway' });
}
