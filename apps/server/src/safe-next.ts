/** A path of this server and its query, in printable ASCII as browsers write addresses. After `//` and `/\\` a host would follow. */
const ownAddress = /^\/(?![/\\])[\x21-\x7e]*$/;

/** Where somebody who has signed in goes who wanted to go to `wanted`: only ever to this server; to `/` if that is not clear. */
export const safeNext = (wanted: string | null): string =>
  wanted !== null && ownAddress.test(wanted) ? wanted : '/';
