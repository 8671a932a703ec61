// The consumers of what stackc emits, as libraries: the YAML reader and loader
// of Docker Compose v5.6.0, BuildKit's Dockerfile front end.
module stackc/tools/judges

go 1.26.0

require go.yaml.in/yaml/v4 v4.0.0-rc.6
