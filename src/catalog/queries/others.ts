import { ofExtension, owner, privileges, sorted, userNamespace } from '../fragments.ts';

/**
 * The kinds of object that a TimescaleDB schema seldom has, in one shape and one query. Every definition is made of
 * names; what a kind has no column for (a cast has no owner) is null.
 */
export const othersQuery = (): string => `
  SELECT format('cast (%s as %s)', c.castsource::regtype, c.casttarget::regtype) AS name, 'cast' AS form,
         json_build_object('function', nullif(c.castfunc, 0)::regprocedure::text, 'context', c.castcontext, 'method', c.castmethod) AS definition,
         NULL AS owner, NULL::json AS privileges, obj_description(c.oid, 'pg_cast') AS comment
  FROM pg_cast c WHERE c.oid >= 16384 AND NOT ${ofExtension('pg_cast', 'c.oid')}
  UNION ALL
  SELECT 'operator ' || o.oid::regoperator::text, 'operator',
         json_build_object('function', o.oprcode::regprocedure::text, 'commutator', nullif(o.oprcom, 0)::regoperator::text,
           'negator', nullif(o.oprnegate, 0)::regoperator::text, 'restrict', o.oprrest::regproc::text, 'join', o.oprjoin::regproc::text,
           'merges', o.oprcanmerge, 'hashes', o.oprcanhash),
         ${owner('o.oprowner')}, NULL, obj_description(o.oid, 'pg_operator')
  FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_operator', 'o.oid')}
  UNION ALL
  SELECT format('operator class %I.%I using %I', n.nspname, o.opcname, m.amname), 'operator class',
         json_build_object('type', o.opcintype::regtype::text, 'default', o.opcdefault, 'storage', nullif(o.opckeytype, 0)::regtype::text,
           'family', (SELECT format('%I.%I', fn.nspname, f.opfname) FROM pg_opfamily f JOIN pg_namespace fn ON fn.oid = f.opfnamespace WHERE f.oid = o.opcfamily)),
         ${owner('o.opcowner')}, NULL, obj_description(o.oid, 'pg_opclass')
  FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_opclass', 'o.oid')}
  UNION ALL
  SELECT format('operator family %I.%I using %I', n.nspname, f.opfname, m.amname), 'operator family',
         json_build_object(
           'operators', coalesce((SELECT json_agg(json_build_array(a.amopstrategy, a.amopopr::regoperator::text, a.amoppurpose) ORDER BY a.amopstrategy, a.amopopr::regoperator::text)
                                  FROM pg_amop a WHERE a.amopfamily = f.oid), '[]'::json),
           'functions', coalesce((SELECT json_agg(json_build_array(a.amprocnum, a.amproc::regprocedure::text, a.amproclefttype::regtype::text) ORDER BY a.amprocnum, a.amproc::regprocedure::text)
                                  FROM pg_amproc a WHERE a.amprocfamily = f.oid), '[]'::json)),
         ${owner('f.opfowner')}, NULL, obj_description(f.oid, 'pg_opfamily')
  FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_opfamily', 'f.oid')}
  UNION ALL
  SELECT 'collation ' || c.oid::regcollation::text, 'collation',
         (to_jsonb(c) - 'oid' - 'collname' - 'collnamespace' - 'collowner' - 'collversion' - 'collencoding')::json,
         ${owner('c.collowner')}, NULL, obj_description(c.oid, 'pg_collation')
  FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_collation', 'c.oid')}
  UNION ALL
  SELECT format('conversion %I.%I', n.nspname, c.conname), 'conversion',
         json_build_object('from', pg_encoding_to_char(c.conforencoding), 'to', pg_encoding_to_char(c.contoencoding),
           'function', c.conproc::regproc::text, 'default', c.condefault),
         ${owner('c.conowner')}, NULL, obj_description(c.oid, 'pg_conversion')
  FROM pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_conversion', 'c.oid')}
  UNION ALL
  SELECT 'text search configuration ' || c.oid::regconfig::text, 'text search configuration',
         json_build_object('parser', (SELECT format('%I.%I', pn.nspname, p.prsname) FROM pg_ts_parser p JOIN pg_namespace pn ON pn.oid = p.prsnamespace WHERE p.oid = c.cfgparser),
           'mappings', coalesce((SELECT json_agg(json_build_array(m.maptokentype, m.mapdict::regdictionary::text) ORDER BY m.maptokentype, m.mapseqno)
                                 FROM pg_ts_config_map m WHERE m.mapcfg = c.oid), '[]'::json)),
         ${owner('c.cfgowner')}, NULL, obj_description(c.oid, 'pg_ts_config')
  FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_ts_config', 'c.oid')}
  UNION ALL
  SELECT 'text search dictionary ' || d.oid::regdictionary::text, 'text search dictionary',
         json_build_object('template', (SELECT format('%I.%I', tn.nspname, t.tmplname) FROM pg_ts_template t JOIN pg_namespace tn ON tn.oid = t.tmplnamespace WHERE t.oid = d.dicttemplate),
           'options', d.dictinitoption),
         ${owner('d.dictowner')}, NULL, obj_description(d.oid, 'pg_ts_dict')
  FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_ts_dict', 'd.oid')}
  UNION ALL
  SELECT format('text search parser %I.%I', n.nspname, p.prsname), 'text search parser',
         json_build_object('start', p.prsstart::regproc::text, 'token', p.prstoken::regproc::text, 'end', p.prsend::regproc::text,
           'headline', p.prsheadline::regproc::text, 'lextypes', p.prslextype::regproc::text),
         NULL, NULL, obj_description(p.oid, 'pg_ts_parser')
  FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_ts_parser', 'p.oid')}
  UNION ALL
  SELECT format('text search template %I.%I', n.nspname, t.tmplname), 'text search template',
         json_build_object('init', t.tmplinit::regproc::text, 'lexize', t.tmpllexize::regproc::text),
         NULL, NULL, obj_description(t.oid, 'pg_ts_template')
  FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_ts_template', 't.oid')}
  UNION ALL
  SELECT 'language ' || quote_ident(l.lanname), 'language',
         json_build_object('trusted', l.lanpltrusted, 'handler', l.lanplcallfoid::regproc::text, 'inline', l.laninline::regproc::text, 'validator', l.lanvalidator::regproc::text),
         ${owner('l.lanowner')}, ${privileges('l.lanacl', 'l', 'l.lanowner')}, obj_description(l.oid, 'pg_language')
  FROM pg_language l WHERE l.lanispl AND NOT ${ofExtension('pg_language', 'l.oid')}
  UNION ALL
  SELECT 'access method ' || quote_ident(m.amname), 'access method',
         json_build_object('handler', m.amhandler::regproc::text, 'type', m.amtype), NULL, NULL, obj_description(m.oid, 'pg_am')
  FROM pg_am m WHERE m.oid >= 16384 AND NOT ${ofExtension('pg_am', 'm.oid')}
  UNION ALL
  SELECT 'foreign-data wrapper ' || quote_ident(f.fdwname), 'foreign-data wrapper',
         json_build_object('handler', f.fdwhandler::regproc::text, 'validator', f.fdwvalidator::regproc::text, 'options', ${sorted('f.fdwoptions')}),
         ${owner('f.fdwowner')}, ${privileges('f.fdwacl', 'F', 'f.fdwowner')}, obj_description(f.oid, 'pg_foreign_data_wrapper')
  FROM pg_foreign_data_wrapper f WHERE NOT ${ofExtension('pg_foreign_data_wrapper', 'f.oid')}
  UNION ALL
  SELECT 'server ' || quote_ident(s.srvname), 'foreign server',
         json_build_object('wrapper', (SELECT quote_ident(fdwname) FROM pg_foreign_data_wrapper WHERE oid = s.srvfdw),
           'type', s.srvtype, 'version', s.srvversion, 'options', ${sorted('s.srvoptions')}),
         ${owner('s.srvowner')}, ${privileges('s.srvacl', 'S', 's.srvowner')}, obj_description(s.oid, 'pg_foreign_server')
  FROM pg_foreign_server s WHERE NOT ${ofExtension('pg_foreign_server', 's.oid')}
  UNION ALL
  SELECT format('transform for %s language %I', t.trftype::regtype, l.lanname), 'transform',
         json_build_object('from', t.trffromsql::regproc::text, 'to', t.trftosql::regproc::text), NULL, NULL, obj_description(t.oid, 'pg_transform')
  FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang WHERE NOT ${ofExtension('pg_transform', 't.oid')}`;
