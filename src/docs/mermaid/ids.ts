/**
 * Gives each name of one diagram an identifier that Mermaid takes anywhere: derived from the name, so that a change
 * elsewhere leaves it, and numbered where two names look alike. The prefix keeps it apart from Mermaid's words.
 */
export function nodeIds(): (name: string) => string {
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  return (name) => {
    const known = ids.get(name);
    if (known !== undefined) return known;
    const wanted = `t_${name.replace(/[^A-Za-z0-9]+/g, '_')}`;
    let id = wanted;
    for (let n = 2; taken.has(id); n++) id = `${wanted}_${n}`;
    taken.add(id);
    ids.set(name, id);
    return id;
  };
}
