package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/docker/cli/pkg/kvfile"
	"github.com/sirupsen/logrus"
	"go.yaml.in/yaml/v4"
)

// warnings gathers what the loader would print to the terminal.
type warnings struct{ list []string }

var warned warnings

func (*warnings) Levels() []logrus.Level { return []logrus.Level{logrus.WarnLevel} }
func (w *warnings) Fire(e *logrus.Entry) error {
	w.list = append(w.list, e.Message)
	return nil
}

func (w *warnings) take() []string {
	list := w.list
	w.list = nil
	return list
}

func init() {
	logrus.SetOutput(io.Discard)
	logrus.AddHook(&warned)
	// `format: raw` of an env_file is known to Docker Compose, not to its loader.
	dotenv.RegisterFormat("raw", func(in io.Reader, name string, vars map[string]string, lookup func(string) (string, bool)) error {
		lines, err := kvfile.ParseFromReader(in, lookup)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, line := range lines {
			key, value, _ := strings.Cut(line, "=")
			vars[key] = value
		}
		return nil
	})
}

// options are those of `docker compose config`, in its order: a later one sees what
// an earlier one has set.
func options(r request) (*cli.ProjectOptions, error) {
	stopEarly := r.Stage == "merged"
	start, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	env := []string{"PWD=" + start}
	for k, v := range r.Env {
		env = append(env, k+"="+v)
	}
	sort.Strings(env)
	envFiles := r.EnvFiles
	if len(envFiles) == 0 {
		envFiles = strings.FieldsFunc(r.Env["COMPOSE_ENV_FILES"], func(c rune) bool { return c == ',' })
	}
	for i, name := range envFiles {
		if envFiles[i], err = filepath.Abs(name); err != nil {
			return nil, err
		}
	}
	all := []cli.ProjectOptionsFn{
		cli.WithInterpolation(!r.NoInterpolate),
		cli.WithResolvedPaths(!r.NoResolvePaths && !stopEarly),
		cli.WithNormalization(!r.NoNormalize && !stopEarly),
		cli.WithConsistency(!r.NoConsistency),
		cli.WithDefaultProfiles(r.Profiles...),
		cli.WithDiscardEnvFile,
		cli.WithLoadOptions(func(o *loader.Options) { o.SkipDefaultValues = stopEarly }),
	}
	if r.NoResolveEnv {
		all = append(all, cli.WithoutEnvironmentResolution)
	}
	all = append(all,
		cli.WithWorkingDirectory(r.Dir),
		cli.WithEnv(env),
		cli.WithEnvFiles(envFiles...),
		cli.WithDotEnv,
		cli.WithConfigFileEnv,
		cli.WithDefaultConfigPath,
		cli.WithEnvFiles(envFiles...), // once more: the project's folder is known only now
		cli.WithDotEnv,
		cli.WithDefaultProfiles(r.Profiles...),
		cli.WithName(r.Name))
	return cli.NewProjectOptions(r.Files, all...)
}

// loadProject does what `docker compose config` does.
func loadProject(r request) (any, error) {
	o, err := options(r)
	if err != nil {
		return nil, err
	}
	if r.NoInterpolate || r.Stage == "merged" || r.Stage == "model" {
		return o.LoadModel(context.Background())
	}
	project, err := o.LoadProject(context.Background())
	if err != nil {
		return nil, err
	}
	return canonical(project, r)
}

// canonical does what Docker Compose itself does after the loader is done.
func canonical(project *types.Project, r request) (any, error) {
	if project.Name == "" {
		return nil, errors.New("the project has no name")
	}
	project, err := project.WithServicesEnabled(r.Services...)
	if err != nil {
		return nil, err
	}
	if project, err = project.WithSelectedServices(r.Services); err != nil {
		return nil, err
	}
	if !r.AllResources {
		project = project.WithoutUnnecessaryResources()
	}
	if !r.NoResolveEnv {
		if project, err = project.WithServicesEnvironmentResolved(true); err != nil {
			return nil, err
		}
	}
	if !r.NoConsistency {
		if err := project.CheckContainerNameUnicity(); err != nil {
			return nil, err
		}
	}
	keys := takeSSH(project)
	text, err := project.MarshalJSON()
	if err != nil {
		return nil, err
	}
	tree, err := decode(text)
	if err != nil {
		return nil, err
	}
	for name, list := range keys {
		services := tree.(map[string]any)["services"].(map[string]any)
		services[name].(map[string]any)["build"].(map[string]any)["ssh"] = list
	}
	// The JSON of a project has no models; its YAML has them.
	if len(project.Models) > 0 {
		if text, err = json.Marshal(project.Models); err != nil {
			return nil, err
		}
		tree.(map[string]any)["models"], err = decode(text)
	}
	return tree, err
}

// takeSSH takes the SSH keys out of the builds, since what they print is no JSON. They
// come back as in YAML, in the order of their names, which there is any order.
func takeSSH(project *types.Project) map[string][]string {
	keys := map[string][]string{}
	for name, service := range project.Services {
		if service.Build == nil || len(service.Build.SSH) == 0 {
			continue
		}
		for _, key := range service.Build.SSH {
			if key.Path == "" {
				keys[name] = append(keys[name], key.ID)
			} else {
				keys[name] = append(keys[name], key.ID+": "+key.Path)
			}
		}
		sort.Strings(keys[name])
		service.Build.SSH = nil
		project.Services[name] = service
	}
	return keys
}

// decode reads JSON; numbers stay as they are written.
func decode(text []byte) (tree any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err = decoder.Decode(&tree)
	return tree, err
}

// readRaw gives for each file the list of its documents.
func readRaw(files []string) (any, error) {
	all := []any{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		documents := []any{}
		for {
			var n yaml.Node
			if err := decoder.Decode(&n); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			documents = append(documents, rawTree(&n))
		}
		all = append(all, documents)
	}
	return all, nil
}

// rawTree: a scalar is [tag, text], a list {"seq": [...]}, a mapping
// {"map": [[key, value]...]}, an alias {"alias": name}.
func rawTree(n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return rawTree(n.Content[0])
	case yaml.AliasNode:
		return map[string]any{"alias": n.Value}
	case yaml.ScalarNode:
		return []string{n.ShortTag(), n.Value}
	case yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			list = append(list, rawTree(c))
		}
		return map[string]any{"seq": list}
	}
	list := []any{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		list = append(list, []any{rawTree(n.Content[i]), rawTree(n.Content[i+1])})
	}
	return map[string]any{"map": list}
}
