import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { defineConfig } from 'prisma/config';

const NAME = 19;
const TEXT = 25;

/** The adapter does not know the type name, on any PostgreSQL (github.com/prisma/orm/issues/27403). */
class Pool extends pg.Pool {
  async query(...args) {
    const result = await super.query(...args);
    for (const field of result.fields ?? []) if (field.dataTypeID === NAME) field.dataTypeID = TEXT;
    return result;
  }
}

/** By Prisma's schema engine in WebAssembly, which is in its package: the native one is a download from elsewhere. */
export default defineConfig({
  schema: './schema.prisma',
  migrations: { path: './migrations' },
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => new PrismaPg(new Pool({ connectionString: process.env.DATABASE_URL })),
});
