import { ofExtension, owner, relations } from '../fragments.ts';
import type { ServerFeatures } from '../server-features.ts';

/** Column lists, filters and publications of schemas came with PostgreSQL 15. */
export const publicationsQuery = (facts: ServerFeatures, since15: boolean): string => `
  WITH ${relations(facts)}
  SELECT quote_ident(p.pubname) AS name, p.puballtables AS "allTables",
         to_json(array_remove(ARRAY[CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                   CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END], NULL)) AS operations,
         p.pubviaroot AS "viaRoot",
         nullif(to_jsonb(p) ->> 'pubgencols', 'n') AS "generatedColumns",
         coalesce((SELECT json_agg(json_build_object('table', c.name,
            'columns', ${
              since15
                ? `(SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum = ANY (r.prattrs))`
                : 'NULL'
            },
            'where', ${since15 ? 'pg_get_expr(r.prqual, c.oid)' : 'NULL'}) ORDER BY c.name)
            FROM pg_publication_rel r JOIN relation c ON c.oid = r.prrelid WHERE r.prpubid = p.oid), '[]'::json) AS tables,
         ${
           since15
             ? `coalesce((SELECT json_agg(quote_ident(n.nspname) ORDER BY 1) FROM pg_publication_namespace s
                 JOIN pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid), '[]'::json)`
             : `'[]'::json`
         } AS schemas,
         ${owner('p.pubowner')} AS owner,
         obj_description(p.oid, 'pg_publication') AS comment
  FROM pg_publication p
  WHERE NOT ${ofExtension('pg_publication', 'p.oid')}`;
