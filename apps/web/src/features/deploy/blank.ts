/** What an empty form starts from: the least that can be deployed once name and image are there. */
export const blankManifest = `name: ""
runtime: docker
replicas: 3
template:
  containers:
    - name: main
      image: ""
      resources:
        requests:
          cpu: 100m
          memory: 64Mi
`;
