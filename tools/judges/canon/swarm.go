package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/distribution/reference"
	"github.com/docker/cli/cli/compose/convert"
	"github.com/docker/cli/cli/compose/loader"
	"github.com/docker/cli/cli/compose/schema"
	"github.com/docker/cli/cli/compose/types"
	"github.com/moby/moby/api/types/swarm"
	"github.com/moby/moby/client"
	"github.com/sirupsen/logrus"
	"go.yaml.in/yaml/v3"
)

// loadSwarm loads the files as docker stack does: no .env, no profiles, and of the
// folder only that of the first file counts.
func loadSwarm(r request) (any, error) {
	if len(r.Files) == 0 {
		return nil, errors.New("a stack needs a file")
	}
	first, err := filepath.Abs(r.Files[0])
	if err != nil {
		return nil, err
	}
	input := types.ConfigDetails{WorkingDir: filepath.Dir(first), Environment: r.Env}
	trees := []map[string]any{}
	for _, name := range r.Files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		tree, err := loader.ParseYAML(text)
		if err != nil {
			return nil, err
		}
		trees = append(trees, tree)
		input.ConfigFiles = append(input.ConfigFiles, types.ConfigFile{Filename: name, Config: tree})
	}
	input.Version = schema.Version(trees[0])
	config, err := loader.Load(input, func(o *loader.Options) { o.SkipInterpolation = r.NoInterpolate })
	var forbidden *loader.ForbiddenPropertiesError
	if errors.As(err, &forbidden) {
		return nil, fmt.Errorf("%w: %s", err, strings.Join(slices.Sorted(maps.Keys(forbidden.Properties)), ", "))
	}
	if err != nil {
		return nil, err
	}
	if r.Stage != "config" {
		for _, name := range loader.GetUnsupportedProperties(trees...) {
			logrus.Warn("ignored: " + name)
		}
		for _, name := range slices.Sorted(maps.Keys(loader.GetDeprecatedProperties(trees...))) {
			logrus.Warn("deprecated: " + name)
		}
		if err := deploy(config); err != nil {
			return nil, err
		}
	}
	// By way of YAML, as docker stack config prints it: only there the names are
	// those of the file format.
	text, err := yaml.Marshal(config)
	if err != nil {
		return nil, err
	}
	var tree any
	err = yaml.Unmarshal(text, &tree)
	return tree, err
}

// deploy goes as far as docker stack deploy goes without a swarm.
func deploy(config *types.Config) error {
	networks := map[string]struct{}{}
	for _, service := range config.Services {
		if service.Image == "" {
			return fmt.Errorf("service %s: no image specified", service.Name)
		}
		if _, err := reference.ParseAnyReference(service.Image); err != nil {
			return fmt.Errorf("service %s: %w", service.Name, err)
		}
		if len(service.Networks) == 0 {
			networks["default"] = struct{}{}
		}
		for name := range service.Networks {
			networks[name] = struct{}{}
		}
	}
	namespace := convert.NewNamespace("stack")
	convert.Networks(namespace, config.Networks, networks)
	if _, err := convert.Secrets(namespace, config.Secrets); err != nil {
		return err
	}
	if _, err := convert.Configs(namespace, config.Configs); err != nil {
		return err
	}
	_, err := convert.Services(context.Background(), namespace, config, generousSwarm{})
	return err
}

// generousSwarm has each secret and config that it is asked for. Nothing else is
// asked; a call of another method would be a panic, which is reported as an error.
type generousSwarm struct{ client.APIClient }

func (generousSwarm) SecretList(_ context.Context, query client.SecretListOptions) (found client.SecretListResult, err error) {
	for name := range query.Filters["name"] {
		var item swarm.Secret
		item.ID, item.Spec.Name = name, name
		found.Items = append(found.Items, item)
	}
	return found, nil
}

func (generousSwarm) ConfigList(_ context.Context, query client.ConfigListOptions) (found client.ConfigListResult, err error) {
	for name := range query.Filters["name"] {
		var item swarm.Config
		item.ID, item.Spec.Name = name, name
		found.Items = append(found.Items, item)
	}
	return found, nil
}
