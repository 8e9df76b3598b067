import { DataSource } from 'typeorm';
import { Metrics1767225600000 } from './migrations/1767225600000-metrics.mjs';
import { Hourly1767312000000 } from './migrations/1767312000000-hourly.mjs';

export default new DataSource({
  type: 'postgres',
  url: process.env.DATABASE_URL,
  migrations: [Metrics1767225600000, Hourly1767312000000],
  migrationsTransactionMode: 'each',
});
