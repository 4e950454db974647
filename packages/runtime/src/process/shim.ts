import { type ChildProcess, spawn } from 'node:child_process';
import { paths } from './container-folder.ts';

/**
 * The supervisor of one process container: a 1 MB `/bin/sh` in a session of its own, so that the program, its log and
 * its exit code outlive the agent. The scripts are constant text; everything else arrives as arguments.
 *
 * The watcher runs the entry in the foreground, because a shell starts background jobs with SIGINT and SIGQUIT ignored,
 * and the program would inherit that. Stop signals therefore go to the program's own pid, never to the watcher.
 * `$?` alone does not tell `exit 137` from a SIGKILL; a shell reports only the latter on its stderr, which is `note`.
 * bash does so only outside its POSIX mode.
 */

/** Run in the watcher. `$1` folder, `$2` file that kills the rest of the tree (or ''), `$3` the entry script, rest: to the entry. */
const watchScript = `
[ -z "\${BASH_VERSION-}" ] || { (set +o posix) 2>/dev/null && set +o posix; }
umask 022
__gantry_folder=$1 __gantry_kill=$2 __gantry_entry=$3
shift 3
exec </dev/null >>"$__gantry_folder/log/stdout.log" 3>>"$__gantry_folder/log/stderr.log" 2>"$__gantry_folder/note"
trap : HUP INT QUIT TERM USR1 USR2
(exec 2>&3 3>&-; exec /bin/sh -c "$__gantry_entry" gantry-entry "$@")
__gantry_code=$?
exec 3>&-
__gantry_note=plain
[ -s "$__gantry_folder/note" ] && __gantry_note=signal
[ -z "$__gantry_kill" ] || echo 1 >"$__gantry_kill"
echo "$__gantry_code $__gantry_note" >"$__gantry_folder/exit.new"
command -p mv -f "$__gantry_folder/exit.new" "$__gantry_folder/exit"
`;

/**
 * Enters the groups: `$1` and on, up to `--`, are their cgroup.procs files; writing 0 moves the writer itself.
 */
const enterScript = `
while [ "$1" != -- ]; do echo 0 >"$1" || exit 125; shift; done
shift
`;

/**
 * `$1` pid file: once it is there, the groups hold the program. Made with noclobber: of two entries of one container
 * only one can become the program.
 */
const claimScript = `
read -r __gantry_stat </proc/self/stat
set -C
echo "$__gantry_stat" >"$1" || { kill -KILL $PPID; exit 125; }
set +C
unset __gantry_stat
shift
`;

/**
 * Run where mounts are its own: `$0` takes the place of the machine's resolv.conf. A machine where it cannot be mounted has
 * the program find no names, rather than not run.
 */
const nameScript = 'command -p mount --bind "$0" /etc/resolv.conf 2>/dev/null; exec "$@"';

/**
 * Becomes the program: `$1` working folder, `$2` a resolv.conf of its own (or ''), then its argv. Environment names that a shell refuses (`spring.profiles`)
 * come as `__gantry_odd_N=name=value` and are put back by env(1).
 */
const becomeScript = `
cd "$1" || exit 126
__gantry_names=$2
shift 2
{ echo 0 >/proc/self/oom_score_adj; } 2>/dev/null
__gantry_n=0
while [ "$__gantry_n" -lt "\${__gantry_odd:-0}" ]; do
  eval "set -- \\"\\$__gantry_odd_$__gantry_n\\" \\"\\$@\\"; unset __gantry_odd_$__gantry_n"
  __gantry_n=$((__gantry_n+1))
done
[ "$__gantry_n" -eq 0 ] || set -- /usr/bin/env "$@"
[ -z "$__gantry_names" ] || set -- /usr/bin/unshare --mount --propagation slave /bin/sh -c '${nameScript}' "$__gantry_names" "$@"
unset __gantry_n __gantry_odd __gantry_names OLDPWD
exec "$@"
`;

export interface Entry {
  workingDir: string;
  /** The program by absolute path, then its arguments. */
  argv: string[];
  environment: Record<string, string>;
  /** cgroup.procs files of the groups to enter before exec. */
  cgroupProcs: string[];
  /** What it has for the machine's resolv.conf; null: that one. */
  namesFile: string | null;
}

export interface Launch extends Entry {
  /** The container's folder: receives pid, note, exit and log/. */
  folder: string;
  /** Writing 1 here kills what is left of the tree when the program ends; null when there is no such file. */
  killFile: string | null;
}

/** Starts the watcher, detached: it goes on when this process dies (unref it to let this process end). Its exit means the container has ended. */
export function launch({
  folder,
  workingDir,
  argv,
  environment,
  cgroupProcs,
  namesFile,
  killFile,
}: Launch): ChildProcess {
  const watch = [
    '-c',
    watchScript,
    'gantry-watch',
    folder,
    killFile ?? '',
    enterScript + claimScript + becomeScript,
  ];
  const entry = [...cgroupProcs, '--', paths(folder).pid, workingDir, namesFile ?? '', ...argv];
  return spawn('/bin/sh', [...watch, ...entry], {
    cwd: folder,
    env: shellSafeEnvironment(environment),
    detached: true,
    stdio: 'ignore',
  });
}

/** The command line that becomes a program in a running container's groups: no pid file, no log of its own. */
export function entryCommand({ workingDir, argv, environment, cgroupProcs, namesFile }: Entry): {
  file: string;
  args: string[];
  env: Record<string, string>;
} {
  const entry = [...cgroupProcs, '--', workingDir, namesFile ?? '', ...argv];
  const args = ['-c', enterScript + becomeScript, 'gantry-exec', ...entry];
  return { file: '/bin/sh', args, env: shellSafeEnvironment(environment) };
}

const shellName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** dash drops names that are no shell identifiers, so they travel under names that are. */
function shellSafeEnvironment(environment: Record<string, string>): Record<string, string> {
  const entries = Object.entries(environment);
  const plain = entries.filter(([name]) => shellName.test(name));
  const odd = entries.filter(([name]) => !shellName.test(name));
  if (odd.length === 0) return Object.fromEntries(plain);
  const packed = odd.map(([name, value], index) => [`__gantry_odd_${index}`, `${name}=${value}`]);
  return Object.fromEntries([...plain, ...packed, ['__gantry_odd', String(odd.length)]]);
}
