/** What `kubectl explain` says of kinds and fields, as Gantry understands them. */

export const messageDescriptions: Record<string, string> = {
  Deployment: 'A number of replicas of one template, kept running, and changed by rollouts.',
  DeploymentSpec: 'What should run, how many of it, and how it changes to another template.',
  DeploymentStrategy: 'How replicas of the old template give way to those of the new one.',
  RollingUpdateDeployment:
    'The bounds of a rolling update: how far the number of replicas may leave the wanted one, both ways.',
  PodTemplateSpec: 'What each replica is made of.',
  PodSpec: 'The containers of a task and what they share: where it may run, how it stops, its volumes.',
  Pod: 'A task: containers (or processes) on one node that share their fate. It is never restarted, only replaced.',
  Container: 'One program of a task.',
  ContainerPort: 'A port that the program listens on.',
  Probe: 'A repeated question to a running container, and how its answers count.',
  ResourceRequirements: 'What the container is given (requests) and the most it may take (limits).',
  Namespace: 'A space in which names are unique.',
  LabelSelector: 'Which labels an object must carry.',
  ObjectMeta: 'Name, labels and history of an object.',
};

export const fieldDescriptions: Record<string, string> = {
  apiVersion: 'Group and version of the API that this object is written in.',
  kind: 'What this object is.',
  'DeploymentSpec.replicas': 'How many tasks should run. Default 1.',
  'DeploymentSpec.selector': 'The labels that tie tasks to this deployment. Cannot be changed later.',
  'DeploymentSpec.template':
    'What each replica is made of. A change of it makes a new revision and starts a rollout.',
  'DeploymentSpec.strategy': 'How to go from the old template to the new one.',
  'DeploymentSpec.minReadySeconds':
    'How long a task has to be ready before it counts as available. Default 0.',
  'DeploymentSpec.revisionHistoryLimit': 'How many old replica sets are kept for rolling back. Default 10.',
  'DeploymentSpec.paused': 'While true, changes of the template gather and start no rollout.',
  'DeploymentSpec.progressDeadlineSeconds':
    'How long a rollout may go without progress before it counts as stuck. Default 600.',
  'DeploymentStrategy.type':
    '"RollingUpdate" (default) or "Recreate", which stops all old tasks before it starts new ones.',
  'DeploymentStrategy.rollingUpdate': 'The bounds, for type RollingUpdate only.',
  'RollingUpdateDeployment.maxUnavailable':
    'How many replicas may be missing: a number, or a percentage rounded down. Default 25%.',
  'RollingUpdateDeployment.maxSurge':
    'How many replicas there may be too many: a number, or a percentage rounded up. Default 25%.',
  'PodSpec.containers': 'The programs of a task. The first one gives the others its network.',
  'PodSpec.nodeSelector': 'Labels a node must carry.',
  'PodSpec.terminationGracePeriodSeconds':
    'How long a task may take to stop by itself before it is killed. Default 30.',
  'PodSpec.tolerations': 'Taints of nodes that do not keep the task away.',
  'PodSpec.volumes': 'What containers may mount.',
  'PodSpec.priority': 'Placed before tasks with a lower number.',
  'Container.image': 'What to run: an image, or for the process runtime an artifact.',
  'Container.command': 'Replaces the entrypoint of the image. A list of words, never a shell line.',
  'Container.args': 'Words after the command.',
  'Container.env': 'Environment variables.',
  'Container.ports': 'Ports the program listens on.',
  'Container.resources': 'What it is given and the most it may take.',
  'Container.readinessProbe': 'Says whether the task may get traffic and counts for a rollout.',
  'Container.livenessProbe': 'When it fails, the task is stopped and replaced.',
  'Container.startupProbe': 'Until it succeeds, the other probes wait.',
  'Container.imagePullPolicy': '"Always", "IfNotPresent" or "Never".',
  'Probe.periodSeconds': 'How often it is asked. Default 10.',
  'Probe.timeoutSeconds': 'How long an answer may take. Default 1.',
  'Probe.failureThreshold': 'How many failures in a row count. Default 3.',
  'Probe.successThreshold': 'How many successes in a row count. Default 1.',
  'Probe.initialDelaySeconds': 'How long after the start it is first asked. Default 0.',
};
