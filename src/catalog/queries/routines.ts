import { ofExtension, owner, privileges, privilegesAgainst, role, userNamespace } from '../fragments.ts';

/**
 * The schema public is there before anybody made it: its owner and privileges are told where they are not what a new
 * database has. That is pg_database_owner and USAGE for everybody since PostgreSQL 15, the first role and CREATE before.
 * The builder is an owner as any other here.
 */
export const schemasQuery = (): string => `
  SELECT quote_ident(n.nspname) AS name,
         CASE WHEN n.nspname = 'public' AND n.nspowner = CASE WHEN current_setting('server_version_num')::int < 150000 THEN 10
                   ELSE (SELECT oid FROM pg_roles WHERE rolname = 'pg_database_owner') END THEN NULL
              WHEN n.nspname = 'public' THEN ${role('n.nspowner')} ELSE ${owner('n.nspowner')} END AS owner,
         CASE WHEN i.initprivs IS NULL THEN ${privileges('n.nspacl', 'n', 'n.nspowner')}
              ELSE ${privilegesAgainst('n.nspacl', 'i.initprivs', 'n.nspowner')} END AS privileges,
         obj_description(n.oid, 'pg_namespace') AS comment
  FROM pg_namespace n
  LEFT JOIN pg_init_privs i ON i.classoid = 'pg_namespace'::regclass AND i.objoid = n.oid AND i.objsubid = 0
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_namespace', 'n.oid')}`;

export const extensionsQuery = (): string => `
  SELECT quote_ident(e.extname) AS name, quote_ident(n.nspname) AS schema
  FROM pg_extension e
  JOIN pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname <> 'plpgsql'`;

export const routinesQuery = (): string => `
  SELECT p.oid::regprocedure::text AS name, n.nspname AS schema, p.proname AS bare,
         CASE p.prokind WHEN 'f' THEN 'function' WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'window function' END AS form,
         pg_get_function_arguments(p.oid) AS arguments,
         CASE WHEN p.prokind <> 'p' THEN pg_get_function_result(p.oid) END AS result,
         l.lanname AS language,
         CASE WHEN p.prokind <> 'a' THEN to_json(pg_get_functiondef(p.oid))
              ELSE (SELECT json_build_object('kind', a.aggkind, 'directArguments', a.aggnumdirectargs,
                      'transition', a.aggtransfn::regprocedure::text, 'final', a.aggfinalfn::regproc::text,
                      'combine', a.aggcombinefn::regproc::text, 'serialize', a.aggserialfn::regproc::text,
                      'deserialize', a.aggdeserialfn::regproc::text, 'movingTransition', a.aggmtransfn::regproc::text,
                      'movingInverse', a.aggminvtransfn::regproc::text, 'movingFinal', a.aggmfinalfn::regproc::text,
                      'finalExtra', a.aggfinalextra, 'movingFinalExtra', a.aggmfinalextra,
                      'finalModify', a.aggfinalmodify, 'movingFinalModify', a.aggmfinalmodify,
                      'sortOperator', CASE WHEN a.aggsortop <> 0 THEN a.aggsortop::regoperator::text END,
                      'stateType', a.aggtranstype::regtype::text, 'stateSpace', a.aggtransspace,
                      'movingStateType', nullif(a.aggmtranstype, 0)::regtype::text, 'movingStateSpace', a.aggmtransspace,
                      'initial', a.agginitval, 'movingInitial', a.aggminitval, 'parallel', p.proparallel)
                    FROM pg_aggregate a WHERE a.aggfnoid = p.oid) END AS definition,
         ${owner('p.proowner')} AS owner,
         ${privileges('p.proacl', 'f', 'p.proowner')} AS privileges,
         obj_description(p.oid, 'pg_proc') AS comment
  FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_language l ON l.oid = p.prolang
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_proc', 'p.oid')}
    -- constructors of range types belong to their type
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                    AND d.deptype = 'i' AND d.refclassid = 'pg_type'::regclass)`;

export const typesQuery = (): string => `
  SELECT t.oid::regtype::text AS name,
         CASE WHEN NOT t.typisdefined THEN 'shell' ELSE
           CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'c' THEN 'composite' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' ELSE 'base' END END AS form,
         CASE t.typtype
           WHEN 'e' THEN (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid)
           WHEN 'c' THEN (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                            'collation', CASE WHEN a.attcollation <> at.typcollation THEN a.attcollation::regcollation::text END,
                            'comment', col_description(t.typrelid, a.attnum)) ORDER BY a.attnum)
                          FROM pg_attribute a JOIN pg_type at ON at.oid = a.atttypid
                          WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
           WHEN 'd' THEN json_build_object('base', format_type(t.typbasetype, t.typtypmod), 'nullable', NOT t.typnotnull,
                           'default', t.typdefault,
                           'collation', CASE WHEN t.typcollation <> 0 THEN t.typcollation::regcollation::text END,
                           'checks', coalesce((SELECT json_object_agg(k.conname, pg_get_constraintdef(k.oid) ORDER BY k.conname)
                                               FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '{}'::json),
                           'comments', coalesce((SELECT json_object_agg(k.conname, obj_description(k.oid, 'pg_constraint') ORDER BY k.conname)
                                               FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '{}'::json))
           WHEN 'r' THEN (SELECT json_build_object('subtype', r.rngsubtype::regtype::text,
                            'collation', CASE WHEN r.rngcollation <> 0 THEN r.rngcollation::regcollation::text END,
                            'operatorClass', (SELECT format('%I.%I', n2.nspname, o.opcname) FROM pg_opclass o JOIN pg_namespace n2 ON n2.oid = o.opcnamespace WHERE o.oid = r.rngsubopc),
                            'canonical', r.rngcanonical::regproc::text, 'difference', r.rngsubdiff::regproc::text,
                            'multirange', nullif((to_jsonb(r) ->> 'rngmultitypid')::oid, 0)::regtype::text)
                          FROM pg_range r WHERE r.rngtypid = t.oid)
           ELSE json_build_object('input', t.typinput::regproc::text, 'output', t.typoutput::regproc::text,
                  'receive', t.typreceive::regproc::text, 'send', t.typsend::regproc::text,
                  'length', t.typlen, 'byValue', t.typbyval, 'align', t.typalign, 'storage', t.typstorage,
                  'category', t.typcategory, 'preferred', t.typispreferred, 'default', t.typdefault,
                  'element', nullif(t.typelem, 0)::regtype::text, 'delimiter', t.typdelim)
         END AS definition,
         ${owner('t.typowner')} AS owner,
         ${privileges('t.typacl', 'T', 't.typowner')} AS privileges,
         CASE WHEN t.typtype = 'c' THEN coalesce(obj_description(t.oid, 'pg_type'), obj_description(t.typrelid, 'pg_class'))
              ELSE obj_description(t.oid, 'pg_type') END AS comment
  FROM pg_type t
  JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_type', 't.oid')}
    AND (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c') OR
         ((t.typtype = 'b' OR NOT t.typisdefined) AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)))`;

export const sequencesQuery = (): string => `
  SELECT format('%I.%I', n.nspname, c.relname) AS name,
         s.seqtypid::regtype::text AS type, s.seqstart::text AS start, s.seqincrement::text AS increment,
         s.seqmin::text AS minimum, s.seqmax::text AS maximum, s.seqcache::text AS cache, s.seqcycle AS cycle,
         (SELECT format('%s.%I', d.refobjid::regclass, a.attname) FROM pg_depend d
          JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
            AND d.deptype IN ('a', 'i') LIMIT 1) AS "ownedBy",
         EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i') AS identity,
         CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END AS persistence,
         ${owner('c.relowner')} AS owner,
         ${privileges('c.relacl', 's', 'c.relowner')} AS privileges,
         obj_description(c.oid, 'pg_class') AS comment
  FROM pg_sequence s
  JOIN pg_class c ON c.oid = s.seqrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_class', 'c.oid')}`;
