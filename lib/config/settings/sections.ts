import type { Setting } from '../setting.ts';
import { alertSettings } from './alerts.ts';
import { attemptSettings } from './attempts.ts';
import { auditSettings } from './audit.ts';
import { burrowSettings } from './burrow.ts';
import { clusterSettings } from './cluster.ts';
import { databaseSettings, historySettings } from './database.ts';
import { engineSettings, streamSettings } from './engine.ts';
import { headerSignInSettings } from './header-sign-in.ts';
import { markSettings } from './marks.ts';
import { metricsSettings } from './metrics.ts';
import { oidcSettings } from './oidc.ts';
import { secretSettings } from './secrets.ts';
import { securitySettings } from './security.ts';
import { serverSettings } from './server.ts';
import { signInSettings } from './sign-in.ts';
import { statusSettings } from './status.ts';

export interface SettingSection {
  title: string;
  /** True: once per cluster, below an entry of `clusters` in the file. */
  perCluster: boolean;
  settings: Setting<unknown>[];
}

const section = (title: string, perCluster: boolean, group: Record<string, Setting<unknown>>): SettingSection => ({
  title,
  perCluster,
  settings: Object.values(group),
});

/** Every setting there is, in the order of the documentation. */
export const SECTIONS: SettingSection[] = [
  section('Clusters', true, clusterSettings),
  section('Statuses of groups', true, statusSettings),
  section('Encryption and sign-in to a cluster', true, securitySettings),
  section('Server', false, serverSettings),
  section('Sign-in', false, signInSettings),
  section('Sign-in at an identity provider', false, oidcSettings),
  section('Sign-in by a proxy in front', false, headerSignInSettings),
  section('Attempts to sign in', false, attemptSettings),
  section('Database', false, databaseSettings),
  section('Secrets', false, secretSettings),
  section('History', false, historySettings),
  section('Audit log', false, auditSettings),
  section('Deploy marks', false, markSettings),
  section('Alerts', false, alertSettings),
  section('Engine', false, engineSettings),
  section('Streams to browsers', false, streamSettings),
  section('Metrics', false, metricsSettings),
  section('In place of Burrow', false, burrowSettings),
];

/** The settings of one kind: of clusters, or of the whole process. */
export const settingsOf = (perCluster: boolean): Setting<unknown>[] =>
  SECTIONS.filter((one) => one.perCluster === perCluster).flatMap(({ settings }) => settings);
