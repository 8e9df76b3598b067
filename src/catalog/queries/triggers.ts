import { enabled, ofExtension, owner, relations, sorted } from '../fragments.ts';
import type { ServerFeatures } from '../server-features.ts';

/** TimescaleDB's own triggers (`ts_insert_blocker`, `ts_cagg_invalidation_trigger`, up to 2.22) call its own functions. */
export const internalTrigger = (trigger: string): string => `
  EXISTS (SELECT FROM pg_proc f JOIN pg_namespace fn ON fn.oid = f.pronamespace
          WHERE f.oid = ${trigger}.tgfoid AND fn.nspname LIKE '\\_timescaledb\\_%' AND ${ofExtension('pg_proc', 'f.oid')})`;

export const triggersQuery = (facts: ServerFeatures): string => `
  WITH ${relations(facts)}
  SELECT format('%s.%I', c.name, t.tgname) AS name, c.name AS relation, t.tgname AS bare,
         pg_get_triggerdef(t.oid) AS definition,
         ${enabled('t.tgenabled')} AS enabled,
         obj_description(t.oid, 'pg_trigger') AS comment
  FROM relation c
  JOIN pg_trigger t ON t.tgrelid = c.oid
  WHERE NOT t.tgisinternal AND coalesce((to_jsonb(t) ->> 'tgparentid')::oid, 0) = 0 AND NOT ${internalTrigger('t')}`;

export const rulesQuery = (facts: ServerFeatures): string => `
  WITH ${relations(facts)}
  SELECT format('%s.%I', c.name, w.rulename) AS name, c.name AS relation, w.rulename AS bare,
         pg_get_ruledef(w.oid) AS definition,
         ${enabled('w.ev_enabled')} AS enabled,
         obj_description(w.oid, 'pg_rewrite') AS comment
  FROM relation c
  JOIN pg_rewrite w ON w.ev_class = c.oid
  WHERE w.rulename <> '_RETURN'`;

export const eventTriggersQuery = (): string => `
  SELECT quote_ident(e.evtname) AS name, e.evtevent AS event, ${sorted('e.evttags')} AS tags,
         e.evtfoid::regprocedure::text AS function,
         ${enabled('e.evtenabled')} AS enabled,
         ${owner('e.evtowner')} AS owner,
         obj_description(e.oid, 'pg_event_trigger') AS comment
  FROM pg_event_trigger e
  WHERE NOT ${ofExtension('pg_event_trigger', 'e.oid')}`;
