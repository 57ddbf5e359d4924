import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openApiDocument } from './openapi.ts';
import { OPERATIONS } from './operations.ts';
import { VERSION } from './version.ts';

// npm run docs:api, after every change of the API.
const file = path.resolve(import.meta.dirname, '../../docs/openapi.json');
await writeFile(file, `${JSON.stringify(openApiDocument(OPERATIONS, VERSION), null, 2)}\n`);
