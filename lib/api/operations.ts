import type { Mutation, Question, Read } from './operation.ts';
import { acknowledgeIncident } from './routes/acknowledge-incident.ts';
import { beginOidcSignIn } from './routes/begin-oidc-sign-in.ts';
import { getBurrowCluster } from './routes/burrow/get-burrow-cluster.ts';
import { getBurrowConsumer } from './routes/burrow/get-burrow-consumer.ts';
import { getBurrowLag } from './routes/burrow/get-burrow-lag.ts';
import { getBurrowStatus } from './routes/burrow/get-burrow-status.ts';
import { getBurrowTopic } from './routes/burrow/get-burrow-topic.ts';
import { listBurrowClusters } from './routes/burrow/list-burrow-clusters.ts';
import { listBurrowConsumers } from './routes/burrow/list-burrow-consumers.ts';
import { listBurrowTopicConsumers } from './routes/burrow/list-burrow-topic-consumers.ts';
import { listBurrowTopics } from './routes/burrow/list-burrow-topics.ts';
import { changeDestination } from './routes/change-destination.ts';
import { changeGrant } from './routes/change-grant.ts';
import { changePassword } from './routes/change-password.ts';
import { changeRule } from './routes/change-rule.ts';
import { changeUser } from './routes/change-user.ts';
import { checkRule } from './routes/check-rule.ts';
import { checkSilence } from './routes/check-silence.ts';
import { createDestination } from './routes/create-destination.ts';
import { createEvent } from './routes/create-event.ts';
import { createFirstAdmin } from './routes/create-first-admin.ts';
import { createGrant } from './routes/create-grant.ts';
import { createRule } from './routes/create-rule.ts';
import { createSession } from './routes/create-session.ts';
import { createSilence } from './routes/create-silence.ts';
import { createToken } from './routes/create-token.ts';
import { createUser } from './routes/create-user.ts';
import { decideIdentity } from './routes/decide-identity.ts';
import { deleteDestination } from './routes/delete-destination.ts';
import { deleteGrant } from './routes/delete-grant.ts';
import { deleteRule } from './routes/delete-rule.ts';
import { deleteSession } from './routes/delete-session.ts';
import { endSilence } from './routes/end-silence.ts';
import { exportAuditCsv, exportAuditJson } from './routes/export-audit.ts';
import { exportRules } from './routes/export-rules.ts';
import { finishOidcSignIn } from './routes/finish-oidc-sign-in.ts';
import { getCluster } from './routes/get-cluster.ts';
import { getGroup } from './routes/get-group.ts';
import { getGroupBaseline } from './routes/get-group-baseline.ts';
import { getGroupCauses } from './routes/get-group-causes.ts';
import { getGroupLag } from './routes/get-group-lag.ts';
import { getGroupRates } from './routes/get-group-rates.ts';
import { getGroupStatuses } from './routes/get-group-statuses.ts';
import { getHealth } from './routes/get-health.ts';
import { getIncident } from './routes/get-incident.ts';
import { getKafkaExporterMetrics } from './routes/get-kafka-exporter-metrics.ts';
import { getKafkaLagExporterMetrics } from './routes/get-kafka-lag-exporter-metrics.ts';
import { getMetrics } from './routes/get-metrics.ts';
import { getOpenApi } from './routes/get-openapi.ts';
import { getReady } from './routes/get-ready.ts';
import { getSession } from './routes/get-session.ts';
import { getStorage } from './routes/get-storage.ts';
import { getTopic } from './routes/get-topic.ts';
import { getTopicHistory } from './routes/get-topic-history.ts';
import { listAudit } from './routes/list-audit.ts';
import { listBrokers } from './routes/list-brokers.ts';
import { listClusterSettings } from './routes/list-cluster-settings.ts';
import { listClusters } from './routes/list-clusters.ts';
import { listDeliveries } from './routes/list-deliveries.ts';
import { listDestinations } from './routes/list-destinations.ts';
import { listEngineStatus } from './routes/list-engine-status.ts';
import { listEvents } from './routes/list-events.ts';
import { listGrants } from './routes/list-grants.ts';
import { listGroups } from './routes/list-groups.ts';
import { listIncidents } from './routes/list-incidents.ts';
import { listPending } from './routes/list-pending.ts';
import { listRules } from './routes/list-rules.ts';
import { listSessions } from './routes/list-sessions.ts';
import { listSilences } from './routes/list-silences.ts';
import { listTokens } from './routes/list-tokens.ts';
import { listTopics } from './routes/list-topics.ts';
import { listUsers } from './routes/list-users.ts';
import { previewDestination } from './routes/preview-destination.ts';
import { previewRule } from './routes/preview-rule.ts';
import { redeliver } from './routes/redeliver.ts';
import { revokeSession } from './routes/revoke-session.ts';
import { revokeToken } from './routes/revoke-token.ts';
import { signOutUser } from './routes/sign-out-user.ts';
import { streamPolls } from './routes/stream-polls.ts';
import { testDestination } from './routes/test-destination.ts';

/** What the document and the tests need of an operation: all but what it does, whose input differs from one to the next. */
export type OperationDescription = Omit<Read, 'handle'> | Omit<Question, 'handle'> | Omit<Mutation, 'plan'>;

/** Every operation of the API, in the order of the document. A test holds it against the files below app/api. */
export const OPERATIONS: readonly OperationDescription[] = [
  listClusters,
  getCluster,
  decideIdentity,
  listBrokers,
  listTopics,
  getTopic,
  getTopicHistory,
  listGroups,
  getGroup,
  getGroupLag,
  getGroupRates,
  getGroupBaseline,
  getGroupStatuses,
  getGroupCauses,
  listEvents,
  createEvent,
  listRules,
  exportRules,
  listSilences,
  checkSilence,
  createSilence,
  endSilence,
  checkRule,
  createRule,
  changeRule,
  deleteRule,
  listIncidents,
  listPending,
  getIncident,
  acknowledgeIncident,
  listDestinations,
  createDestination,
  changeDestination,
  deleteDestination,
  testDestination,
  previewDestination,
  previewRule,
  listDeliveries,
  redeliver,
  listClusterSettings,
  listEngineStatus,
  getStorage,
  streamPolls,
  listUsers,
  createUser,
  changeUser,
  signOutUser,
  listGrants,
  createGrant,
  changeGrant,
  deleteGrant,
  listTokens,
  createToken,
  revokeToken,
  listAudit,
  exportAuditCsv,
  exportAuditJson,
  getSession,
  createSession,
  deleteSession,
  beginOidcSignIn,
  finishOidcSignIn,
  createFirstAdmin,
  listSessions,
  revokeSession,
  changePassword,
  getOpenApi,
  getHealth,
  getReady,
  getMetrics,
  getKafkaExporterMetrics,
  getKafkaLagExporterMetrics,
  listBurrowClusters,
  getBurrowCluster,
  listBurrowTopics,
  getBurrowTopic,
  listBurrowTopicConsumers,
  listBurrowConsumers,
  getBurrowConsumer,
  getBurrowStatus,
  getBurrowLag,
];
