import type { Scenario } from './scenario.ts';
import { healthy } from './scenarios/healthy.ts';
import { slow } from './scenarios/slow.ts';
import { stopped } from './scenarios/stopped.ts';

/** All there is to see, in the order in which it is started. */
export const scenarios: readonly Scenario[] = [healthy, slow, stopped];
