import type { SchemaPair } from '../diff/schema-pair.ts';
import { routineArgument } from '../dump/timescaledb/values.ts';
import { baseOf, schemaOf, triggerFunction, unquoted } from '../sql/names.ts';
import { quoteLiteral } from '../sql/quote.ts';
import { type Fates, isMade } from './fates.ts';
import { onlineIndex } from './online.ts';
import type { Piece } from './pieces.ts';
import { asCaller, asMaker, standsElsewhere } from './readers.ts';

/** Head's statements, as they are taken where there are rows and things of the base. */
export class Statements {
  readonly #fates: Fates;
  readonly #pair: SchemaPair;
  readonly #hypertables: ReadonlySet<string>;
  /** What names a routine that shares its name meanwhile, and what names it then. */
  readonly #overloaded: readonly [name: string, unique: string][];

  /** @param hypertables what is one at this point */
  constructor(fates: Fates, pair: SchemaPair, hypertables: ReadonlySet<string>) {
    this.#fates = fates;
    this.#pair = pair;
    this.#hypertables = hypertables;
    this.#overloaded = overloaded(pair);
  }

  of(piece: Piece): string[] {
    const statements = this.#taken(piece);
    // Its trigger is put on each chunk of what it reads.
    const source = this.#pair.after.aggregate(piece.name)?.source;
    if (piece.kind === 'continuous aggregate' && source !== undefined && standsElsewhere(source, this.#pair.after)) {
      return asMaker(source, this.#pair.after, statements);
    }
    const called = piece.kind === 'trigger' ? triggerFunction(statements.join('\n')) : null;
    if (called === null || !this.#hypertables.has(piece.on ?? '')) return statements;
    const schema = this.#fates.byKey.after.get(`schema ${schemaOf(called)}`);
    const made = schema !== undefined && isMade(this.#fates, schema);
    return asCaller(piece.on ?? '', schemaOf(called), made, this.#pair, statements);
  }

  #taken(piece: Piece): string[] {
    return piece.statements.flatMap((written) => {
      const statement = this.#overloaded.reduce((text, [name, unique]) => text.replaceAll(name, unique), written);
      const only = /^ALTER TABLE ONLY ((?:"(?:[^"]|"")*"|[^\s".])+\.(?:"(?:[^"]|"")*"|[^\s".])+)\s/.exec(statement);
      // ONLY is refused on a hypertable.
      if (only?.[1] !== undefined && this.#hypertables.has(only[1])) {
        return statement.replace('ALTER TABLE ONLY ', 'ALTER TABLE ');
      }
      if (piece.kind === 'index') return this.#index(piece, statement);
      const table = this.#fates.byKey.after.get(`table ${piece.name}`);
      if (piece.kind === 'hypertable' && table !== undefined && !isMade(this.#fates, table))
        return this.#converted(piece.name, statement);
      return statement;
    });
  }

  /** A table with rows becomes a hypertable, which attaches the tablespace that it stands in, and no other. */
  #converted(name: string, statement: string): string[] {
    const [had = null, has = null] = [this.#pair.before, this.#pair.after].map(
      (side) => side.relation(name)?.tablespace,
    );
    if (/\.create_hypertable\(/.test(statement)) {
      const moved = 'create_default_indexes => false, migrate_data => true';
      const migrated = statement.replace('create_default_indexes => false', moved);
      const made = asMaker(name, this.#pair.after, [migrated]);
      if (had === null || had === has) return made;
      const call = statement.slice(0, statement.indexOf('create_hypertable('));
      return [...made, `${call}detach_tablespace(${quoteLiteral(unquoted(had))}, ${quoteLiteral(name)}::regclass);`];
    }
    return /\.detach_tablespace\(/.test(statement) && had !== has ? [] : [statement];
  }

  /** On a table with rows that is there already, an index is built beside its writers. */
  #index({ on }: Piece, statement: string): string {
    const table = this.#fates.byKey.after.get(`table ${on}`);
    const stays = table !== undefined && !isMade(this.#fates, table);
    const kept = stays && this.#pair.after.relation(on ?? '')?.form === 'table';
    return kept ? onlineIndex(statement, this.#hypertables.has(on ?? '')) : statement;
  }
}

/** Routines that head has one of and the base another one of: by the name alone the server would not know which. */
function overloaded({ before, after }: SchemaPair): [string, string][] {
  const [had, has] = [before, after].map(({ model }) => Map.groupBy(model.routines, ({ name }) => baseOf(name)));
  return [...(has ?? [])].flatMap(([base, [routine, ...others]]): [string, string][] =>
    routine !== undefined && others.length === 0 && had?.get(base)?.some(({ name }) => name !== routine.name)
      ? [[`${quoteLiteral(base)}::regproc`, routineArgument(routine.name)]]
      : [],
  );
}
