import type { Version } from '../../../src/docs/html/history.ts';
import type { PageAssets } from '../../../src/docs/html/render.ts';
import { renderPage } from '../../../src/docs/html/render.ts';
import { tradingModel } from '../../unit/docs/sample.ts';

export const OPTIONS = { database: 'trading_data', fingerprint: '9f3c21ab'.repeat(8) };

/** The page of a small trading database, with two versions of its schema and the one of now. */
export function samplePage(assets: PageAssets): string {
  return renderPage(tradingModel(), { ...OPTIONS, versions: versions() }, assets);
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
