import { defineConfig } from 'prisma/config';

// Only `prisma generate` and `prisma validate` are used (scripts/migrate.ts applies the migrations). Both would download the
// schema engine although they do not run it; naming any executable keeps them offline.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
