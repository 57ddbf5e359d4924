import type { Setting } from '../setting.ts';
import { clusterSettings } from './cluster.ts';
import { databaseSettings, historySettings } from './database.ts';
import { engineSettings, streamSettings } from './engine.ts';
import { securitySettings } from './security.ts';
import { serverSettings } from './server.ts';

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
  section('Encryption and sign-in to a cluster', true, securitySettings),
  section('Server', false, serverSettings),
  section('Database', false, databaseSettings),
  section('History', false, historySettings),
  section('Engine', false, engineSettings),
  section('Streams to browsers', false, streamSettings),
];

/** The settings of one kind: of clusters, or of the whole process. */
export const settingsOf = (perCluster: boolean): Setting<unknown>[] =>
  SECTIONS.filter((one) => one.perCluster === perCluster).flatMap(({ settings }) => settings);
