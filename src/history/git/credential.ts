/**
 * git's settings for a token, in place of whatever a checkout left for that server: an empty header drops those before
 * it, since GitHub refuses a request with two.
 *
 * @param mask told the form of the token that is sent, which a runner does not know
 */
export function credential(
  token: string,
  serverUrl: string,
  mask: (secret: string) => void = () => {},
): [key: string, value: string][] {
  const encoded = Buffer.from(`x-access-token:${token}`).toString('base64');
  mask(encoded);
  const key = `http.${serverUrl}/.extraheader`;
  return [
    [key, ''],
    [key, `AUTHORIZATION: basic ${encoded}`],
  ];
}
