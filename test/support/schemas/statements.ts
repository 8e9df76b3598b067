import type { Chance } from './chance.ts';

/**
 * One step of a generated schema. Things and aspects are names of the generator's own, such as `table 3` and `table 3 owner`.
 */
export interface Statement {
  /** One SQL statement, or a few that belong together. */
  sql: string;
  /** What it exercises, for the count at the end. */
  feature: string;
  /** Things that exist once it has run, and things that must exist before. */
  makes: string[];
  uses: string[];
  /** Aspects that it changes, and aspects that it depends on: two statements that meet in one must keep their order. */
  changes: string[];
  minds: string[];
  /** Puts rows into what it makes, for later. */
  rows?: string;
}

/** For each statement the earlier ones that must stay ahead of it, by index. */
function precedents(statements: readonly Statement[]): Set<number>[] {
  const maker = new Map<string, number>();
  const lastChange = new Map<string, number>();
  const mindedSince = new Map<string, number[]>();
  return statements.map((statement, i) => {
    const before = new Set<number>();
    const add = (index: number | undefined): void => {
      if (index !== undefined) before.add(index);
    };
    for (const thing of statement.uses) add(maker.get(thing));
    for (const aspect of statement.minds) add(lastChange.get(aspect));
    for (const aspect of statement.changes) {
      add(lastChange.get(aspect));
      for (const index of mindedSince.get(aspect) ?? []) add(index);
    }
    for (const thing of statement.makes) maker.set(thing, i);
    for (const aspect of statement.minds) mindedSince.set(aspect, [...(mindedSince.get(aspect) ?? []), i]);
    for (const aspect of statement.changes) {
      lastChange.set(aspect, i);
      mindedSince.set(aspect, []);
    }
    before.delete(i);
    return before;
  });
}

/** The same statements in another order that makes the same schema. */
export function permuted(statements: readonly Statement[], chance: Chance): Statement[] {
  const waiting = precedents(statements).map((before) => before.size);
  const followers = statements.map((): number[] => []);
  for (const [i, before] of precedents(statements).entries()) for (const j of before) followers[j]?.push(i);
  const ready = waiting.flatMap((count, i) => (count === 0 ? [i] : []));
  const order: Statement[] = [];
  while (ready.length > 0) {
    const [next] = ready.splice(chance.int(0, ready.length - 1), 1) as [number];
    order.push(statements[next] as Statement);
    for (const follower of followers[next] as number[]) {
      waiting[follower] = (waiting[follower] as number) - 1;
      if (waiting[follower] === 0) ready.push(follower);
    }
  }
  return order;
}

/** What is left without some statements and without all that can't be there without them. */
export function without(statements: readonly Statement[], removed: ReadonlySet<number>): Statement[] {
  const missing = new Set<string>();
  return statements.filter((statement, i) => {
    if (!removed.has(i) && !statement.uses.some((thing) => missing.has(thing))) return true;
    for (const thing of statement.makes) missing.add(thing);
    return false;
  });
}

/** The SQL script that runs them. */
export function scriptOf(statements: readonly Statement[]): string {
  return statements.map(({ sql }) => `${sql}\n`).join('');
}
