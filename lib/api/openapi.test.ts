import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openApiDocument } from './openapi.ts';
import { OPERATIONS } from './operations.ts';
import { VERSION } from './version.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const document = JSON.parse(JSON.stringify(openApiDocument(OPERATIONS, VERSION)));

/** `app/api/v1/clusters/[cluster]/route.ts` serves `/api/v1/clusters/{cluster}`. */
async function routeFiles(): Promise<Map<string, string>> {
  const files = await readdir(path.join(ROOT, 'app'), { recursive: true });
  const routes = files.filter((file) => path.basename(file) === 'route.ts' && !file.includes('[[...'));
  const pathOf = (file: string) => `/${path.dirname(file)}`.replaceAll('[', '{').replaceAll(']', '}');
  return new Map(routes.map((file) => [pathOf(file), path.join(ROOT, 'app', file)]));
}

describe('the OpenAPI document', () => {
  test('in docs is current (else: npm run docs:api)', async () => {
    expect(JSON.parse(await readFile(path.join(ROOT, 'docs/openapi.json'), 'utf8'))).toEqual(document);
  });

  test('has every route, and every route of it is there', async () => {
    const paths = new Set(OPERATIONS.map((operation) => operation.path));
    expect([...(await routeFiles()).keys()].sort()).toEqual([...paths].sort());
  });

  test('each route file serves the operations of its path', async () => {
    const files = await routeFiles();
    for (const operation of OPERATIONS) {
      const source = await readFile(files.get(operation.path) ?? '', 'utf8');
      expect(source, operation.path).toMatch(new RegExp(`serve\\((\\[.*)?\\b${operation.id}\\b`, 's'));
    }
  });

  test('gives every operation its own id, a role, a summary and documented problems', () => {
    const ids = OPERATIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path: at, method } of OPERATIONS) {
      const operation = document.paths[at][method.toLowerCase()];
      expect(operation['x-role'], at).toMatch(/^(public|signed-in|viewer|operator|admin)$/);
      expect(operation['x-scope'], at).toMatch(/^(cluster|anywhere|installation)$/);
      expect(operation.summary.length, at).toBeGreaterThan(10);
      const { schema, examples } = operation.responses['400'].content['application/problem+json'];
      expect(schema).toEqual({ $ref: '#/components/schemas/Problem' });
      expect(examples.INVALID_PARAMETER.value.code).toBe('INVALID_PARAMETER');
    }
  });

  test('describes every parameter', () => {
    for (const { path: at, method } of OPERATIONS) {
      for (const parameter of document.paths[at][method.toLowerCase()].parameters ?? []) {
        expect(parameter.description, `${at} ${parameter.name}`).toBeTruthy();
      }
    }
  });

  test('has an example of every answer, and each is one', () => {
    for (const { path: at, response, otherResponses = {} } of OPERATIONS) {
      for (const { schema, example } of [response, ...Object.values(otherResponses)]) {
        expect(example, at).toBeDefined();
        expect(schema.safeParse(example), at).toMatchObject({ success: true });
      }
    }
  });

  test('names every path parameter that is in the path, and no other', () => {
    for (const { path: at, params } of OPERATIONS) {
      expect(Object.keys(params.shape).sort(), at).toEqual(
        [...at.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort(),
      );
    }
  });
});
