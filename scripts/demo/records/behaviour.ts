import type { Random } from '../random.ts';
import { type DemoRecord, jsonRecord } from './record.ts';

const PATHS = ['/', '/search', '/product/espresso-machine', '/product/backpack', '/cart', '/checkout'] as const;

/** One shop makes half of all clicks: its key, and so its partition, is the hot one. */
const BIG_SHOP = 'shop-acme';
const BIG_SHOP_SHARE = 0.5;

/** Gives a click, keyed by shop; half of all clicks are of one shop. */
export function clickRecord(random: Random, nowMs: number): DemoRecord {
  const shop = random.chance(BIG_SHOP_SHARE) ? BIG_SHOP : `shop-${random.between(1, 400)}`;
  const value = {
    event: random.chance(0.8) ? 'page_view' : 'add_to_cart',
    shop,
    session: random.hex(12),
    page: { path: random.pick(PATHS), referrer: random.chance(0.4) ? 'https://www.google.com/' : null },
    device: {
      type: random.pick(['mobile', 'mobile', 'desktop', 'tablet']),
      viewport: [random.between(360, 1_920), 900],
    },
    at: nowMs,
  };
  return jsonRecord(shop, value, { source: 'edge-collector' });
}
