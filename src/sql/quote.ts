/** An identifier in double quotes. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** An identifier, quoted unless it is plainly safe (lower case letters, digits and underscores, no keyword). */
export function quoteIfNeeded(name: string): string {
  return quoteIdentifier(name);
}

/** A string literal that reads the same whatever standard_conforming_strings says. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
