import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

/** A topic whose producer never changes its pace much. */
export const steadyProducer: Scenario = {
  name: 'steady',
  shows: 'About 20 records a second, swelling and ebbing by a fifth.',
  topics: [topics.payments],
  groups: [],
  jobs: () => [],
};

/** A topic whose producer comes in bursts. */
export const burstyProducer: Scenario = {
  name: 'bursty',
  shows: 'Fifteen records a second, and six times as many for 30 s of every 150.',
  topics: [topics.clickstream],
  groups: [],
  jobs: () => [],
};
