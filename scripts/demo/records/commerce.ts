import type { Random } from '../random.ts';
import { type DemoRecord, jsonRecord } from './record.ts';

const COUNTRIES = ['DE', 'FR', 'IT', 'NL', 'PL', 'ES', 'SE', 'US'] as const;
const METHODS = ['card', 'card', 'card', 'paypal', 'sepa_debit', 'apple_pay'] as const;
const CARRIERS = ['DHL', 'DPD', 'UPS', 'PostNL'] as const;
const PRODUCTS = ['espresso-machine', 'desk-lamp', 'running-shoes', 'backpack', 'headphones', 'kettle'] as const;

const currencyOf = (country: string): string => ({ US: 'USD', SE: 'SEK', PL: 'PLN' })[country] ?? 'EUR';

const orderId = (random: Random): string => `ord_${random.hex(10)}`;

const traced = (random: Random, source: string): Record<string, string> => ({
  source,
  traceparent: `00-${random.hex(32)}-${random.hex(16)}-01`,
});

/** Gives a payment; about one in eight hundred names a currency that no processor knows. */
export function paymentRecord(random: Random, nowMs: number): DemoRecord {
  const country = random.pick(COUNTRIES);
  const customer = `cus_${random.between(10_000, 19_999)}`;
  const value = {
    paymentId: `pay_${random.hex(16)}`,
    orderId: orderId(random),
    customer: { id: customer, country, returning: random.chance(0.7) },
    amount: { minorUnits: random.between(499, 48_999), currency: random.chance(1 / 800) ? 'XXT' : currencyOf(country) },
    method: random.pick(METHODS),
    status: random.chance(0.93) ? 'authorized' : 'declined',
    risk: { score: Number(random.next().toFixed(3)), rules: random.chance(0.1) ? ['velocity', 'new-device'] : [] },
    createdAt: new Date(nowMs).toISOString(),
  };
  return jsonRecord(customer, value, traced(random, 'checkout-api'));
}

/** Gives an order with its lines; about one in six hundred has a line without a quantity. */
export function orderRecord(random: Random, nowMs: number): DemoRecord {
  const country = random.pick(COUNTRIES);
  const id = orderId(random);
  const lines = Array.from({ length: random.between(1, 3) }, () => ({
    sku: random.pick(PRODUCTS),
    quantity: random.chance(1 / 1_200) ? null : random.between(1, 4),
    unitPrice: random.between(990, 24_900) / 100,
  }));
  const total = lines.reduce((sum, line) => sum + (line.quantity ?? 0) * line.unitPrice, 0);
  const value = {
    orderId: id,
    customerId: `cus_${random.between(10_000, 19_999)}`,
    country,
    lines,
    total: { value: Number(total.toFixed(2)), currency: currencyOf(country) },
    channel: random.pick(['web', 'ios', 'android']),
    placedAt: new Date(nowMs).toISOString(),
  };
  return jsonRecord(id, value, traced(random, 'order-service'));
}

/** Gives an invoice. */
export function invoiceRecord(random: Random, nowMs: number): DemoRecord {
  const number = `INV-${new Date(nowMs).getUTCFullYear()}-${random.between(100_000, 999_999)}`;
  const net = random.between(1_000, 90_000) / 100;
  const value = {
    number,
    orderId: orderId(random),
    recipient: { name: `Customer ${random.between(1, 9_999)}`, country: random.pick(COUNTRIES) },
    net,
    vat: Number((net * 0.19).toFixed(2)),
    dueDate: new Date(nowMs + 14 * 86_400_000).toISOString().slice(0, 10),
  };
  return jsonRecord(number, value, traced(random, 'billing'));
}

/** Gives a step of a shipment. */
export function shipmentRecord(random: Random, nowMs: number): DemoRecord {
  const id = `shp_${random.hex(8)}`;
  const value = {
    shipmentId: id,
    orderId: orderId(random),
    carrier: random.pick(CARRIERS),
    event: random.pick(['label-created', 'picked-up', 'in-transit', 'out-for-delivery', 'delivered']),
    location: { hub: `hub-${random.between(1, 40)}`, country: random.pick(COUNTRIES) },
    occurredAt: new Date(nowMs).toISOString(),
  };
  return jsonRecord(id, value, traced(random, 'logistics-gateway'));
}
