/**
 * Messages that the API shows and clients do not send: in the form of `protobufSchema`, without numbers. For
 * `kubectl explain` and whoever else reads the OpenAPI documents.
 */
export const shownSchema: Record<string, string> = {
  DeploymentStatus:
    'observedGeneration:i64 replicas:i32 updatedReplicas:i32 readyReplicas:i32 availableReplicas:i32 unavailableReplicas:i32 terminatingReplicas:i32 conditions[]:DeploymentCondition',
  DeploymentCondition: 'type:s status:s reason:s message:s lastUpdateTime:Time lastTransitionTime:Time',
  ReplicaSet: 'metadata:ObjectMeta spec:ReplicaSetSpec status:ReplicaSetStatus',
  ReplicaSetSpec: 'replicas:i32 minReadySeconds:i32 selector:LabelSelector template:PodTemplateSpec',
  ReplicaSetStatus:
    'replicas:i32 fullyLabeledReplicas:i32 readyReplicas:i32 availableReplicas:i32 observedGeneration:i64',
  PodStatus:
    'phase:s conditions[]:PodCondition message:s reason:s hostIP:s hostIPs[]:HostIP podIP:s podIPs[]:PodIP startTime:Time containerStatuses[]:ContainerStatus qosClass:s',
  PodCondition: 'type:s status:s lastProbeTime:Time lastTransitionTime:Time reason:s message:s',
  HostIP: 'ip:s',
  PodIP: 'ip:s',
  ContainerStatus:
    'name:s state:ContainerState lastState:ContainerState ready:b started:b restartCount:i32 image:s imageID:s containerID:s',
  ContainerState:
    'waiting:ContainerStateWaiting running:ContainerStateRunning terminated:ContainerStateTerminated',
  ContainerStateWaiting: 'reason:s message:s',
  ContainerStateRunning: 'startedAt:Time',
  ContainerStateTerminated:
    'exitCode:i32 signal:i32 reason:s message:s startedAt:Time finishedAt:Time containerID:s',
  Node: 'metadata:ObjectMeta spec:NodeSpec status:NodeStatus',
  NodeSpec: 'unschedulable:b taints[]:Taint',
  Taint: 'key:s value:s effect:s',
  NodeStatus:
    'capacity{}:Quantity allocatable{}:Quantity conditions[]:NodeCondition addresses[]:NodeAddress nodeInfo:NodeSystemInfo',
  NodeCondition: 'type:s status:s lastHeartbeatTime:Time lastTransitionTime:Time reason:s message:s',
  NodeAddress: 'type:s address:s',
  NodeSystemInfo:
    'machineID:s systemUUID:s bootID:s kernelVersion:s osImage:s operatingSystem:s architecture:s containerRuntimeVersion:s kubeletVersion:s kubeProxyVersion:s',
  NamespaceStatus: 'phase:s',
  PersistentVolumeClaimStatus: 'phase:s accessModes[]:s capacity{}:Quantity conditions[]:Condition',
  JobStatus:
    'conditions[]:JobCondition startTime:Time completionTime:Time active:i32 ready:i32 succeeded:i32 failed:i32',
  JobCondition: 'type:s status:s lastProbeTime:Time lastTransitionTime:Time reason:s message:s',
  CronJob: 'metadata:ObjectMeta spec:CronJobSpec status:CronJobStatus',
  CronJobStatus: 'active[]:ObjectReference lastScheduleTime:Time',
  V1HorizontalPodAutoscalerStatus:
    'currentReplicas:i32 desiredReplicas:i32 lastScaleTime:Time currentCPUUtilizationPercentage:i32',
  V2HorizontalPodAutoscalerStatus:
    'currentReplicas:i32 desiredReplicas:i32 lastScaleTime:Time conditions[]:Condition currentMetrics[]:V2MetricStatus',
  V2MetricStatus: 'type:s resource:V2ResourceMetricStatus',
  V2ResourceMetricStatus: 'name:s current:V2MetricValueStatus',
  V2MetricValueStatus: 'averageValue:Quantity averageUtilization:i32',
  ServiceStatus: 'loadBalancer:LoadBalancerStatus',
  LoadBalancerStatus: 'ingress[]:LoadBalancerIngress',
  LoadBalancerIngress: 'ip:s hostname:s',
  IngressStatus: 'loadBalancer:LoadBalancerStatus',
  SessionAffinityConfig: 'clientIP:ClientIPConfig',
  ClientIPConfig: 'timeoutSeconds:i32',
  Endpoints: 'metadata:ObjectMeta subsets[]:EndpointSubset',
  EndpointSubset: 'addresses[]:EndpointAddress notReadyAddresses[]:EndpointAddress ports[]:EndpointPort',
  EndpointAddress: 'ip:s nodeName:s targetRef:ObjectReference',
  EndpointPort: 'name:s port:i32 protocol:s appProtocol:s',
  EndpointSlice: 'metadata:ObjectMeta addressType:s endpoints[]:Endpoint ports[]:EndpointPort',
  Endpoint: 'addresses[]:s conditions:EndpointConditions nodeName:s targetRef:ObjectReference',
  EndpointConditions: 'ready:b serving:b terminating:b',
  EventSource: 'component:s host:s',
  Lease: 'metadata:ObjectMeta spec:LeaseSpec',
  LeaseSpec: 'holderIdentity:s leaseDurationSeconds:i32 renewTime:Time',
  PodDisruptionBudgetStatus:
    'observedGeneration:i64 disruptionsAllowed:i32 currentHealthy:i32 desiredHealthy:i32 expectedPods:i32 conditions[]:Condition',
  Condition: 'type:s status:s observedGeneration:i64 lastTransitionTime:Time reason:s message:s',
};
