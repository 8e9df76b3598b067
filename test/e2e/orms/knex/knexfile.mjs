export default {
  client: 'pg',
  connection: process.env.DATABASE_URL,
  pool: { min: 2, max: 4 },
  migrations: { directory: './migrations', loadExtensions: ['.mjs'] },
};
