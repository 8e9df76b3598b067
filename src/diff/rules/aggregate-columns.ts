/**
 * True where a continuous aggregate's new query is the old one with more columns at the end of its list, which 2.28
 * and later can add in place. Both texts are pg_get_viewdef()'s.
 */
export function onlyAddsColumns(before: string, after: string): boolean {
  const [old, now] = [parts(before), parts(after)];
  return old !== null && now !== null && old.rest === now.rest && now.list.startsWith(`${old.list},`);
}

/** pg_get_viewdef() writes every column on a line of its own, and FROM on the next. */
function parts(query: string): { list: string; rest: string } | null {
  const from = /\n\s+FROM /.exec(query);
  return from === null ? null : { list: query.slice(0, from.index), rest: query.slice(from.index) };
}
