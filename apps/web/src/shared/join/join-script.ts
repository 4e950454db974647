/** What another machine needs to become a node, as the server tells it. */
export interface Join {
  serverUrl: string;
  joinToken: string;
  /** In PEM. */
  ca: string;
}

/**
 * What to type on the other machine, in a shell. The token goes into a file that only its owner reads: among the
 * arguments or the variables of a command it would be in every list of processes.
 */
export const joinScript = ({ serverUrl, joinToken, ca }: Join): string =>
  [
    'umask 077',
    "cat > ca.pem <<'END'",
    ca.trim(),
    'END',
    "cat > join-token <<'END'",
    joinToken,
    'END',
    `GANTRY_SERVER=${serverUrl} GANTRY_JOIN_TOKEN_FILE=join-token GANTRY_CA_FILE=ca.pem npm run agent`,
    '',
  ].join('\n');
