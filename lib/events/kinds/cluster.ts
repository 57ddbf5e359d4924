import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { plural, say } from '../phrase.ts';

const nothing = () => ({});
const idChange = z.object({ from: z.string(), to: z.string() });

/** The cluster as a whole, and Tidemark itself. */
export const CLUSTER_KINDS = {
  'cluster-unreachable': defineKind({
    data: z.object({ reason: z.string().nullable() }),
    severity: 'critical',
    subjects: nothing,
    words: ({ reason }) => say`No broker of the cluster answers${reason === null ? '' : `: ${reason}`}`,
  }),
  'cluster-back': defineKind({
    data: z.object({}),
    severity: 'info',
    subjects: nothing,
    words: () => say`The cluster answers again`,
  }),
  'cluster-id-changed': defineKind({
    data: idChange,
    severity: 'critical',
    subjects: nothing,
    words: ({ from, to }) =>
      say`Cluster id changed from ${from} to ${to}: another cluster answers under this name, and is not read`,
  }),
  'cluster-id-restored': defineKind({
    data: z.object({ id: z.string() }),
    severity: 'info',
    subjects: nothing,
    words: ({ id }) => say`The cluster with id ${id} answers again under this name`,
  }),
  'cluster-id-accepted': defineKind({
    data: idChange.extend({ by: z.string() }),
    severity: 'warning',
    subjects: nothing,
    words: ({ from, to, by }) =>
      say`Cluster with id ${to} was accepted under this name by ${by}, in place of ${from}: what is shown begins anew`,
  }),
  'cluster-id-kept': defineKind({
    data: idChange.extend({ by: z.string() }),
    severity: 'warning',
    subjects: nothing,
    words: ({ from, to, by }) =>
      say`Cluster with id ${to} was turned down under this name by ${by}: Tidemark waits for ${from}, and reads nothing meanwhile`,
  }),
  'controller-changed': defineKind({
    data: z.object({ from: z.int(), to: z.int(), epoch: z.int().nullable() }),
    severity: 'info',
    subjects: ({ from, to }) => ({ brokers: [from, to] }),
    words: ({ from, to, epoch }) =>
      say`The controller moved from node ${from} to node ${to}${epoch === null ? '' : ` (epoch ${epoch})`}`,
  }),
  'history-shortened': defineKind({
    data: z.object({ level: z.enum(['polls', 'hours']), before: z.iso.datetime() }),
    severity: 'warning',
    subjects: nothing,
    words: ({ level, before }) =>
      say`History ${level === 'polls' ? 'of single polls' : 'by hours'} before ${before.slice(0, 10)} was given up: it had outgrown its budget (TIDEMARK_HISTORY_BUDGET_GB)`,
  }),
  'more-events': defineKind({
    data: z.object({ count: z.int(), byKind: z.record(z.string(), z.int()) }),
    severity: 'info',
    subjects: nothing,
    words: ({ count, byKind }) => {
      const kinds = Object.entries(byKind).map(([kind, ofKind]) => `${ofKind} ${kind}`);
      return say`${plural(count, 'more event')} of the same poll, not listed: ${kinds.join(', ')}`;
    },
  }),
};
