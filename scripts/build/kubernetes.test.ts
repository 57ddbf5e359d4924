import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { OPERATIONS } from '#lib/api/operations.ts';
import { fileVariable } from '#lib/config/environment.ts';
import { loadConfig } from '#lib/config/load.ts';
import { SECTIONS } from '#lib/config/settings/sections.ts';
import { CLONE } from '../bootstrap/cache.mjs';

/** What deploy/kubernetes takes for granted of itself and of the rest. */

const FOLDER = join(CLONE, 'deploy', 'kubernetes');
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

const labels = z.record(z.string(), z.string());
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const container = z.object({
  image: z.string(),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
  ports: z.array(z.object({ name: z.string(), containerPort: z.int() })),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  resources: z.object({
    requests: z.object({ cpu: z.string(), memory: z.string() }),
    limits: z.object({ memory: z.string() }),
  }),
  securityContext: z.unknown(),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string(), readOnly: z.literal(true) })),
});
const deployment = z.object({
  kind: z.literal('Deployment'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    replicas: z.int(),
    selector: z.object({ matchLabels: labels }),
    template: z.object({
      metadata: z.object({ labels }),
      spec: z.object({
        automountServiceAccountToken: z.literal(false),
        enableServiceLinks: z.literal(false),
        terminationGracePeriodSeconds: z.int(),
        securityContext: z.unknown(),
        containers: z.tuple([container]),
        volumes: z.array(
          z.object({
            name: z.string(),
            configMap: z.object({ name: z.string() }).optional(),
            secret: z.object({ secretName: z.string(), defaultMode: z.int() }).optional(),
          }),
        ),
      }),
    }),
  }),
});
type Deployment = z.output<typeof deployment>;

const deployments = {
  web: deployment.parse(parse(read('web.yaml'))),
  collector: deployment.parse(parse(read('collector.yaml'))),
};
const roles = Object.entries(deployments);
const podOf = (one: Deployment) => one.spec.template.spec;
const configMap = z
  .object({ metadata: z.object({ name: z.string() }), data: z.object({ 'tidemark.yaml': z.string() }) })
  .parse(parse(read('configmap.yaml')));
const secret = z
  .object({ metadata: z.object({ name: z.string() }), stringData: labels })
  .parse(parse(read('secret.example.yaml')));

/** Where a file of the pods comes from: text of the ConfigMap, or a right value for that of the Secret. */
function fileOf(pod: ReturnType<typeof podOf>, path: string): string | null {
  const mount = pod.containers[0].volumeMounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
  const volume = pod.volumes.find(({ name }) => name === mount?.name);
  const file = path.slice((mount?.mountPath.length ?? 0) + 1);
  if (volume?.configMap?.name === configMap.metadata.name)
    return file === 'tidemark.yaml' ? configMap.data[file] : null;
  if (volume?.secret?.secretName !== secret.metadata.name || !(file in secret.stringData)) return null;
  const right: Record<string, string> = {
    'database-url': 'postgres://t:p@db.example.com/t',
    'secret-key': '5e'.repeat(32),
  };
  return right[file] ?? 'a long enough password';
}

function configOf(one: Deployment) {
  const pod = podOf(one);
  const env = Object.fromEntries(pod.containers[0].env.map(({ name, value }) => [name, value]));
  const result = loadConfig({
    env,
    cwd: '/etc/tidemark',
    readFile: (path) => {
      const text = fileOf(pod, path);
      return text === null ? { ok: false, missing: true, problem: `there is no file ${path}` } : { ok: true, text };
    },
  });
  if ('errors' in result) throw new Error(JSON.stringify(result.errors));
  return result.ok;
}

describe.each(roles)('%s', (role, one) => {
  const pod = podOf(one);
  const [main] = pod.containers;

  test('is found by its own labels alone', () => {
    expect(one.spec.selector.matchLabels).toEqual(one.spec.template.metadata.labels);
    expect(one.spec.template.metadata.labels).toMatchObject({ 'app.kubernetes.io/component': role });
    expect(one.spec.replicas).toBe(2);
  });

  test('sets nothing but settings, and no secret by its value', () => {
    const settings = SECTIONS.flatMap((section) => section.settings);
    const known = settings.flatMap((setting) => (setting.secret ? [fileVariable(setting)] : [setting.env]));
    for (const { name } of main.env) expect(known).toContain(name);
  });

  test('starts with its settings, on the port and in the role that the manifests say, and is warned of nothing', () => {
    const config = configOf(one);
    expect(config.server).toMatchObject({ role, host: '0.0.0.0', port: main.ports[0]?.containerPort });
    expect(config.secrets.key).not.toBeNull();
    expect(config.database.url).not.toBeNull();
    expect(config.clusters).toHaveLength(1);
    expect(config.warnings).toEqual([]);
    expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(config.server.stopTimeoutMs + 3_000);
  });

  test('is asked how it is by paths that are there and open to anybody', () => {
    const open = OPERATIONS.filter((operation) => operation.role === null).map(({ path }): string => path);
    for (const { httpGet } of [main.startupProbe, main.livenessProbe, main.readinessProbe]) {
      expect(open).toContain(httpGet.path);
      expect(main.ports.map(({ name }) => name)).toContain(httpGet.port);
    }
    expect(main.livenessProbe.httpGet.path).toBe('/api/health');
    // Pages stay in reach while nothing is polled: they say so.
    expect(main.readinessProbe.httpGet.path).toBe(role === 'web' ? '/api/health' : '/api/ready');
  });

  test('runs as nobody in particular, and writes nothing', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(main.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const modes = pod.volumes.flatMap(({ secret: files }) => files?.defaultMode ?? []);
    expect(modes).toEqual([0o440]);
  });

  test('has as much memory as it needs, and no other image than the one that is built', () => {
    expect(main.resources).toMatchObject({
      requests: { memory: expect.any(String) },
      limits: { memory: expect.any(String) },
    });
    const { images } = parse(read('kustomization.yaml'));
    expect(images).toEqual([
      { name: main.image, newTag: JSON.parse(readFileSync(join(CLONE, 'package.json'), 'utf8')).version },
    ]);
  });
});

test('the service leads to the web processes, by a port that they have', () => {
  const service = parse(read('service.yaml'));
  expect(deployments.web.spec.template.metadata.labels).toMatchObject(service.spec.selector);
  expect(deployments.collector.spec.template.metadata.labels).not.toMatchObject(service.spec.selector);
  expect(podOf(deployments.web).containers[0].ports.map(({ name }) => name)).toContain(
    service.spec.ports[0].targetPort,
  );
  // Programs within the cluster ask by the name of the service.
  const hosts = configOf(deployments.web).server.allowedHosts;
  expect(hosts).toEqual(expect.arrayContaining([service.metadata.name, `${service.metadata.name}.tidemark.svc`]));
});

test('one of each stays while nodes are emptied', () => {
  const budgets = parseAllDocuments(read('disruption-budgets.yaml')).map((document) => document.toJS());
  expect(budgets.map(({ spec }) => [spec.selector.matchLabels, spec.minAvailable])).toEqual(
    roles.map(([, one]) => [one.spec.selector.matchLabels, 1]),
  );
});

test('every manifest is applied but the example of the secret, which holds none', () => {
  const files = readdirSync(FOLDER).filter((file) => !['kustomization.yaml', 'secret.example.yaml'].includes(file));
  expect(parse(read('kustomization.yaml')).resources.toSorted()).toEqual(files.toSorted());
  for (const value of Object.values(secret.stringData)) expect(value).toMatch(/^REPLACE-ME/);
});
