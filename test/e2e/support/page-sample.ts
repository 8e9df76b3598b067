import type { Forecast } from '../../../src/docs/html/data.ts';
import type { Version } from '../../../src/docs/html/history.ts';
import type { PageAssets } from '../../../src/docs/html/render.ts';
import { renderPage } from '../../../src/docs/html/render.ts';
import { tradingModel } from '../../unit/docs/sample.ts';

export const OPTIONS = { database: 'trading_data', fingerprint: '9f3c21ab'.repeat(8) };

const growing = (most: number): number[] => Array.from({ length: 121 }, (_, i) => (most * i) / 120);

const FORECAST: Forecast = {
  from: '2026-01-01',
  to: '2026-12-31',
  said: 'Simulated: in 365 days from 2026-01-01 on, the first bad date is 2026-07-02.',
  bad: [{ date: '2026-07-02', at: 0.5, object: 'trading.market_data', words: 'more than 5000 chunks (a.sql:3)' }],
  tables: {
    'trading.market_data': {
      sizes: growing(4e9),
      uncompressed: growing(40e9),
      most: '40.0 GB',
      words: 'On 2026-12-31 4.0 GB in 53 chunks; 40.0 GB without the columnstore',
    },
  },
};

/** The page of a small trading database, with two versions of its schema and the one of now. */
export function samplePage(assets: PageAssets): string {
  return renderPage(tradingModel(), { ...OPTIONS, versions: versions(), forecast: FORECAST }, assets);
}

function versions(): Version[] {
  const first = 'CREATE TABLE trading.trades (\n  price numeric\n);\n';
  const second = `${first}COMMENT ON TABLE trading.trades IS 'Every trade.';\n`;
  const third = second.replace('price numeric', 'price numeric(20,8)');
  const retention = (before: string) => ({
    class: 'data loss',
    kind: 'policy',
    object: 'trading.trades',
    what: `retention: ${before} → 30 days`,
    message: 'rows older than 30 days are dropped at its next run',
  });
  return [
    version('20261120', first),
    version('20261121', second),
    {
      ...version('20261122', third, [
        { list: [retention('90 days')], more: 0 },
        { list: [retention('none')], more: 0 },
      ]),
      file: '',
      label: 'now',
    },
  ];
}

function version(day: string, text: string, since: Version['since'] = []): Version {
  const label = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)} 02:00:07 UTC`;
  return { label, file: `schema_${day}_020007.sql`, fingerprint: day, server: '', text, since };
}
