import { z } from 'zod';
import { INSTALLATION } from '#lib/access/allowed.ts';
import { isOver } from '#lib/alerts/is-over.ts';
import { rulesOver } from '#lib/alerts/rules-over.ts';
import { silenceWarnings } from '#lib/alerts/silence-warnings.ts';
import { firingTargets } from '#lib/alerts/store/firing-targets.ts';
import { knownBrokers, knownNames } from '#lib/alerts/store/known-names.ts';
import { readRules } from '#lib/alerts/store/rules.ts';
import { requireAllowed } from '../admission.ts';
import { configuredCluster } from '../cluster-scope.ts';
import { checkedSilenceExample } from '../examples/silences.ts';
import { defineQuestion } from '../operation.ts';
import { refuseDearSilence } from '../pattern-prices.ts';
import { checkedSilenceSchema, silenceCheckSchema } from '../schemas/silences.ts';

export const checkSilence = defineQuestion({
  id: 'checkSilence',
  method: 'POST',
  path: '/api/v1/silences/check',
  tag: 'Alerts',
  summary: 'What a silence would be over now, and what is doubtful in it, before it is made',
  description: 'What cannot be is refused at its field, as when the silence is made. Nothing is kept.',
  role: 'operator',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({}),
  body: silenceCheckSchema,
  response: {
    description: 'How many open incidents it would be over, and what is perhaps not meant',
    schema: checkedSilenceSchema,
    example: checkedSilenceExample,
  },
  problems: ['CLUSTER_NOT_FOUND'],
  async handle({ context, principal, body: { cluster, matchers } }) {
    const { database, now } = context;
    requireAllowed(principal, checkSilence, cluster ?? INSTALLATION);
    const over = cluster === null ? context.clusters : [configuredCluster(context, cluster)];
    await refuseDearSilence(database, matchers, now());
    const clusters = over.map(({ name }) => name);
    const rules = await readRules(database);
    const firing = await firingTargets(database, clusters);
    return {
      firing: firing.filter((incident) => isOver({ cluster, matchers }, incident)).length,
      warnings: silenceWarnings(matchers, {
        rules: [...new Set(clusters.flatMap((name) => rulesOver(rules, { cluster: name, group: null })))].map(
          ({ name }) => name,
        ),
        known: await knownNames(database, clusters),
        brokers: await knownBrokers(database, clusters),
      }),
    };
  },
});
