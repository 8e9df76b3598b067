const EMPTY = new Uint8Array();

/**
 * Hands messages of PostgreSQL's protocol on as wholes only. libpq writes 8 KiB at a time, and the WebAssembly server dies
 * of half a message: of pg_dump's LOCK TABLE with a few hundred names, for instance.
 *
 * @param send takes whole messages and gives the server's answer
 * @returns takes any piece of them; nothing is answered to what is not whole yet
 */
export function wholeMessages(send: (messages: Uint8Array) => Uint8Array): (piece: Uint8Array) => Uint8Array {
  let waiting: Uint8Array = EMPTY;
  return (piece) => {
    // The piece is a view of memory that its owner uses again.
    const bytes = Buffer.concat([waiting, piece]);
    const end = endOfWhole(bytes);
    waiting = bytes.subarray(end);
    return end === 0 ? EMPTY : send(bytes.subarray(0, end));
  };
}

/** Where the last whole message ends. Each has a letter and its length; that which starts a session, the length alone. */
function endOfWhole(bytes: Buffer): number {
  let end = 0;
  for (;;) {
    const at = bytes[end] === 0 ? end : end + 1;
    if (at + 4 > bytes.length) return end;
    const next = at + bytes.readInt32BE(at);
    if (next > bytes.length || next <= end) return end;
    end = next;
  }
}
