import { expect, test } from 'vitest';
import { FEATURES, type Feature, featuresOf, featuresWhere } from './features.ts';

const broker = (ranges: Record<number, [min: number, max: number]>) => ({
  ranges: new Map(Object.entries(ranges).map(([api, [min, max]]) => [Number(api), { min, max }])),
});

/** What brokers of these releases announce of the requests that features need. */
const KAFKA_2_8 = {
  2: [0, 6],
  3: [0, 11],
  8: [0, 8],
  9: [0, 7],
  16: [0, 4],
  21: [0, 2],
  42: [0, 2],
  44: [0, 1],
  46: [0, 0],
  47: [0, 0],
  61: [0, 0],
} as const;
const KAFKA_3_9 = {
  ...KAFKA_2_8,
  2: [0, 9],
  3: [0, 12],
  9: [0, 9],
  16: [0, 5],
  55: [0, 2],
  65: [0, 0],
  66: [0, 1],
  69: [0, 0],
  75: [0, 0],
} as const;
const KAFKA_4_3 = { ...KAFKA_3_9, 2: [1, 11], 8: [2, 10], 9: [1, 10], 77: [1, 1], 89: [0, 0], 90: [0, 1] } as const;

const ranges = (told: object) => broker(told as Record<number, [number, number]>);
const missing = (...brokers: object[]): Feature[] => {
  const features = featuresOf(brokers.map(ranges));
  return FEATURES.filter((feature) => !features?.[feature]);
};
const SINCE_4 = ['shareGroups', 'streamsGroups'];
const SINCE_3 = [
  'describeTransactions',
  'eligibleLeaders',
  'controllerQuorum',
  'groupTypes',
  'manyGroupsPerRequest',
  'tieredStorage',
  'consumerGroups',
];

test.each<[what: string, brokers: object[], without: string[]]>([
  ['one of 4.3', [KAFKA_4_3], []],
  ['one of 3.9', [KAFKA_3_9], SINCE_4],
  ['one of 2.8', [KAFKA_2_8], [...SINCE_3, ...SINCE_4]],
  ['three of which one is not upgraded yet', [KAFKA_4_3, KAFKA_3_9, KAFKA_4_3], SINCE_4],
  ['one where a feature takes two requests and one is there', [{ ...KAFKA_4_3, 90: [-1, -1] }], ['shareGroups']],
  ['one that announces nothing', [{}], FEATURES],
])('brokers: %s', (_what, brokers, without) => {
  expect(missing(...brokers)).toEqual(FEATURES.filter((feature) => without.includes(feature)));
});

test('of no broker nothing is known', () => expect(featuresOf([])).toBeNull());

test('a condition is asked once for every feature', () => {
  const asked: string[] = [];
  const features = featuresWhere((feature) => asked.push(feature) > 1);
  expect(asked).toEqual(FEATURES);
  expect(Object.values(features).filter((one) => !one)).toHaveLength(1);
});
