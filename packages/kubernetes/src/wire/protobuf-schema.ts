/**
 * Field numbers of the Kubernetes messages that clients send, one line a message: `number=field:type`.
 * `s` string, `b` bool, `i32`/`i64` integers, `bytes`; `[]` repeated, `{}` map from string. A type that is not a line
 * here is kept as opaque bytes, so that its presence is still seen. Source: the API's published protobuf definitions.
 */
export const protobufSchema: Record<string, string> = {
  Deployment: '1=metadata:ObjectMeta 2=spec:DeploymentSpec 3=status:DeploymentStatus',
  DeploymentSpec:
    '1=replicas:i32 2=selector:LabelSelector 3=template:PodTemplateSpec 4=strategy:DeploymentStrategy 5=minReadySeconds:i32 6=revisionHistoryLimit:i32 7=paused:b 9=progressDeadlineSeconds:i32',
  DeploymentStrategy: '1=type:s 2=rollingUpdate:RollingUpdateDeployment',
  RollingUpdateDeployment: '1=maxUnavailable:IntOrString 2=maxSurge:IntOrString',
  PodTemplateSpec: '1=metadata:ObjectMeta 2=spec:PodSpec',
  PodSpec:
    '1=volumes[]:Volume 2=containers[]:Container 3=restartPolicy:s 4=terminationGracePeriodSeconds:i64 5=activeDeadlineSeconds:i64 6=dnsPolicy:s 7=nodeSelector{}:s 8=serviceAccountName:s 9=serviceAccount:s 10=nodeName:s 11=hostNetwork:b 12=hostPID:b 13=hostIPC:b 14=securityContext:PodSecurityContext 15=imagePullSecrets[]:LocalObjectReference 16=hostname:s 17=subdomain:s 18=affinity:Affinity 19=schedulerName:s 20=initContainers[]:Container 21=automountServiceAccountToken:b 22=tolerations[]:Toleration 23=hostAliases[]:HostAlias 24=priorityClassName:s 25=priority:i32 26=dnsConfig:PodDNSConfig 27=shareProcessNamespace:b 28=readinessGates[]:PodReadinessGate 29=runtimeClassName:s 30=enableServiceLinks:b 31=preemptionPolicy:s 32=overhead{}:Quantity 33=topologySpreadConstraints[]:TopologySpreadConstraint 34=ephemeralContainers[]:EphemeralContainer 35=setHostnameAsFQDN:b 36=os:PodOS 37=hostUsers:b 38=schedulingGates[]:PodSchedulingGate 39=resourceClaims[]:PodResourceClaim 40=resources:ResourceRequirements 41=hostnameOverride:s 42=workloadRef:WorkloadReference',
  Container:
    '1=name:s 2=image:s 3=command[]:s 4=args[]:s 5=workingDir:s 6=ports[]:ContainerPort 7=env[]:EnvVar 8=resources:ResourceRequirements 9=volumeMounts[]:VolumeMount 10=livenessProbe:Probe 11=readinessProbe:Probe 12=lifecycle:Lifecycle 13=terminationMessagePath:s 14=imagePullPolicy:s 15=securityContext:SecurityContext 16=stdin:b 17=stdinOnce:b 18=tty:b 19=envFrom[]:EnvFromSource 20=terminationMessagePolicy:s 21=volumeDevices[]:VolumeDevice 22=startupProbe:Probe 23=resizePolicy[]:ContainerResizePolicy 24=restartPolicy:s 25=restartPolicyRules[]:ContainerRestartRule',
  ContainerPort: '1=name:s 2=hostPort:i32 3=containerPort:i32 4=protocol:s 5=hostIP:s',
  EnvVar: '1=name:s 2=value:s 3=valueFrom:EnvVarSource',
  ResourceRequirements: '1=limits{}:Quantity 2=requests{}:Quantity 3=claims[]:ResourceClaim',
  Probe:
    '1=handler:ProbeHandler 2=initialDelaySeconds:i32 3=timeoutSeconds:i32 4=periodSeconds:i32 5=successThreshold:i32 6=failureThreshold:i32 7=terminationGracePeriodSeconds:i64',
  ProbeHandler: '1=exec:ExecAction 2=httpGet:HTTPGetAction 3=tcpSocket:TCPSocketAction 4=grpc:GRPCAction',
  VolumeMount:
    '1=name:s 2=readOnly:b 3=mountPath:s 4=subPath:s 5=mountPropagation:s 6=subPathExpr:s 7=recursiveReadOnly:s',
  Volume: '1=name:s 2=volumeSource:VolumeSource',
  Toleration: '1=key:s 2=operator:s 3=value:s 4=effect:s 5=tolerationSeconds:i64',
  Pod: '1=metadata:ObjectMeta 2=spec:PodSpec 3=status:PodStatus',
  Namespace: '1=metadata:ObjectMeta 2=spec:NamespaceSpec 3=status:NamespaceStatus',
  NamespaceSpec: '1=finalizers[]:s',
  ConfigMap: '1=metadata:ObjectMeta 2=data{}:s 3=binaryData{}:bytes 4=immutable:b',
  Secret: '1=metadata:ObjectMeta 2=data{}:bytes 3=type:s 4=stringData{}:s 5=immutable:b',
  PersistentVolumeClaim:
    '1=metadata:ObjectMeta 2=spec:PersistentVolumeClaimSpec 3=status:PersistentVolumeClaimStatus',
  PersistentVolumeClaimSpec:
    '1=accessModes[]:s 2=resources:VolumeResourceRequirements 3=volumeName:s 4=selector:LabelSelector 5=storageClassName:s 6=volumeMode:s 7=dataSource:TypedObjectReference 8=dataSourceRef:TypedObjectReference 9=volumeAttributesClassName:s',
  VolumeResourceRequirements: '1=limits{}:Quantity 2=requests{}:Quantity',
  Service: '1=metadata:ObjectMeta 2=spec:ServiceSpec 3=status:ServiceStatus',
  ServiceSpec:
    '1=ports[]:ServicePort 2=selector{}:s 3=clusterIP:s 4=type:s 5=externalIPs[]:s 7=sessionAffinity:s 8=loadBalancerIP:s 9=loadBalancerSourceRanges[]:s 10=externalName:s 11=externalTrafficPolicy:s 12=healthCheckNodePort:i32 13=publishNotReadyAddresses:b 14=sessionAffinityConfig:SessionAffinityConfig 17=ipFamilyPolicy:s 18=clusterIPs[]:s 19=ipFamilies[]:s 20=allocateLoadBalancerNodePorts:b 21=loadBalancerClass:s 22=internalTrafficPolicy:s 23=trafficDistribution:s',
  ServicePort: '1=name:s 2=protocol:s 3=port:i32 4=targetPort:IntOrString 5=nodePort:i32 6=appProtocol:s',
  Ingress: '1=metadata:ObjectMeta 2=spec:IngressSpec 3=status:IngressStatus',
  IngressSpec:
    '1=defaultBackend:IngressBackend 2=tls[]:IngressTLS 3=rules[]:IngressRule 4=ingressClassName:s',
  IngressBackend: '3=resource:TypedLocalObjectReference 4=service:IngressServiceBackend',
  IngressServiceBackend: '1=name:s 2=port:ServiceBackendPort',
  ServiceBackendPort: '1=name:s 2=number:i32',
  IngressTLS: '1=hosts[]:s 2=secretName:s',
  IngressRule: '1=host:s 2=ingressRuleValue:IngressRuleValue',
  IngressRuleValue: '1=http:HTTPIngressRuleValue',
  HTTPIngressRuleValue: '1=paths[]:HTTPIngressPath',
  HTTPIngressPath: '1=path:s 2=backend:IngressBackend 3=pathType:s',
  TypedLocalObjectReference: '1=apiGroup:s 2=kind:s 3=name:s',
  ServiceAccount:
    '1=metadata:ObjectMeta 2=secrets[]:ObjectReference 3=imagePullSecrets[]:LocalObjectReference 4=automountServiceAccountToken:b',
  ResourceQuota: '1=metadata:ObjectMeta 2=spec:ResourceQuotaSpec 3=status:ResourceQuotaStatus',
  ResourceQuotaSpec: '1=hard{}:Quantity 2=scopes[]:s 3=scopeSelector:ScopeSelector',
  Binding: '1=metadata:ObjectMeta 2=target:ObjectReference',
  ObjectReference: '1=kind:s 2=namespace:s 3=name:s 4=uid:s 5=apiVersion:s 6=resourceVersion:s 7=fieldPath:s',
  Event:
    '1=metadata:ObjectMeta 2=involvedObject:ObjectReference 3=reason:s 4=message:s 5=source:EventSource 6=firstTimestamp:Time 7=lastTimestamp:Time 8=count:i32 9=type:s 10=eventTime:MicroTime 11=series:EventSeries 12=action:s 13=related:ObjectReference 14=reportingComponent:s 15=reportingInstance:s',
  V1HorizontalPodAutoscaler:
    '1=metadata:ObjectMeta 2=spec:V1HorizontalPodAutoscalerSpec 3=status:V1HorizontalPodAutoscalerStatus',
  V1HorizontalPodAutoscalerSpec:
    '1=scaleTargetRef:V1CrossVersionObjectReference 2=minReplicas:i32 3=maxReplicas:i32 4=targetCPUUtilizationPercentage:i32',
  V1CrossVersionObjectReference: '1=kind:s 2=name:s 3=apiVersion:s',
  V2HorizontalPodAutoscaler:
    '1=metadata:ObjectMeta 2=spec:V2HorizontalPodAutoscalerSpec 3=status:V2HorizontalPodAutoscalerStatus',
  V2HorizontalPodAutoscalerSpec:
    '1=scaleTargetRef:V2CrossVersionObjectReference 2=minReplicas:i32 3=maxReplicas:i32 4=metrics[]:V2MetricSpec 5=behavior:V2HorizontalPodAutoscalerBehavior',
  V2MetricSpec:
    '1=type:s 2=object:V2ObjectMetricSource 3=pods:V2PodsMetricSource 4=resource:V2ResourceMetricSource 5=external:V2ExternalMetricSource 7=containerResource:V2ContainerResourceMetricSource',
  V2ResourceMetricSource: '1=name:s 2=target:V2MetricTarget',
  V2MetricTarget: '1=type:s 2=value:Quantity 3=averageValue:Quantity 4=averageUtilization:i32',
  Eviction: '1=metadata:ObjectMeta 2=deleteOptions:DeleteOptions',
  PodDisruptionBudget:
    '1=metadata:ObjectMeta 2=spec:PodDisruptionBudgetSpec 3=status:PodDisruptionBudgetStatus',
  PodDisruptionBudgetSpec:
    '1=minAvailable:IntOrString 2=selector:LabelSelector 3=maxUnavailable:IntOrString 4=unhealthyPodEvictionPolicy:s',
  PriorityClass: '1=metadata:ObjectMeta 2=value:i32 3=globalDefault:b 4=description:s 5=preemptionPolicy:s',
  SelfSubjectAccessReview:
    '1=metadata:ObjectMeta 2=spec:SelfSubjectAccessReviewSpec 3=status:SubjectAccessReviewStatus',
  SelfSubjectAccessReviewSpec:
    '1=resourceAttributes:ResourceAttributes 2=nonResourceAttributes:NonResourceAttributes',
  ResourceAttributes:
    '1=namespace:s 2=verb:s 3=group:s 4=version:s 5=resource:s 6=subresource:s 7=name:s 8=fieldSelector:FieldSelectorAttributes 9=labelSelector:LabelSelectorAttributes',
  NonResourceAttributes: '1=path:s 2=verb:s',
  SelfSubjectRulesReview:
    '1=metadata:ObjectMeta 2=spec:SelfSubjectRulesReviewSpec 3=status:SubjectRulesReviewStatus',
  SelfSubjectRulesReviewSpec: '1=namespace:s',
  SelfSubjectReview: '1=metadata:ObjectMeta 2=status:SelfSubjectReviewStatus',
  TokenRequest: '1=metadata:ObjectMeta 2=spec:TokenRequestSpec 3=status:TokenRequestStatus',
  TokenRequestSpec: '1=audiences[]:s 3=boundObjectRef:BoundObjectReference 4=expirationSeconds:i64',
  Job: '1=metadata:ObjectMeta 2=spec:JobSpec 3=status:JobStatus',
  JobSpec:
    '1=parallelism:i32 2=completions:i32 3=activeDeadlineSeconds:i64 4=selector:LabelSelector 5=manualSelector:b 6=template:PodTemplateSpec 7=backoffLimit:i32 8=ttlSecondsAfterFinished:i32 9=completionMode:s 10=suspend:b 11=podFailurePolicy:PodFailurePolicy 12=backoffLimitPerIndex:i32 13=maxFailedIndexes:i32 14=podReplacementPolicy:s 15=managedBy:s 16=successPolicy:SuccessPolicy',
  ObjectMeta:
    '1=name:s 2=generateName:s 3=namespace:s 4=selfLink:s 5=uid:s 6=resourceVersion:s 7=generation:i64 8=creationTimestamp:Time 9=deletionTimestamp:Time 10=deletionGracePeriodSeconds:i64 11=labels{}:s 12=annotations{}:s 13=ownerReferences[]:OwnerReference 14=finalizers[]:s 17=managedFields[]:ManagedFieldsEntry',
  OwnerReference: '1=kind:s 3=name:s 4=uid:s 5=apiVersion:s 6=controller:b 7=blockOwnerDeletion:b',
  LabelSelector: '1=matchLabels{}:s 2=matchExpressions[]:LabelSelectorRequirement',
  LabelSelectorRequirement: '1=key:s 2=operator:s 3=values[]:s',
  DeleteOptions:
    '1=gracePeriodSeconds:i64 2=preconditions:Preconditions 3=orphanDependents:b 4=propagationPolicy:s 5=dryRun[]:s 6=ignoreStoreReadErrorWithClusterBreakingPotential:b',
  Preconditions: '1=uid:s 2=resourceVersion:s',
  EnvVarSource:
    '1=fieldRef:ObjectFieldSelector 2=resourceFieldRef:ResourceFieldSelector 3=configMapKeyRef:KeySelector 4=secretKeyRef:KeySelector',
  ObjectFieldSelector: '1=apiVersion:s 2=fieldPath:s',
  ResourceFieldSelector: '1=containerName:s 2=resource:s 3=divisor:Quantity',
  KeySelector: '1=localObjectReference:LocalObjectReference 2=key:s 3=optional:b',
  EnvFromSource: '1=prefix:s 2=configMapRef:EnvSourceRef 3=secretRef:EnvSourceRef',
  EnvSourceRef: '1=localObjectReference:LocalObjectReference 2=optional:b',
  LocalObjectReference: '1=name:s',
  ExecAction: '1=command[]:s',
  HTTPGetAction: '1=path:s 2=port:IntOrString 3=host:s 4=scheme:s 5=httpHeaders[]:HTTPHeader',
  HTTPHeader: '1=name:s 2=value:s',
  GRPCAction: '1=port:i32 2=service:s',
  TCPSocketAction: '1=port:IntOrString 2=host:s',
  Lifecycle: '1=postStart:LifecycleHandler 2=preStop:LifecycleHandler 3=stopSignal:s',
  LifecycleHandler:
    '1=exec:ExecAction 2=httpGet:HTTPGetAction 3=tcpSocket:TCPSocketAction 4=sleep:SleepAction',
  SleepAction: '1=seconds:i64',
  VolumeSource:
    '1=hostPath:HostPathVolumeSource 2=emptyDir:EmptyDirVolumeSource 6=secret:SecretVolumeSource 7=nfs:NFSVolumeSource 8=iscsi:ISCSIVolumeSource 10=persistentVolumeClaim:ClaimVolumeSource 16=downwardAPI:DownwardAPIVolumeSource 17=fc:FCVolumeSource 19=configMap:ConfigMapVolumeSource 26=projected:ProjectedVolumeSource 28=csi:CSIVolumeSource 29=ephemeral:EphemeralVolumeSource 30=image:ImageVolumeSource',
  HostPathVolumeSource: '1=path:s 2=type:s',
  EmptyDirVolumeSource: '1=medium:s 2=sizeLimit:Quantity',
  SecretVolumeSource: '1=secretName:s 2=items[]:KeyToPath 3=defaultMode:i32 4=optional:b',
  ConfigMapVolumeSource:
    '1=localObjectReference:LocalObjectReference 2=items[]:KeyToPath 3=defaultMode:i32 4=optional:b',
  ClaimVolumeSource: '1=claimName:s 2=readOnly:b',
  KeyToPath: '1=key:s 2=path:s 3=mode:i32',
  V2CrossVersionObjectReference: '1=kind:s 2=name:s 3=apiVersion:s',
  CronJob: '1=metadata:ObjectMeta 2=spec:CronJobSpec 3=status:CronJobStatus',
  CronJobSpec:
    '1=schedule:s 2=startingDeadlineSeconds:i64 3=concurrencyPolicy:s 4=suspend:b 5=jobTemplate:JobTemplateSpec 6=successfulJobsHistoryLimit:i32 7=failedJobsHistoryLimit:i32 8=timeZone:s',
  JobTemplateSpec: '1=metadata:ObjectMeta 2=spec:JobSpec',
  IntOrString: '1=type:i32 2=intVal:i32 3=strVal:s',
  Quantity: '1=string:s',
  Time: '1=seconds:i64 2=nanos:i32',
};
